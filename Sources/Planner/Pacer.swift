/// Spreads what is spent evenly: a bucket that is refilled at the rate of the limit and holds next to nothing.
struct Pacer: Sendable {
  /// Milliseconds that one unit takes.
  private var interval: Double
  /// How late a start may be made up for by a short burst, in milliseconds.
  private let burst: Double
  /// When everything started so far would be through at the even rate, in milliseconds.
  private var horizon = -Double.infinity

  /// No plan reaches that far; it keeps absurd limits from overflowing.
  private static let farthest = 4e18

  init(limitPerMinute: Int, burst: Double) {
    interval = 60_000 / Double(max(1, limitPerMinute))
    self.burst = burst
  }

  mutating func setLimit(perMinute limit: Int) { interval = 60_000 / Double(max(1, limit)) }

  /// The earliest moment, not before `now`, that keeps the rate.
  func earliest(now: Int64) -> Int64 {
    let moment = min(horizon - burst, Self.farthest)
    return moment > Double(now) ? Int64(moment.rounded(.up)) : now
  }

  mutating func start(_ amount: Int, at now: Int64) {
    horizon = max(horizon, Double(now)) + Double(amount) * interval
  }

  /// What was started turned out larger or smaller.
  mutating func change(by amount: Int) { horizon += Double(amount) * interval }
}
