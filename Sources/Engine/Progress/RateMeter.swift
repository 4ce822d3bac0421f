import TropeModel

/// How much of something went by in the last minute, to the second.
struct RateMeter: Sendable {
  private var seconds: [(second: Int64, amount: Int)] = []
  private let startedAt: Timestamp

  /// Before so much has passed, a rate a minute says nothing.
  private static let shortest: Duration = .seconds(5)

  init(startedAt: Timestamp) { self.startedAt = startedAt }

  mutating func add(_ amount: Int, at now: Timestamp) {
    let second = now.milliseconds / 1_000
    seconds.removeAll { $0.second <= second - 60 }
    if let last = seconds.indices.last, seconds[last].second == second {
      seconds[last].amount += amount
    } else {
      seconds.append((second, amount))
    }
  }

  /// The amount a minute; `nil` in the first seconds. Within the first minute what has gone by so far speaks for a
  /// whole one.
  func perMinute(at now: Timestamp) -> Int? {
    let elapsed = now - startedAt
    guard elapsed >= Self.shortest else { return nil }
    let second = now.milliseconds / 1_000
    let amount = seconds.reduce(0) { $1.second > second - 60 ? $0 + $1.amount : $0 }
    guard elapsed < .seconds(60) else { return amount }
    return Int((Double(amount) * 60 / elapsed.inSeconds).rounded())
  }
}
