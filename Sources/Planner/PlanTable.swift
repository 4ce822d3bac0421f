package import TropeModel

/// One way of doing the work, with what it costs and takes.
package struct PlanRow: Hashable, Sendable {
  package var strategy: Strategy
  package var moviesPerRequest: Int
  package var forecast: Forecast
  /// Movies that this plan cannot ask.
  package var tooLong: Int
  /// Whether no other row is at least as cheap and as fast, and better in one of the two, by typical times.
  package var isUnbeaten = false
  /// Whether this is what the tropefile asks for.
  package var isConfigured: Bool

  package init(
    strategy: Strategy, moviesPerRequest: Int, forecast: Forecast, tooLong: Int = 0,
    isConfigured: Bool = false
  ) {
    self.strategy = strategy
    self.moviesPerRequest = moviesPerRequest
    self.forecast = forecast
    self.tooLong = tooLong
    self.isConfigured = isConfigured
  }
}

/// What a comparison varies and what it keeps.
package struct PlanSettings: Hashable, Sendable {
  package var strategy: Strategy
  package var moviesPerRequest: Int
  package var numBatches: Int
  package var batchTokenTarget: Int
  /// Sizes of request to compare, besides the configured one.
  package var sizes: [Int]
  /// Whether model and server have the tier flex.
  package var offersFlex: Bool
  /// Whether what is asked can be asked in batches.
  package var offersBatches: Bool
  /// Whether there is a server to ask in real time.
  package var offersRealtime: Bool

  package init(
    strategy: Strategy = .hybrid, moviesPerRequest: Int = 1, numBatches: Int = 4,
    batchTokenTarget: Int = 1_900_000, sizes: [Int] = [1, 4, 8, 16],
    offersFlex: Bool = false, offersBatches: Bool = true, offersRealtime: Bool = true
  ) {
    self.strategy = strategy
    self.moviesPerRequest = moviesPerRequest
    self.numBatches = numBatches
    self.batchTokenTarget = batchTokenTarget
    self.sizes = sizes
    self.offersFlex = offersFlex
    self.offersBatches = offersBatches
    self.offersRealtime = offersRealtime
  }
}

extension PlanSettings {
  /// The configured one first.
  fileprivate var offeredSizes: [Int] {
    let others = Set(sizes).subtracting([moviesPerRequest]).sorted()
    return ([moviesPerRequest] + others).filter { $0 >= 1 }
  }

  /// The configured one first, where it is offered.
  fileprivate var offeredStrategies: [Strategy] {
    ([strategy] + Strategy.sideBySide.filter { $0 != strategy }).filter(offers)
  }

  private func offers(_ strategy: Strategy) -> Bool {
    if strategy == .batch { return offersBatches }
    guard offersRealtime else { return false }
    if strategy.usesFlex, !offersFlex { return false }
    return offersBatches || strategy == .realtime || strategy == .flex
  }
}

/// The ways of doing the work, side by side.
package struct PlanTable: Hashable, Sendable {
  /// By strategy as in `Strategy.sideBySide`, and in each by movies a request.
  package private(set) var rows: [PlanRow]

  /// A table of these rows; marks those that no other beats.
  package init(rows: [PlanRow]) {
    self.rows = rows
    // A row that leaves more movies out than others is cheap for that reason: it beats nobody.
    let fewest = rows.map(\.tooLong).min() ?? 0
    let points = rows.map { (left: $0.tooLong, cost: $0.cost, time: $0.typical) }
    for (index, mine) in points.enumerated() {
      self.rows[index].isUnbeaten =
        mine.left == fewest
        && !points.contains { other in
          other.left == fewest && other.cost <= mine.cost && other.time <= mine.time
            && (other.cost < mine.cost || other.time < mine.time)
        }
    }
  }
}

extension PlanTable {
  /// Plans the items by every strategy and with every number of movies a request, and forecasts each.
  ///
  /// - Parameter differs: given where the table is for ``better(than:where:)`` with this and the configured row alone. Then
  ///   it holds no more rows than it takes to find that one: time, which takes longest to reckon, is reckoned for the
  ///   cheapest first.
  package init(
    comparing items: [PlanItem], overhead: RequestOverhead, settings: PlanSettings, limits: Limits,
    prices: Prices, assumptions: ForecastAssumptions = ForecastAssumptions(), start: Timestamp,
    onlyBetterWhere differs: ((PlanRow, PlanRow) -> Bool)? = nil
  ) {
    let items = items.shortestFirst
    let grouped = { (size: Int) in
      Grouping(moviesPerRequest: size, overhead: overhead).requests(of: items, limits: limits)
    }
    let addTimes = { (row: inout PlanRow, plan: Plan) in
      row.forecast.addTimes(of: plan, limits: limits, assumptions: assumptions, start: start)
    }
    var rows: [PlanRow] = []
    for size in settings.offeredSizes {
      let requests = grouped(size)
      for strategy in settings.offeredStrategies {
        let plan = settings.plan(requests, strategy, limits)
        var row = PlanRow(
          strategy: strategy, moviesPerRequest: size,
          forecast: Forecast(
            costsOf: plan, prices: prices, assumptions: assumptions, start: start),
          tooLong: plan.tooLong.count,
          isConfigured: strategy == settings.strategy && size == settings.moviesPerRequest)
        if differs == nil || row.isConfigured { addTimes(&row, plan) }
        rows.append(row)
      }
    }
    if let differs {
      rows = Self.downToBetter(rows, where: differs) { row in
        addTimes(&row, settings.plan(grouped(row.moviesPerRequest), row.strategy, limits))
      }
    }
    self.init(
      rows: Strategy.sideBySide.flatMap { strategy in
        rows.filter { $0.strategy == strategy }
          .sorted { $0.moviesPerRequest < $1.moviesPerRequest }
      })
  }

  /// The configured row and, the cheapest first, those that are cheaper and leave no movie out that another asks, down to
  /// the first that is faster too; none where the configured one is not to be had.
  ///
  /// - Parameter addTimes: to a row that has its costs alone, as all have but the configured one.
  private static func downToBetter(
    _ rows: [PlanRow], where differs: (PlanRow, PlanRow) -> Bool, addTimes: (inout PlanRow) -> Void
  ) -> [PlanRow] {
    guard let configured = rows.first(where: \.isConfigured) else { return [] }
    let fewest = rows.map(\.tooLong).min() ?? 0
    let cheaper = rows.filter { $0.tooLong == fewest && $0.isCheaper(than: configured) }
    var timed = [configured]
    var found: Double?
    for var row in cheaper.sorted(by: { $0.cost < $1.cost }) {
      // One that costs as much may be faster.
      if let found, row.cost > found { break }
      addTimes(&row)
      timed.append(row)
      if row.typical < configured.typical, differs(row, configured) { found = row.cost }
    }
    return timed
  }
}

extension PlanSettings {
  fileprivate func plan(
    _ requests: [PlanRequest], _ strategy: Strategy, _ limits: Limits
  ) -> Plan {
    Plan(
      dividing: requests, strategy: strategy, numBatches: numBatches,
      batchTokenTarget: batchTokenTarget, limits: limits)
  }
}

extension Strategy {
  /// All of them in the order of tables and legends: the mixed ones behind those they are made of.
  package static var sideBySide: [Strategy] {
    allCases.filter { !$0.isHybrid } + allCases.filter(\.isHybrid)
  }
}
