import Planner
import TropeModel

/// Ten movies of about 400 tokens each, compared as a tropefile that asks for real time would have it.
func comparedPlans(
  exact: Bool = true, prices: Prices = ModelFacts.gpt4oMini.prices
) -> PlanTable {
  let items = (0..<10).map { item($0, tokens: 400 + $0, exact: exact) }
  return PlanTable(
    comparing: items,
    overhead: RequestOverhead(
      [.init(tokens: 1_963, bytes: 9_000, sharedPrefix: 1_952)], isExact: true),
    settings: PlanSettings(strategy: .realtime, moviesPerRequest: 1, sizes: [1, 8]),
    limits: Limits(
      requestsPerMinute: 500, requestsPerDay: 10_000, tokensPerMinute: 200_000,
      enqueuedTokens: 2_000_000, contextTokens: 128_000, outputTokens: 16_384),
    prices: prices, start: Timestamp(milliseconds: 1_795_000_000_000))
}

private func item(_ number: Int, tokens: Int, exact: Bool) -> PlanItem {
  var digest = [UInt8](repeating: 0, count: Digest.byteCount)
  digest[0] = UInt8(number)
  guard let movie = MovieID(number: Int64(number)), let question = Digest(bytes: digest) else {
    preconditionFailure("a fixture's number is a movie id")
  }
  return PlanItem(
    movie: movie, question: question, input: TokenCount(tokens, isExact: exact),
    bodyBytes: tokens * 4, expectedOutput: 73)
}

func hours(_ count: Double) -> Duration { .milliseconds(Int64(count * 3_600_000)) }

/// A row with just the figures that matter here.
func row(_ strategy: Strategy, _ movies: Int, cost: Double, hours time: Double) -> PlanRow {
  var lane = LaneForecast()
  lane.cost = cost
  lane.typical = hours(time)
  lane.likely = hours(time)
  lane.worst = hours(time * 2)
  return PlanRow(
    strategy: strategy, moviesPerRequest: movies,
    forecast: Forecast(batch: LaneForecast(), realtime: lane, isEstimate: false))
}
