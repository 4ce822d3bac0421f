import Glibc

/// The gap between two variants, from gold labels given to characters on which the two differ.
///
/// Such labels tell more than as many labels of characters drawn at random, since elsewhere the two are right or
/// wrong together.
package struct Disagreement: Hashable, Sendable {
  /// The first variant's accuracy less the second's, over all characters.
  package let gap: Double
  /// Its standard error.
  package let error: Double
  private let degrees: Int
  /// What all labels say where they say the same: 1, −1 or 0. Then their spread tells nothing.
  private let unanimous: Double?
  private let share: Double

  /// - Parameters:
  ///   - differing: characters on which the two differ, of `characters` asked of both.
  ///   - labels: of each labelled character 1 where the first is right, −1 where the second is, 0 where neither.
  package init?(differing: Int, of characters: Int, labels: [Int]) {
    guard characters > 0, labels.count > 1 else { return nil }
    let share = Double(differing) / Double(characters)
    let count = Double(labels.count)
    let mean = Double(labels.reduce(0, +)) / count
    let variance = labels.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / (count - 1)
    gap = share * mean
    error =
      (share * share * variance / count + mean * mean * share * (1 - share) / Double(characters))
      .squareRoot()
    degrees = labels.count - 1
    unanimous = variance == 0 ? mean : nil
    self.share = share
  }

  /// The risk that the gap lies outside its interval, on either side together.
  private static let risk = 0.05

  /// The interval that holds the true gap in 95 of 100 cases. Where all labels say the same it reaches as far as so few allow.
  package var interval: ClosedRange<Double> {
    let reach = Quantile.student(1 - Self.risk / 2, degrees: degrees) * error
    guard let unanimous else { return max(-1, gap - reach)...min(1, gap + reach) }
    // That none of n labels says otherwise has a probability of `risk` where this share of all would.
    let others = 1 - pow(Self.risk, 1 / Double(degrees + 1))
    let low = max(-1, unanimous == 0 ? -others : unanimous - 2 * others)
    let high = min(1, unanimous == 0 ? others : unanimous + 2 * others)
    return max(-1, share * low - reach)...min(1, share * high + reach)
  }
}
