/// Whether the server refills its tokens steadily, as its headers tell.
///
/// A steadily refilled bucket says that it will be full again after just the time that the missing tokens take. A
/// client that keeps to an even pace can never empty such a bucket, so it need not keep the stricter rule that
/// suits a server with fixed windows, and which costs it half a request a minute.
struct RefillEvidence: Sendable {
  /// Since when every answer has said so.
  private var since: Int64?

  private static let minute = 60_000.0
  /// A server with fixed windows says so too for a moment in mid window; over more than a minute it cannot.
  private static let provingTime: Int64 = 90_000
  /// Headers are rounded; they may be off by this many milliseconds, and this share.
  private static let slackMilliseconds = 20.0
  private static let slackShare = 0.03

  mutating func observe(limit: Int, remaining: Int, reset: Int64?, at now: Int64) {
    guard let reset, limit > 0, remaining <= limit else {
      since = nil
      return
    }
    let expected = Double(limit - max(0, remaining)) / Double(limit) * Self.minute
    let difference = (Double(reset) - expected).magnitude
    guard difference <= Self.slackMilliseconds + Self.slackShare * expected else {
      since = nil
      return
    }
    since = since ?? now
  }

  /// A refusal shows that something was misunderstood.
  mutating func revoke() { since = nil }

  /// Whether the last answer said so.
  var isLikely: Bool { since != nil }

  /// Whether answers have said so for long enough to rely on it.
  func isProven(at now: Int64) -> Bool {
    guard let since else { return false }
    return now - since >= Self.provingTime
  }
}
