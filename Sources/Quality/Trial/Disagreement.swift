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
  }

  /// The interval that holds the true gap in 95 of 100 cases.
  package var interval: ClosedRange<Double> {
    let reach = Quantile.student(0.975, degrees: degrees) * error
    return max(-1, gap - reach)...min(1, gap + reach)
  }
}
