import Planner
import Testing
import TropeModel

/// Forecasts of several servers that share the real-time lane.
@Suite struct EndpointForecastTests {
  private func endpoint(
    _ name: String, perMinute: Int, price: Double, context: Int = 128_000
  ) -> EndpointAssumptions {
    EndpointAssumptions(
      name: name,
      limits: Limits(
        requestsPerMinute: perMinute, requestsPerDay: nil, tokensPerMinute: Limits.none,
        enqueuedTokens: Limits.none, contextTokens: context),
      prices: Prices(
        input: price, cachedInput: price, output: price, batchInput: price, batchOutput: price),
      assumptions: ForecastAssumptions(concurrency: 1_000))
  }

  private func forecast(
    _ endpoints: [EndpointAssumptions], requests: Int = 6_000, tokens: Int = 1_000
  ) -> Forecast {
    var assumptions = ForecastAssumptions()
    assumptions.endpoints = endpoints
    let plan = Plan(
      strategy: .realtime, batches: [],
      realtime: (1...requests).map { request($0, tokens: tokens) })
    return Forecast(
      of: plan, limits: tier1, prices: miniPrices, assumptions: assumptions, start: noon)
  }

  @Test func `rates add up, and each has its share`() throws {
    let alone = forecast([endpoint("a", perMinute: 100, price: 1)])
    let both = forecast([
      endpoint("a", perMinute: 100, price: 1), endpoint("b", perMinute: 200, price: 2),
    ])
    #expect(alone.realtime.typical > .seconds(59 * 60))
    #expect(both.realtime.typical < .seconds(21 * 60))
    #expect(both.realtime.typical > .seconds(19 * 60))
    #expect(both.realtime.worst > both.realtime.typical)
    let shares = both.endpoints.map(\.lane.requests)
    #expect(shares.reduce(0, +) == 6_000 && abs(shares[0] - 2_000) < 100)
    #expect(both.realtime.requests == 6_000)
    let cost = both.endpoints.map(\.lane.cost)
    #expect(abs(both.realtime.cost - cost[0] - cost[1]) < 1e-9)
    // As many tokens at twice the price.
    #expect(abs(cost[1] / Double(shares[1]) / (cost[0] / Double(shares[0])) - 2) < 1e-9)
  }

  @Test func `what follows adds to the share of each, and keeps shares that it has none of`() {
    let (a, b) = (
      endpoint("a", perMinute: Limits.none, price: 1),
      endpoint("b", perMinute: Limits.none, price: 2)
    )
    let (one, two) = (forecast([a, b], requests: 1_200), forecast([b], requests: 300))
    let both = one.followed(by: two)
    #expect(both.endpoints.map(\.name) == ["a", "b"])
    #expect(both.endpoints.map(\.lane.requests) == [1_000, 500])
    let cost = one.endpoints[1].lane.cost + two.endpoints[0].lane.cost
    #expect(abs(both.endpoints[1].lane.cost - cost) < 1e-9)
    #expect(both.total.requests == 1_500)
    #expect(Forecast.nothing(.realtime).followed(by: one) == one)
    #expect(one.followed(by: .nothing(.realtime)) == one)
  }

  @Test func `of two plans one after the other each has its share of both`() {
    let endpoints = [
      endpoint("a", perMinute: 100, price: 1), endpoint("b", perMinute: 100, price: 2),
    ]
    let first = forecast(endpoints, requests: 600)
    let both = first.followed(by: forecast(endpoints, requests: 200))
    #expect(both.endpoints.map(\.name) == ["a", "b"])
    let shares = both.endpoints.map(\.lane.requests)
    #expect(shares.reduce(0, +) == 800 && shares[0] > first.endpoints[0].lane.requests)
    let cost = both.endpoints.map(\.lane.cost)
    #expect(abs(both.realtime.cost - cost[0] - cost[1]) < 1e-9)
    let nothing = Forecast(batch: LaneForecast(), realtime: LaneForecast(), isEstimate: false)
    #expect(nothing.followed(by: first).endpoints == first.endpoints)
    #expect(first.followed(by: nothing).endpoints == first.endpoints)
  }

  @Test func `the dear one gets nothing as long as the cheap one has room`() {
    let endpoints = [
      endpoint("a", perMinute: Limits.none, price: 0),
      endpoint("b", perMinute: Limits.none, price: 2),
    ]
    func shares(_ requests: Int) -> [Int] {
      forecast(endpoints, requests: requests).endpoints.map(\.lane.requests)
    }
    // A thousand places.
    #expect(shares(1_000) == [1_000, 0])
    #expect(shares(1_200) == [1_000, 200])
  }

  @Test func `what does not fit into a context goes to another`() {
    let shares = forecast(
      [
        endpoint("a", perMinute: 100, price: 0, context: 2_000),
        endpoint("b", perMinute: 100, price: 2),
      ], requests: 50, tokens: 5_000
    ).endpoints.map(\.lane.requests)
    #expect(shares == [0, 50])
  }

  @Test func `limits of several add up, and no limit is none`() throws {
    func terms(_ perMinute: Int, perDay: Int?, isOwn: Bool = false) throws -> ModelTerms {
      try ModelTerms(
        model: isOwn ? "smollm2" : "gpt-4o-mini",
        limits: LimitOverrides(
          requestsPerMinute: isOwn ? nil : perMinute, requestsPerDay: perDay,
          tokensPerMinute: isOwn ? nil : 1_000), isOwn: isOwn)
    }
    let two = try #require(
      ModelTerms(
        sharing: [try terms(100, perDay: 50), try terms(200, perDay: 70)], model: "gpt-4o-mini",
        batches: nil))
    #expect(two.limits.requestsPerMinute == 300 && two.limits.requestsPerDay == 120)
    #expect(two.limits.tokensPerMinute == 2_000 && !two.isFree)
    let mixed = try #require(
      ModelTerms(
        sharing: [try terms(0, perDay: nil, isOwn: true), try terms(200, perDay: 70)],
        model: "gpt-4o-mini", batches: nil))
    #expect(mixed.limits.requestsPerDay == nil && mixed.limits.requestsPerMinute == Limits.none)
    #expect(mixed.prices.standard == miniPrices.standard)
    #expect(ModelTerms(sharing: [], model: "m", batches: nil) == nil)
  }
}
