/// What one unit says about a share: a movie, or the request where one carries several movies.
///
/// Characters of one movie share a plot, those of one request its mishaps, so the character is never the unit.
package struct ShareUnit: Hashable, Sendable {
  /// The part that is right. Of a movie from the draw the share of its characters; of gold their number.
  package var right: Double
  /// What `right` is a part of. Of a movie from the draw 1, of gold the number of its characters.
  package var whole: Double
  /// The number of characters it rests on.
  package var characters: Int

  package init(right: Double, whole: Double, characters: Int) {
    self.right = right
    self.whole = whole
    self.characters = characters
  }

  /// A movie's labelled characters.
  package static func gold(right: Int, of characters: Int) -> ShareUnit {
    ShareUnit(right: Double(right), whole: Double(characters), characters: characters)
  }
}

/// A share with the interval in which the true one lies with the confidence asked for.
///
/// Wilson's interval, its number of characters divided by the design effect, with Student's quantile for the
/// number of units.
package struct ShareInterval: Hashable, Sendable {
  package let value: Double
  package let low: Double
  package let high: Double
  /// How many times as many characters are needed as if each stood for itself, at least 1.
  package let designEffect: Double
  package let units: Int
  package let characters: Int

  /// Fewer requests than this say nothing that could be relied on.
  package static let leastRequests = 6
  /// With as many requests, intervals are nearly as good as they say.
  package static let advisedRequests = 12

  /// Estimates a share; `nil` where no unit has anything to tell.
  ///
  /// - Parameter risk: the probability that the interval misses the true share, on both sides together.
  package init?(_ units: some Collection<ShareUnit>, risk: Double = 0.05) {
    let told = units.filter { $0.whole > 0 && $0.characters > 0 }
    let whole = told.reduce(0) { $0 + $1.whole }
    guard whole > 0 else { return nil }
    let share = min(1, max(0, told.reduce(0) { $0 + $1.right } / whole))
    let count = told.reduce(0) { $0 + $1.characters }
    var effect = 1.0
    if share > 0, share < 1, told.count > 1 {
      let squares = told.reduce(0) { sum, unit in
        let residue = unit.right - share * unit.whole
        return sum + residue * residue
      }
      let variance = Double(told.count) / Double(told.count - 1) * squares / (whole * whole)
      effect = max(1, variance * Double(count) / (share * (1 - share)))
    }
    let quantile = Quantile.student(1 - risk / 2, degrees: told.count - 1)
    let ends = Self.wilson(share, of: Double(count) / effect, quantile: quantile)
    value = share
    low = ends.low
    high = ends.high
    designEffect = effect
    self.units = told.count
    characters = count
  }

  /// Wilson's interval of a share of `count` cases; 0 to 1 for an infinite quantile.
  package static func wilson(
    _ share: Double, of count: Double, quantile: Double
  ) -> (low: Double, high: Double) {
    guard quantile.isFinite, count > 0 else { return (0, 1) }
    let square = quantile * quantile
    let scale = 1 + square / count
    let middle = (share + square / (2 * count)) / scale
    let reach =
      quantile / scale
      * (share * (1 - share) / count + square / (4 * count * count)).squareRoot()
    // Rounding must not push the ends beyond the share itself.
    return (max(0, min(share, middle - reach)), min(1, max(share, middle + reach)))
  }
}
