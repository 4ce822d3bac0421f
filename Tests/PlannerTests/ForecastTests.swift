import Display
import Planner
import Testing
import TropeModel
import TropeModel

/// What batches took when the original was made.
private let halfDay = BatchTurnaround(typical: hours(12), worst: hours(24))

/// The original's published figures: gpt-4o-mini at tier 1, 18M tokens of plots, a short prompt, one movie a request.
@Suite struct PublishedFiguresTests {
  /// Its replies were a few tokens and not reckoned with: the published costs are those of the input.
  private let items = plots().map { item in
    var item = item
    item.expectedOutput = 0
    return item
  }

  private func run(_ strategy: Strategy, target: Int = 1_900_000) -> (Plan, Forecast) {
    let plan = Plan(
      items: items, strategy: strategy, numBatches: 4, batchTokenTarget: target, limits: tier1)
    return (
      plan,
      Forecast(
        of: plan, limits: tier1, prices: miniPrices,
        assumptions: ForecastAssumptions(turnaround: halfDay), start: noon)
    )
  }

  @Test func `The corpus is the published one`() {
    #expect(items.count == 42_306)
    let tokens = items.reduce(0) { $0 + $1.input.tokens }
    #expect((17_900_000...18_100_000).contains(tokens))
  }

  @Test func `Batches only: 10 of them, the cheapest way, up to 10 days`() {
    let (plan, forecast) = run(.batch)
    #expect(plan.batches.count == 10)
    #expect(plan.realtime.isEmpty)
    #expect(forecast.total.typical == days(5))
    #expect(forecast.total.worst == days(10))
  }

  @Test func `Batches of a command wait for a place and for no queue`() {
    let (plan, _) = run(.batch)
    var limits = tier1
    limits.enqueuedTokens = Limits.none
    func typical(atOnce most: Int?) -> Duration {
      var assumptions = ForecastAssumptions(turnaround: halfDay)
      assumptions.batchesAtOnce = most
      return Forecast(
        of: plan, limits: limits, prices: miniPrices, assumptions: assumptions, start: noon
      ).batch.typical
    }
    #expect(plan.batches.count == 10)
    #expect(
      [1, 3, 4, 10, 100].map { typical(atOnce: $0) } == [120, 48, 36, 12, 12].map { hours($0) })
    #expect(typical(atOnce: nil) == hours(12))
  }

  @Test func `Real time only: 4.2 days at twice the price`() {
    let (_, batch) = run(.batch)
    let (plan, forecast) = run(.realtime)
    #expect(plan.batches.isEmpty)
    #expect((forecast.total.cost / batch.total.cost).rounded(toPlaces: 6) == 2)
    // By an even share of the day's limit; with its first requests sent at once, the last day is not needed whole.
    #expect(Format.time(forecast.realtime.boundByDay) == "4.2 days")
    #expect(forecast.total.typical > days(4))
    #expect(forecast.total.typical < days(4.25))
  }

  @Test
  func
    `Hybrid: 4 batches hold about 30,000 movies, at some 60 % more, 2 days in practice, 4 at most`()
  {
    let (_, batch) = run(.batch)
    let (plan, forecast) = run(.hybrid)
    #expect(plan.batches.count == 4)
    let batched = plan.batches.reduce(0) { $0 + $1.questionCount }
    #expect((29_500...30_500).contains(batched))
    #expect((11_800...12_800).contains(plan.realtime.questionCount))
    let extra = forecast.total.cost / batch.total.cost - 1
    #expect(extra > 0.55)
    #expect(extra < 0.65)
    #expect(forecast.total.typical == days(2))
    #expect(forecast.total.worst == days(4))
  }

  @Test func `Every batch but the last is filled to the brim`() {
    for batch in run(.batch).0.batches.dropLast() {
      #expect(batch.inputTokens > 1_890_000)
      #expect(batch.inputTokens <= 1_900_000)
    }
  }
}

extension Double {
  fileprivate func rounded(toPlaces places: Int) -> Double {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    return (self * scale).rounded() / scale
  }
}

/// The figures of the trope prompt: 1,392 tokens of catalog, 560 of schema, 11 of framing, plots of 425, names 43.
@Suite struct TropePromptFiguresTests {
  struct Expected: Sendable {
    let movies: Int
    let requests: Int
    let inputTokens: String
    let realtime: (cost: Double, uncached: Double, byTokens: Double, byDay: Double)
    let batch: (cost: Double, batches: Int)
  }

