import Basics
import TropeModel

/// How fast one's own server writes, by the answers of this run: how long an answer may take follows from that, since a time
/// that suits a data centre would break off every answer of a small machine, and begin it again.
package final class AnswerPace: Sendable {
  private struct Learned: Sendable {
    /// Tokens a second of one answer, the latest ones counting most; `nil` before the first.
    var rate: Double?
    /// How many times as long is waited, after answers that did not come in time.
    var patience = 1
  }

  private let learned = Locked(Learned())

  /// How long the first answer may take.
  private static let first: Duration = .seconds(3_600)
  /// No answer is given less: others may use the machine too.
  private static let least: Duration = .seconds(600)
  private static let longest: Duration = .seconds(86_400)
  /// An answer may be so many times as slow as those before.
  private static let slack = 4.0
  private static let weight = 0.3
  private static let mostPatience = 16

  package init() {}

  /// An answer of so many tokens has come.
  func answered(tokens: Int, after time: Duration) {
    guard tokens > 0, time > .zero else { return }
    let rate = Double(tokens) / time.inSeconds
    learned.withLock { learned in
      learned.rate = learned.rate.map { $0 + (rate - $0) * Self.weight } ?? rate
    }
  }

  /// An answer did not come in time.
  func wasLate() {
    learned.withLock { $0.patience = min($0.patience * 2, Self.mostPatience) }
  }

  /// How long an answer may take that has so many tokens at most; `nil` where that is not known.
  func timeout(mostTokens: Int?) -> Duration {
    let (rate, patience) = learned.withLock { ($0.rate, $0.patience) }
    var time = Self.first
    if let rate {
      let tokens = Double(mostTokens ?? 2_000)
      let seconds = min(Self.slack * tokens / max(rate, 1e-6), Self.longest.inSeconds)
      time = max(Self.least, .seconds(seconds))
    }
    return min(time * patience, Self.longest)
  }
}
