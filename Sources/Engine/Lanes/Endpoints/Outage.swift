import TropeModel

/// Whether one of several servers is left out, and when it is tried again: after waits that double, one request at a time, until
/// one is answered. It has no clock.
struct Outage: Sendable {
  /// Why it is left out; `nil` where it is not.
  private(set) var obstacle: Obstacle?
  /// The next attempt's moment, by the steady clock.
  private var until: Timestamp?
  private var isProbing = false
  /// How often in a row it has failed: what made it be left out, and each attempt since.
  private(set) var attempts = 0

  private static let first: Duration = .seconds(30)
  private static let longest: Duration = .seconds(1_800)
  /// Longer than any run.
  private static let forGood: Duration = .seconds(366 * 86_400)

  /// It is to be left out: from now on, or for longer.
  ///
  /// - Parameters:
  ///   - isProbe: whether the request that tells so was to try it; others that were on the wire tell nothing new.
  ///   - random: in 0..<1, for the spread.
  /// - Returns: whether that is news.
  mutating func begin(
    _ obstacle: Obstacle, isProbe: Bool, now: Timestamp, random: Double
  ) -> Bool {
    let isNew = self.obstacle == nil
    guard isNew || isProbe else { return false }
    self.obstacle = obstacle
    isProbing = false
    let wait = Self.first.doubled(attempts, atMost: Self.longest)
    attempts += 1
    until =
      obstacle.mayPass ? now + wait * (0.75 + min(max(random, 0), 1) / 4) : now + Self.forGood
    return isNew
  }

  /// A request was answered. That says nothing of answers that were no good: what was on the wire with them comes back, too.
  ///
  /// - Returns: whether it was left out until now.
  mutating func end() -> Bool {
    guard let obstacle, obstacle.mayPass else { return false }
    self = Outage()
    return true
  }

  /// The request that was to try it has ended without telling anything.
  mutating func probeEnded() { isProbing = false }

  /// Until when nothing goes; `nil` where a request may. One that is being tried is waited for.
  func heldUntil(now: Timestamp) -> Timestamp? {
    guard obstacle != nil, let until else { return nil }
    if isProbing { return now + .seconds(1) }
    return now < until ? until : nil
  }

  /// A request goes.
  ///
  /// - Returns: whether it is to try whether the server is well again.
  mutating func goes() -> Bool {
    guard obstacle != nil else { return false }
    isProbing = true
    return true
  }
}

extension Obstacle {
  /// Whether a server may be well again in this run: not one whose answers are no good.
  var mayPass: Bool {
    if case .call = self { return true }
    return false
  }
}