  static let table = [
    Expected(
      movies: 1, requests: 42_306, inputTokens: "102.8M", realtime: (11.19, 17.28, 8.6, 4.2),
      batch: (8.64, 55)),
    Expected(
      movies: 4, requests: 10_577, inputTokens: "40.6M", realtime: (6.41, 7.94, 3.4, 1.1),
      batch: (3.97, 22)),
    Expected(
      movies: 8, requests: 5_289, inputTokens: "30.2M", realtime: (5.62, 6.38, 2.5, 0),
      batch: (3.19, 16)),
    Expected(
      movies: 16, requests: 2_645, inputTokens: "25.0M", realtime: (5.22, 5.60, 2.1, 0),
      batch: (2.80, 14)),
  ]

  private static let overhead = RequestOverhead(
    [.init(tokens: 1_963, bytes: 9_000, sharedPrefix: 1_952)], isExact: true)

  private func run(_ strategy: Strategy, _ movies: Int, hits: Double = 1) -> Forecast {
    let plan = Plan(
      items: plots(mean: 468), strategy: strategy, numBatches: 4, batchTokenTarget: 1_900_000,
      limits: tier1,
      grouping: Grouping(
        moviesPerRequest: movies, mostInputTokens: 128_000, overhead: Self.overhead))
    return Forecast(
      of: plan, limits: tier1, prices: miniPrices,
      assumptions: ForecastAssumptions(turnaround: halfDay, cacheHitShare: hits), start: noon)
  }

  @Test(arguments: table)
  func `In real time the table's costs and bounds come out`(row: Expected) {
    let forecast = run(.realtime, row.movies)
    #expect(forecast.total.requests == row.requests)
    #expect(forecast.total.questions == 42_306)
    #expect(Format.count(forecast.total.inputTokens) == row.inputTokens)
    #expect(abs(forecast.total.cost - row.realtime.cost) < 0.015)
    #expect(abs(run(.realtime, row.movies, hits: 0).total.cost - row.realtime.uncached) < 0.015)
    let byTokens = forecast.total.boundByTokens.inSeconds / 3_600
    #expect(abs(byTokens - row.realtime.byTokens) < 0.05)
    let byDay = forecast.total.boundByDay.inSeconds / 86_400
    #expect(abs(byDay - row.realtime.byDay) < 0.051)
  }

  @Test(arguments: table)
  func `In batches the table's costs and days come out`(row: Expected) {
    let forecast = run(.batch, row.movies)
    #expect(abs(forecast.total.cost - row.batch.cost) < 0.015)
    // A batch is never split within a request, so that one batch more may be needed.
    #expect((row.batch.batches...row.batch.batches + 1).contains(forecast.total.batches))
    #expect(forecast.total.cachedTokens == 0)
    #expect(forecast.total.typical == hours(12 * Double(forecast.total.batches)))
    #expect(forecast.total.worst == hours(24 * Double(forecast.total.batches)))
  }

  @Test
  func `Eight movies a request are done in an afternoon for less than the cheapest batches of one`()
  {
    let eight = run(.realtime, 8).total
    #expect(eight.cost < run(.batch, 1).total.cost)
    #expect(eight.typical < hours(2.7))
    #expect(eight.typical > hours(2.5))
  }
}

@Suite struct ForecastTests {
  private func run(
    _ batches: [[PlanRequest]] = [], _ realtime: [PlanRequest] = [], limits: Limits = tier1,
    prices: Prices = miniPrices,
    _ assumptions: ForecastAssumptions = ForecastAssumptions(turnaround: halfDay)
  ) -> Forecast {
    let plan = Plan(strategy: .hybrid, batches: batches, realtime: realtime)
    return Forecast(of: plan, limits: limits, prices: prices, assumptions: assumptions, start: noon)
  }

  @Test func `Nothing to do costs nothing and takes no time`() {
    let forecast = run()
    #expect(forecast.total == LaneForecast())
    #expect(!forecast.isEstimate)
  }

  @Test func `One request takes its latency and the time to write its reply`() {
    let realtime = run([], [request(1, tokens: 1_000)]).realtime
    #expect(realtime.requests == 1)
    #expect(realtime.outputTokens == 73)
    #expect(realtime.typical == .milliseconds(1_000 + 912))
    #expect(abs(realtime.cost - (1_000 * 0.15 + 73 * 0.60) / 1_000_000) < 1e-12)
  }

  @Test func `Small batches are enqueued together as far as the queue goes`() {
    let half = [request(1, tokens: 1_000_000)]
    #expect(run([half, half, half]).batch.typical == hours(24))
    #expect(run([half, half]).batch.typical == hours(12))
  }

  @Test func `A queue filled by others delays the batches by one turn`() {
    let batch = [request(1, tokens: 1_900_000)]
    let forecast = run(
      [batch], ForecastAssumptions(turnaround: halfDay, enqueuedElsewhere: 500_000))
    #expect(forecast.batch.typical == hours(24))
  }

  private func run(_ batches: [[PlanRequest]], _ assumptions: ForecastAssumptions) -> Forecast {
    run(batches, [], assumptions)
  }

