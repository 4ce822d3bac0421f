import TropeModel

/// How long the whole lane pauses after a limit turned requests away: longer each time, however little the server asks for, and
/// with one request alone to feel its way afterwards. A server that says "try again in 6 ms" for an hour, since another program
/// is on the account, is so asked some dozen times and not thousands.
struct LimitPause: Sendable {
  /// Refusals after which the lane paused, without a success since.
  private(set) var rounds = 0
  /// Requests that were sent up to this moment belong to the round that is over.
  private var pausedAt: Timestamp?
  private var probe: Timestamp?

  private static let first: Duration = .milliseconds(500)
  private static let longest: Duration = .seconds(60)

  /// A request that was sent at `sentAt` was turned away.
  ///
  /// - Parameters:
  ///   - wish: what the server asks for.
  ///   - random: in 0..<1, for the spread.
  /// - Returns: until when nothing is to be sent.
  mutating func refused(
    sentAt: Timestamp, now: Timestamp, wish: Duration?, random: Double
  ) -> Timestamp {
    if probe == sentAt { probe = nil }
    // Many were on the wire at once: that they are refused together is one refusal.
    if let pausedAt, sentAt <= pausedAt {
      return now + max(wish ?? .zero, .zero)
    }
    let grown = Self.first.doubled(rounds, atMost: Self.longest)
    rounds += 1
    pausedAt = now
    let share = 0.75 + min(max(random, 0), 1) / 4
    let asked = wish.map { $0 + min(grown, $0 / 4) * random } ?? .zero
    return now + max(asked, grown * share)
  }

  /// A request was answered, or failed for another reason.
  mutating func passed(sentAt: Timestamp) {
    if probe == sentAt { probe = nil }
    rounds = 0
    pausedAt = nil
    probe = nil
  }

  /// A request ended without any meaning for the limit.
  mutating func ended(sentAt: Timestamp) { if probe == sentAt { probe = nil } }

  /// Whether a request may go: after a second refusal in a row one at a time.
  var mayGo: Bool { rounds < 2 || probe == nil }

  /// A request goes.
  mutating func goes(at now: Timestamp) { if rounds >= 2 { probe = now } }
}
