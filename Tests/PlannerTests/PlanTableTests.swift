import Planner
import Testing
import TropeModel

/// A row with just the figures that matter here.
private func row(
  _ strategy: Strategy = .realtime, _ movies: Int = 1, cost: Double, hours time: Double,
  tooLong: Int = 0
) -> PlanRow {
  var lane = LaneForecast()
  lane.cost = cost
  lane.typical = hours(time)
  lane.likely = hours(time)
  lane.worst = hours(time * 2)
  return PlanRow(
    strategy: strategy, moviesPerRequest: movies,
    forecast: Forecast(batch: LaneForecast(), realtime: lane, isEstimate: false), tooLong: tooLong)
}

@Suite struct PlanTableTests {
  private let overhead = RequestOverhead(
    [.init(tokens: 1_963, bytes: 9_000, sharedPrefix: 1_952)], isExact: true)

  private func compare(_ items: [PlanItem], _ settings: PlanSettings = PlanSettings()) -> PlanTable
  {
    PlanTable(
      comparing: items, overhead: overhead, settings: settings, limits: tier1, prices: miniPrices,
      start: noon)
  }

  @Test func `Every strategy stands beside every size`() {
    let rows = compare(plots(300)).rows
    #expect(rows.map(\.strategy.rawValue).uniqued() == ["batch", "realtime", "hybrid"])
    #expect(rows.map(\.moviesPerRequest) == [1, 4, 8, 16, 1, 4, 8, 16, 1, 4, 8, 16])
    #expect(rows.filter(\.isConfigured).map(\.name) == ["hybrid 1"])
    #expect(rows.allSatisfy { $0.forecast.total.questions == 300 })
  }

  @Test func `No strategy is left out`() {
    #expect(
      Set(compare(plots(30), PlanSettings(offersFlex: true)).rows.map(\.strategy))
        == Set(Strategy.allCases))
    #expect(Strategy.sideBySide.count == Strategy.allCases.count)
  }

  @Test func `Without a server there are batches only`() {
    let settings = PlanSettings(strategy: .batch, offersFlex: true, offersRealtime: false)
    #expect(Set(compare(plots(30), settings).rows.map(\.strategy)) == [.batch])
  }

  @Test func `The configured size is among them`() {
    let rows = compare(plots(30), PlanSettings(strategy: .batch, moviesPerRequest: 5)).rows
    #expect(rows.filter(\.isConfigured).map(\.name) == ["batch 5"])
  }

  @Test func `A row is what its plan alone would forecast`() {
    let items = plots(2_000)
    let plan = Plan(
      items: items, strategy: .hybrid, numBatches: 4, batchTokenTarget: 1_900_000, limits: tier1,
      grouping: Grouping(moviesPerRequest: 4, overhead: overhead))
    let alone = Forecast(of: plan, limits: tier1, prices: miniPrices, start: noon)
    let rows = compare(items).rows
    #expect(rows.first { $0.name == "hybrid 4" }?.forecast == alone)
  }

  /// Of longer plots some fit no batch, some no minute.
  @Test(arguments: Strategy.allCases, [1, 4, 5])
  func `What is better than the configured plan is found without the whole table`(
    strategy: Strategy, size: Int
  ) {
    for limit in [900, 4_000, 1_000_000_000] {
      let items = plots(400) + [item(9_999, tokens: 3_000)]
      let settings = PlanSettings(
        strategy: strategy, moviesPerRequest: size, batchTokenTarget: 40_000, offersFlex: true)
      var limits = tier1
      limits.tokensPerMinute = limit
      let whole = PlanTable(
        comparing: items, overhead: overhead, settings: settings, limits: limits,
        prices: miniPrices, start: noon)
      let short = PlanTable(
        comparing: items, overhead: overhead, settings: settings, limits: limits,
        prices: miniPrices, start: noon, onlyBetterWhere: { _, _ in true })
      #expect(short.configured?.forecast == whole.configured?.forecast)
      let wanted = whole.configured.flatMap { whole.better(than: $0) { _, _ in true } }
      let found = short.configured.flatMap { short.better(than: $0) { _, _ in true } }
      #expect(found?.name == wanted?.name)
      #expect(found?.forecast == wanted?.forecast)
    }
  }

  @Test func `Unbeaten is what no other row beats in both`() {
    let table = PlanTable(rows: [
      row(cost: 3, hours: 10), row(cost: 5, hours: 2), row(cost: 5, hours: 3),
      row(cost: 6, hours: 2),
      row(cost: 3, hours: 10), row(cost: 4, hours: 4),
    ])
    #expect(table.rows.map(\.isUnbeaten) == [true, true, false, false, true, true])
  }

  @Test func `Leaving movies out is no way to win`() {
    let table = PlanTable(rows: [row(cost: 3, hours: 10), row(cost: 1, hours: 1, tooLong: 2)])
    #expect(table.rows.map(\.isUnbeaten) == [true, false])
    guard case .fits(let chosen) = table.choose(deadline: hours(20), budget: nil) else {
      Issue.record("nothing chosen")
      return
    }
    #expect(chosen.cost == 3)
  }

  @Test func `What is done one after the other costs and takes both, in the rows that both have`() {
    let one = PlanTable(
      rows: [row(.batch, cost: 1, hours: 10), row(cost: 2, hours: 1), row(cost: 9, hours: 9)])
    let other = PlanTable(
      rows: [row(cost: 4, hours: 2, tooLong: 3), row(.batch, cost: 2, hours: 30)])
    let both = PlanTable(oneAfterTheOther: [one, other]).rows
    #expect(both.map(\.strategy).prefix(2) == [.batch, .realtime])
    #expect(both[0].cost == 3 && both[0].typical == hours(40) && both[0].worst == hours(80))
    #expect(both[1].cost == 6 && both[1].likely == hours(3) && both[1].tooLong == 3)
    #expect(both[0].isUnbeaten && !both[1].isUnbeaten)
    #expect(PlanTable(oneAfterTheOther: [one]) == one)
    let grouped = PlanTable(rows: [row(.batch, 4, cost: 1, hours: 1)])
    #expect(PlanTable(oneAfterTheOther: [one, grouped]).rows.isEmpty)
    #expect(PlanTable(oneAfterTheOther: []).rows.isEmpty)
  }

  @Test func `With no items all rows are free and instant`() {
    let rows = compare([]).rows
    #expect(rows.count == 12)
    #expect(rows.allSatisfy { $0.cost == 0 && $0.typical == .zero && $0.isUnbeaten })
  }
}