  @Test func `The turnaround is the user's to state`() {
    let forecast = run(
      [[request(1, tokens: 5)]],
      ForecastAssumptions(
        turnaround: BatchTurnaround(typical: hours(1), likely: hours(2), worst: hours(3))))
    #expect(forecast.batch.typical == hours(1))
    #expect(forecast.batch.likely == hours(2))
    #expect(forecast.batch.worst == hours(3))
  }

  @Test func `Both lanes run at once`() {
    let forecast = run([[request(1, tokens: 5)]], [request(2, tokens: 5)])
    #expect(forecast.total.typical == forecast.batch.typical)
    #expect(forecast.total.cost == forecast.batch.cost + forecast.realtime.cost)
    #expect(forecast.total.requests == 2)
  }

  @Test func `What the last day used up is waited for`() {
    let past = Array(repeating: PastRequest(startedAt: noon + hours(-1)), count: 10_000)
    let forecast = run([], [request(1, tokens: 5)], ForecastAssumptions(pastRequests: past))
    #expect(forecast.realtime.typical > hours(23))
    #expect(forecast.realtime.typical < hours(23.1))
  }

  @Test func `Few places and a long latency bound the lane where the limits do not`() {
    let requests = (0..<100).map { request($0, tokens: 5) }
    let forecast = run(
      [], requests,
      ForecastAssumptions(latencyTypical: .seconds(60), outputTokensPerSecond: 0, concurrency: 10))
    #expect(forecast.realtime.typical >= .seconds(600))
    #expect(forecast.realtime.typical < .seconds(630))
  }

  @Test func `The worst case is never better than the typical one`() {
    let requests = plots(2_000).map { PlanRequest(items: [$0], overhead: .none) }
    let forecast = run([Array(requests.prefix(500))], Array(requests.dropFirst(500)))
    #expect(forecast.realtime.worst > forecast.realtime.typical)
    #expect(forecast.batch.worst > forecast.batch.typical)
  }

  @Test func `Limits of 1 and huge counts give long times and no failure`() {
    let limits = Limits(
      requestsPerMinute: 1, requestsPerDay: 1, tokensPerMinute: 1, enqueuedTokens: 1,
      contextTokens: 1)
    let requests = (0..<5).map { request($0, tokens: 1_000_000_000) }
    let forecast = run([requests, requests], requests, limits: limits)
    #expect(forecast.batch.inputTokens == 10_000_000_000)
    #expect(forecast.batch.typical == hours(24))
    #expect(forecast.realtime.typical > days(4))
  }

  @Test func `One estimated count makes the forecast an estimate`() {
    let rough = PlanRequest(items: [item(1, tokens: 5, exact: false)], overhead: .none)
    #expect(run([], [request(2, tokens: 5), rough]).isEstimate)
    #expect(run([[rough]], []).isEstimate)
  }

  @Test(arguments: [
    (1_023, 0), (1_024, 1_024), (1_151, 1_024), (1_152, 1_152), (1_952, 1_920),
  ])
  func `A shared beginning is cached from 1,024 tokens on, in steps of 128`(
    prefix: Int, cached: Int
  ) {
    let overhead = RequestOverhead(
      [.init(tokens: 2_000, bytes: 1, sharedPrefix: prefix)], isExact: true)
    let requests = (0..<11).map { PlanRequest(items: [item($0, tokens: 400)], overhead: overhead) }
    // The first finds nothing in the cache.
    #expect(run([], requests).realtime.cachedTokens == 10 * cached)
    #expect(run([requests], []).batch.cachedTokens == 0)
    let half = ForecastAssumptions(cacheHitShare: 0.5)
    #expect(run([], requests, half).realtime.cachedTokens == 5 * cached)
  }

  @Test func `From gpt-5 on a batch has the cached price too`() throws {
    let prices = try #require(ModelFacts.named("gpt-5-nano")).prices
    let overhead = RequestOverhead(
      [.init(tokens: 2_000, bytes: 1, sharedPrefix: 1_920)], isExact: true)
    let requests = (0..<2).map {
      PlanRequest(items: [item($0, tokens: 80, output: 0)], overhead: overhead)
    }
    let batch = run([requests], [], prices: prices).batch
    #expect(batch.cachedTokens == 1_920)
    #expect(abs(batch.cost - (2_240 * 0.025 + 1_920 * 0.0025) / 1_000_000) < 1e-12)
  }

