/// What an answer's headers say of the limits (openai-api.md §6). Any part may be missing.
package struct RateLimitHeaders: Sendable, Hashable {
  /// A limit, what is left of it, and how long until all of it is there again.
  package struct Bucket: Sendable, Hashable {
    package var limit: Int?
    package var remaining: Int?
    package var reset: Duration?

    package init(limit: Int? = nil, remaining: Int? = nil, reset: Duration? = nil) {
      self.limit = limit
      self.remaining = remaining
      self.reset = reset
    }

    /// The time in which the whole limit refills, computed from the three as a steadily refilled
    /// bucket has it; `nil` where one is missing or nothing is used, so that nothing can be
    /// computed.
    package var window: Duration? {
      guard let limit, let remaining, let reset, limit > 0, remaining >= 0, limit > remaining else {
        return nil
      }
      return reset * limit / (limit - remaining)
    }

    /// Whether limit and remaining count a day, not a minute: on low tiers the requests pair does
    /// (limit 10,000, one used, reset 8.64 s: 8.64 s × 10,000 = 86,400 s). Also where the reset
    /// alone exceeds an hour. `nil` where they do not tell.
    package var describesDay: Bool? {
      guard let reset else { return nil }
      if reset > .seconds(3_600) { return true }
      guard let limit, let remaining, let shortest = window else { return nil }
      // Within a tenth of a day: a server with a fixed window of a minute gives any ratio, but
      // hardly this one.
      let day: ClosedRange<Duration> = .seconds(77_760) ... .seconds(95_040)
      if day.contains(shortest) { return true }
      // `remaining` is a whole number, of a level that need not be one: up to one less is used
      // than it seems, and of a few that makes much.
      let used = limit - remaining
      let reachesDay = used == 1 || reset * limit / (used - 1) >= day.lowerBound
      // Less than an hour in all is no day for any rounding of a bucket that refills steadily.
      return shortest > .seconds(3_600) && shortest < day.lowerBound && reachesDay ? nil : false
    }
  }

  package var requests: Bucket
  package var tokens: Bucket
  package var projectTokens: Bucket

  package init(
    requests: Bucket = Bucket(), tokens: Bucket = Bucket(), projectTokens: Bucket = Bucket()
  ) {
    self.requests = requests
    self.tokens = tokens
    self.projectTokens = projectTokens
  }

  package init(_ headers: HTTPHeaders) {
    func bucket(_ name: String) -> Bucket {
      Bucket(
        limit: headers["x-ratelimit-limit-\(name)"].flatMap(Self.count),
        remaining: headers["x-ratelimit-remaining-\(name)"].flatMap(Self.count),
        reset: headers["x-ratelimit-reset-\(name)"].flatMap { GoDuration.parse($0) }
          .map { min($0, Self.longestReset) })
    }
    self.init(
      requests: bucket("requests"), tokens: bucket("tokens"),
      projectTokens: bucket("project-tokens"))
  }

  /// Whether no header spoke of a limit.
  package var isEmpty: Bool { self == RateLimitHeaders() }

  /// No limit is counted over a longer time; with the bound on counts it keeps `window` within what a duration holds.
  private static let longestReset: Duration = .seconds(30 * 86_400)

  private static func count(_ text: String) -> Int? {
    // The bound keeps the arithmetic of `window` from overflowing.
    guard let value = Int(text.filter { $0 != " " }), value >= 0, value < 1_000_000_000_000 else {
      return nil
    }
    return value
  }
}
