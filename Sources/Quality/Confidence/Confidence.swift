import Glibc

/// How sure a model was of one label: what sorts labels, and no probability of being right.
///
/// Kept with 6 digits, from .02 to .9999: beyond that a model's word tells nothing.
package struct Confidence: Hashable, Comparable, Sendable {
  /// The confidence in millionths, as it is kept.
  package let millionths: Int32

  /// The least and the most that are kept, in millionths.
  package static let range: ClosedRange<Int32> = 20_000...999_900

  /// The confidence as a number between 0 and 1.
  package var value: Double { Double(millionths) / 1_000_000 }

  /// A confidence from a server's probability of the label; `nil` for one that is no number.
  package init?(probability: Double) {
    guard !probability.isNaN else { return nil }
    let share = (min(1, max(0, probability)) * 1_000_000).rounded()
    millionths = min(Self.range.upperBound, max(Self.range.lowerBound, Int32(share)))
  }

  /// A confidence from the sum of the log probabilities of the label's tokens.
  package init?(logProbability: Double) { self.init(probability: exp(logProbability)) }

  /// A confidence from asking several times, the catalog in another order each time; `nil` for fewer than three
  /// asks, which tell next to nothing.
  package init?(votes: Int, of asks: Int) {
    guard asks >= 3, votes >= 0, votes <= asks else { return nil }
    self.init(probability: Double(votes) / Double(asks))
  }

  package static func < (left: Confidence, right: Confidence) -> Bool {
    left.millionths < right.millionths
  }
}