extension PlanRow {
  fileprivate var name: String { "\(strategy.rawValue) \(moviesPerRequest)" }
}

extension [String] {
  fileprivate func uniqued() -> [String] {
    reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

@Suite struct PlanChoiceTests {
  private let table = PlanTable(rows: [
    row(.batch, 1, cost: 3, hours: 100), row(.realtime, 8, cost: 5, hours: 2),
    row(.hybrid, 4, cost: 4, hours: 40), row(.realtime, 1, cost: 9, hours: 30),
  ])

  @Test(arguments: [
    (200.0, "batch 1"), (40, "hybrid 4"),
    (39.9, "realtime 8"),
  ])
  func `A deadline chooses the cheapest that keeps it`(deadline: Double, name: String) {
    guard case .fits(let row) = table.choose(deadline: hours(deadline), budget: nil) else {
      Issue.record("nothing chosen")
      return
    }
    #expect(row.name == name)
  }

  @Test(arguments: [
    (100.0, "realtime 8"), (5, "realtime 8"),
    (4.99, "hybrid 4"), (3, "batch 1"),
  ])
  func `A budget chooses the fastest that keeps it`(budget: Double, name: String) {
    guard case .fits(let row) = table.choose(deadline: nil, budget: budget) else {
      Issue.record("nothing chosen")
      return
    }
    #expect(row.name == name)
  }

  @Test func `A strategy that is named stands beside a budget`() {
    guard case .fits(let row) = table.choose(deadline: nil, budget: 4.5, strategy: .batch) else {
      Issue.record("nothing chosen")
      return
    }
    #expect(row.name == "batch 1")
    guard case .none = table.choose(deadline: nil, budget: 4.5, strategy: .realtime) else {
      Issue.record("another strategy was chosen")
      return
    }
  }

  @Test func `Both together choose the cheapest that keeps both`() {
    guard case .fits(let row) = table.choose(deadline: hours(50), budget: 4.5) else {
      Issue.record("nothing chosen")
      return
    }
    #expect(row.name == "hybrid 4")
  }

  @Test func `An empty table has nothing to choose`() {
    #expect(PlanTable(rows: []).choose(deadline: nil, budget: 1) == .nothing)
  }
}
