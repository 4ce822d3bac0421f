import OpenAIClient
package import TropeModel

/// What becomes of requests that the tier flex has no room for. They are waited for, at no cost: nothing ran. Where the run has
/// a deadline, they are sent at the standard price from the moment on at which the rest would else be late, as far as the
/// budget bears that.
package struct FlexRule: Sendable {
  /// When all is to be there, by the steady clock; `nil` for no such moment.
  package var deadline: Timestamp?
  /// By these the rest is reckoned.
  package var limits: Limits
  /// What a request with so many output tokens at most can cost at the standard tier, in dollars.
  package var standardCost: @Sendable (PendingRequest, Int?) -> Double

  package init(
    deadline: Timestamp?, limits: Limits,
    standardCost: @escaping @Sendable (PendingRequest, Int?) -> Double
  ) {
    self.deadline = deadline
    self.limits = limits
    self.standardCost = standardCost
  }

  /// The wait before the first repeat; it doubles with each, up to the longest.
  private static let firstWait: Duration = .seconds(2)
  private static let longestWait: Duration = .seconds(300)

  /// The wait after so many refusals in a row, from 1; a server's wish is a minimum.
  static func wait(afterRefusals count: Int, wish: Duration?, random: Double) -> Duration {
    let bound = firstWait.doubled(count - 1, atMost: longestWait)
    return max(wish ?? .zero, bound * (0.5 + min(max(random, 0), 1) / 2))
  }

  /// Room for what cannot be foreseen: a share of the time that the limits leave for the rest, and what a last answer takes.
  private static let spareShare = 0.25
  private static let spare: Duration = .seconds(120)

  /// How long so many requests with so many tokens can still wait and be there in time; `nil` without a deadline.
  func slack(requests: Int, tokens: Int, now: Timestamp) -> Duration? {
    guard let deadline else { return nil }
    let minutes = max(
      Double(requests) / Double(max(1, limits.requestsPerMinute)),
      Double(tokens) / Double(max(1, limits.tokensPerMinute)))
    let needed: Duration = .seconds(min(minutes, 1e7) * 60 * (1 + Self.spareShare))
    return deadline - now - needed - Self.spare
  }

  /// An answer at the tier flex is waited for at least as long, as OpenAI advises.
  package static let timeout: Duration = .seconds(900)
}

extension RealtimeLane {
  /// How long a request that was refused can still wait for the tier flex, with all that waits behind it; `nil` for as long
  /// as it takes.
  func slack(_ request: PendingRequest) async -> Duration? {
    guard let flex, flex.deadline != nil else { return nil }
    let load = await context.pool.waitingLoad(cost: { _ in 0 })
    return flex.slack(
      requests: load.requests + 1, tokens: load.tokens + request.inputTokens.tokens,
      now: context.time.steady())
  }

  /// Waits for room after so many refusals in a row.
  ///
  /// - Returns: false where the request is left to the next run.
  func waitsForRoom(
    _ request: PendingRequest, refusals: Int, slack: Duration?, _ failure: APIFailure
  ) async -> Bool {
    var wait = FlexRule.wait(
      afterRefusals: refusals, wish: failure.retryAfter, random: context.random())
    // Not past the moment at which it has to go another way.
    if let slack, slack > .zero { wait = min(wait, max(slack, .seconds(1))) }
    return await pause(
      wait, request,
      telling: .retry(.request(.flex), failure, after: wait))
  }

  /// What is said once where requests go at the standard price.
  static let standardPriceWords =
    "the tier flex has no room and the deadline is near: what it refuses goes at the standard price"
}
