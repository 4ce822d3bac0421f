import Foundation
import Planner
import TropeModel

/// A movie's item; each number has a question of its own.
func item(_ number: Int, tokens: Int, bytes: Int? = nil, output: Int = 73, exact: Bool = true)
  -> PlanItem
{
  var digest = [UInt8](repeating: 0, count: Digest.byteCount)
  for place in 0..<8 { digest[place] = UInt8(truncatingIfNeeded: number >> (8 * place)) }
  guard let movie = MovieID(number: Int64(number)), let question = Digest(bytes: digest) else {
    preconditionFailure("a fixture's number is a movie id")
  }
  return PlanItem(
    movie: movie, question: question, input: TokenCount(tokens, isExact: exact),
    bodyBytes: bytes ?? tokens * 4, expectedOutput: output)
}

/// A request of one movie.
func request(_ number: Int, tokens: Int, bytes: Int? = nil) -> PlanRequest {
  PlanRequest(items: [item(number, tokens: tokens, bytes: bytes)], overhead: .none)
}

/// Items whose lengths follow a log-normal distribution, as plots do, with just that mean: no two tests see others.
///
/// With a spread of 0.75 the shortest 30,000 of 42,306 hold 42 % of the tokens, which is what the original reports
/// of the real plots (7.6M of 18M).
func plots(_ count: Int = 42_306, mean: Double = 425, spread: Double = 0.75) -> [PlanItem] {
  let lengths = (0..<count).map { index in
    exp(spread * normalQuantile((Double(index) + 0.5) / Double(count)))
  }
  let scale = mean * Double(count) / lengths.reduce(0, +)
  // The order of ids must not be that of lengths: a stride prime to the count mixes them.
  return lengths.enumerated().map { index, length in
    item(index * 7_919 % count, tokens: Int((length * scale).rounded()))
  }
}

/// The normal distribution's quantile, by bisection of its integral.
private func normalQuantile(_ probability: Double) -> Double {
  var low = -8.0
  var high = 8.0
  for _ in 0..<50 {
    let middle = (low + high) / 2
    if erfc(-middle / 2.0.squareRoot()) / 2 < probability { low = middle } else { high = middle }
  }
  return (low + high) / 2
}

/// Tier 1 of gpt-4o-mini.
let tier1 = Limits(
  requestsPerMinute: 500, requestsPerDay: 10_000, tokensPerMinute: 200_000,
  enqueuedTokens: 2_000_000, contextTokens: 128_000, outputTokens: 16_384)

/// Prices of gpt-4o-mini.
let miniPrices = ModelFacts.gpt4oMini.prices

let noon = Timestamp(milliseconds: 1_795_000_000_000)

func hours(_ count: Double) -> Duration { .milliseconds(Int64(count * 3_600_000)) }
func days(_ count: Double) -> Duration { hours(count * 24) }

extension Plan {
  /// Movies with a question of their own in either lane; those that share one are not counted.
  var questionCount: Int {
    batches.reduce(0) { $0 + $1.questionCount } + realtime.questionCount
  }
}

extension [PlanRequest] {
  /// The questions of all these requests.
  var questionCount: Int { reduce(0) { $0 + $1.items.count } }
}
