package import TropeModel

/// One way of doing the work, with what it costs and takes.
package struct PlanRow: Hashable, Sendable {
  package var strategy: Strategy
  package var moviesPerRequest: Int
  package var forecast: Forecast
  /// Movies that this plan cannot ask.
  package var tooLong: Int
  /// Whether no other row is at least as cheap and as fast, and better in one of the two, by typical times.
  package var isUnbeaten: Bool
  /// Whether this is what the tropefile asks for.
  package var isConfigured: Bool

  package init(
    strategy: Strategy, moviesPerRequest: Int, forecast: Forecast, tooLong: Int = 0,
    isUnbeaten: Bool = false, isConfigured: Bool = false
  ) {
    self.strategy = strategy
    self.moviesPerRequest = moviesPerRequest
    self.forecast = forecast
    self.tooLong = tooLong
    self.isUnbeaten = isUnbeaten
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
  /// - Parameter onlyBetter: whether to leave out what cannot be better than the configured row, which stands in the table:
  ///   what leaves more movies out than others or than that, and what costs as much. Such a table is for
  ///   ``better(than:where:)`` alone; time, which takes longest to reckon, is reckoned for little more than its rows.
  package init(
    comparing items: [PlanItem], overhead: RequestOverhead, settings: PlanSettings, limits: Limits,
    prices: Prices, assumptions: ForecastAssumptions = ForecastAssumptions(), start: Timestamp,
    onlyBetter: Bool = false
  ) {
    let items = items.shortestFirst
    var rows: [PlanRow] = []
    var configured: PlanRow?
    var fewest = Int.max
    for size in settings.offeredSizes {
      let requests = Grouping(moviesPerRequest: size, overhead: overhead)
        .requests(of: items, limits: limits)
      for strategy in settings.offeredStrategies {
        let plan = Plan(
          dividing: requests, strategy: strategy, numBatches: settings.numBatches,
          batchTokenTarget: settings.batchTokenTarget, limits: limits, order: .shortestFirst)
        var row = PlanRow(
          strategy: strategy, moviesPerRequest: size,
          forecast: Forecast(
            costsOf: plan, prices: prices, assumptions: assumptions, start: start),
          tooLong: plan.tooLong.count,
          isConfigured: strategy == settings.strategy && size == settings.moviesPerRequest)
        fewest = min(fewest, row.tooLong)
        // It comes first, or is not to be had.
        if row.isConfigured { configured = row }
        let isWanted = row.isConfigured || configured.map(row.isCheaper(than:)) ?? false
        if onlyBetter, !isWanted { continue }
        row.forecast.addTimes(of: plan, limits: limits, assumptions: assumptions, start: start)
        rows.append(row)
      }
    }
    if onlyBetter { rows.removeAll { !$0.isConfigured && $0.tooLong > fewest } }
    self.init(
      rows: Strategy.sideBySide.flatMap { strategy in
        rows.filter { $0.strategy == strategy }
          .sorted { $0.moviesPerRequest < $1.moviesPerRequest }
      })
  }
}

extension Strategy {
  /// All of them in the order of tables and legends: the mixed ones behind those they are made of.
  package static var sideBySide: [Strategy] {
    allCases.filter { !$0.isHybrid } + allCases.filter(\.isHybrid)
  }
}