  @Test func `A request weighs what its reply may become, where that is more than its input`() {
    let bound = OutputBound(thoughts: .none)
    var assumptions = ForecastAssumptions(latencyTypical: .zero)
    let small = Limits(
      requestsPerMinute: 1_000_000, requestsPerDay: nil, tokensPerMinute: 60_000,
      enqueuedTokens: 1, contextTokens: 128_000)
    func minutes(allowance: Int) -> Double {
      let requests = (0..<200).map { number in
        var one = item(number, tokens: 600, output: 100)
        one.unnamedAllowance = allowance
        return PlanRequest(items: [one], overhead: .none)
      }
      return Forecast(
        of: Plan(strategy: .realtime, batches: [], realtime: requests), limits: small,
        prices: ModelFacts.gpt4oMini.prices, assumptions: assumptions,
        start: Timestamp(milliseconds: 1_795_000_000_000)
      ).realtime.boundByTokens.inSeconds / 60
    }
    #expect(minutes(allowance: 0) == 2)
    assumptions.outputBound = bound
    // Three times what is expected, and 300 more: as much as the input.
    #expect(minutes(allowance: 0) == 2)
    #expect(minutes(allowance: 600) == 4)
  }

  @Test func `A long input is dearer where the model says so`() throws {
    let prices = try #require(ModelFacts.named("gpt-6-luna")).prices
    func cost(_ input: Int) -> Double {
      prices.cost(
        of: TokenUsage(input: input, cachedInput: 0, output: 1_000_000), in: .standard)
    }
    #expect(abs(cost(272_000) - 0.5272) < 1e-9)
    #expect(abs(cost(272_001) - (0.0272001 * 2 + 0.75)) < 1e-9)
  }

  @Test func `A long input is dearer in every tier, reads and writes too`() throws {
    let prices = try #require(ModelFacts.named("gpt-6-luna")).prices
    let usage = TokenUsage(
      input: 300_000, cachedInput: 100_000, cacheWrite: 50_000, output: 1_000)
    for tier in ServiceTier.allCases {
      let price = try #require(prices.prices(for: tier))
      let input = 150_000 * price.input + 100_000 * price.cachedInput + 50_000 * price.cacheWrite
      let expected = (input * 2 + 1_000 * price.output * 1.5) / 1_000_000
      #expect(abs(prices.cost(of: usage, in: tier) - expected) < 1e-12)
    }
  }

  @Test func `A marked beginning is written once and read by all others, in real time`() throws {
    let prices = try #require(ModelFacts.named("gpt-6-luna")).prices
    let overhead = RequestOverhead(
      [.init(tokens: 2_000, bytes: 1, sharedPrefix: 1_901)], isExact: true)
    let requests = (0..<11).map {
      PlanRequest(items: [item($0, tokens: 99, output: 0)], overhead: overhead)
    }
    let forecast = run([], requests, prices: prices).realtime
    #expect(forecast.writtenTokens == 1_901)
    #expect(forecast.cachedTokens == 10 * 1_901)
    let own = Double(11 * (2_099 - 1_901)) * 0.10
    #expect(
      abs(forecast.cost - (own + 1_901 * 0.125 + 19_010 * 0.01) / 1_000_000) < 1e-12)
    // In a batch nothing is marked: nothing is written and nothing read.
    let batch = run([requests], [], prices: prices).batch
    #expect(batch.writtenTokens == 0 && batch.cachedTokens == 0)
  }

  @Test func `The most that a request can cost counts what it may write, in every tier`() throws {
    var prices = try #require(ModelFacts.named("gpt-6-luna")).prices
    for tier in ServiceTier.allCases {
      let price = try #require(prices.prices(for: tier))
      let most = prices.mostCost(input: 2_000, output: 100, in: tier)
      #expect(abs(most - (2_000 * price.cacheWrite + 100 * price.output) / 1_000_000) < 1e-12)
    }
    // Of a batch a few lines may write, and one that asks for no cache writes nothing.
    let few = prices.mostCost(input: 100_000, output: 0, in: .batch, writing: 0.016)
    #expect(abs(few - (0.05 * 0.984 + 0.0625 * 0.016) / 10) < 1e-9)
    let none = prices.mostCost(input: 100_000, output: 0, in: .batch, writing: 0)
    #expect(none == prices.batchCost(input: 100_000, output: 0))
    // Where all is written, that is what is expected.
    prices.cache.kind = .wholeRequest
    #expect(
      prices.batchCost(input: 2_000, output: 9)
        == prices.mostCost(input: 2_000, output: 9, in: .batch))
    let old = try #require(ModelFacts.named("gpt-4o-mini")).prices
    #expect(
      old.mostCost(input: 2_000, output: 9, in: .batch) == old.batchCost(input: 2_000, output: 9))
  }

  @Test func `A server that marks whole requests writes them all`() throws {
    var prices = try #require(ModelFacts.named("gpt-6-luna")).prices
    prices.cache.kind = .wholeRequest
    let requests = (0..<3).map { request($0, tokens: 2_000) }
    #expect(run([], requests, prices: prices).realtime.writtenTokens == 6_000)
    #expect(run([requests], [], prices: prices).batch.writtenTokens == 6_000)
    #expect(run([], [request(1, tokens: 1_000)], prices: prices).realtime.writtenTokens == 0)
  }
}
