/// How much two variants differ on the same units.
package struct PairedDifference: Hashable, Sendable {
  /// The first variant's share less the second's.
  package let mean: Double
  /// The standard deviation of the units' differences.
  package let deviation: Double
  package let units: Int
  package let movies: Int
  package let characters: Int

  /// What one unit says.
  package struct Unit: Hashable, Sendable {
    /// The first variant's share of this unit less the second's, over the same characters.
    package var difference: Double
    /// The number of movies in it; for gold the number of characters.
    package var weight: Double
    package var movies: Int
    package var characters: Int

    /// A unit; without further words a movie of the size-weighted draw.
    package init(difference: Double, characters: Int, weight: Double = 1, movies: Int = 1) {
      self.difference = difference
      self.weight = weight
      self.movies = movies
      self.characters = characters
    }
  }

  /// Compares; `nil` where no unit has any weight.
  package init?(_ units: some Collection<Unit>) {
    let told = units.filter { $0.weight > 0 }
    let weight = told.reduce(0) { $0 + $1.weight }
    guard weight > 0 else { return nil }
    let mean = told.reduce(0) { $0 + $1.weight * $1.difference } / weight
    let count = Double(told.count)
    let squares = told.reduce(0) { sum, unit in
      let residue = unit.weight * (unit.difference - mean)
      return sum + residue * residue
    }
    self.mean = mean
    // Of equal weights this is the common standard deviation.
    deviation =
      told.count < 2 ? 0 : (count / (count - 1) * squares / (weight * weight) * count).squareRoot()
    self.units = told.count
    movies = told.reduce(0) { $0 + $1.movies }
    characters = told.reduce(0) { $0 + $1.characters }
  }

  /// The interval that holds the true difference in 95 of 100 cases.
  package var interval: ClosedRange<Double> {
    let reach = reach(oneSided: 0.025)
    return max(-1, mean - reach)...min(1, mean + reach)
  }

  /// What the true difference is above, but for `risk`.
  package func lowerBound(risk: Double) -> Double { max(-1, mean - reach(oneSided: risk)) }

  /// What the true difference is below, but for `risk`.
  package func upperBound(risk: Double) -> Double { min(1, mean + reach(oneSided: risk)) }

  /// The number of units at which such a difference would be told from `other`.
  ///
  /// - Parameter risk: of telling a difference where there is none, on one side.
  package func unitsNeeded(
    toTellFrom other: Double = 0, risk: Double = 0.025, power: Double = 0.8
  ) -> Int? {
    Self.unitsNeeded(gap: mean - other, deviation: deviation, risk: risk, power: power)
  }

  /// The number of units, movies as a rule, that tell a gap: (z(1 − risk) + z(power))² · deviation² / gap², which
  /// is 7.85 · deviation² / gap² at 5 % on both sides and a power of 80 %. `nil` where there is no gap or the
  /// number would be beyond a billion.
  package static func unitsNeeded(
    gap: Double, deviation: Double, risk: Double = 0.025, power: Double = 0.8
  ) -> Int? {
    let factor = Quantile.normal(1 - risk) + Quantile.normal(power)
    let needed = (factor * deviation / gap) * (factor * deviation / gap)
    return needed < 1e9 ? max(2, Int(needed.rounded(.up))) : nil
  }

  private func reach(oneSided risk: Double) -> Double {
    let quantile = Quantile.student(1 - risk, degrees: units - 1)
    if deviation > 0 || quantile.isInfinite {
      return quantile.isInfinite ? .infinity : quantile * deviation / Double(units).squareRoot()
    }
    // Where all units agree their spread says nothing, as for a share of 0: Wilson's end for none of so many.
    return ShareInterval.wilson(0, of: Double(characters), quantile: quantile).high
  }
}
