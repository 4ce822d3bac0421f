/// A share of labelled characters that are right, helped by what is known of all: how often the variant agrees with the
/// reference.
///
/// Where agreeing goes with being right, the agreement on the movies of the draw tells whether the labelled ones were easy
/// or hard, and the share is corrected by that, with the weight that leaves the least variance: prediction-powered inference
/// (A. Angelopoulos, S. Bates and others, Science 382, 2023; A. Angelopoulos, J. Duchi and T. Zrnic, "PPI++", 2023). The
/// interval is that of `ShareInterval` with as many times the characters as the variance became smaller. It is approximate:
/// the weight is fitted to the same labels.
package struct AssistedShare: Hashable, Sendable {
  package let value: Double
  package let low: Double
  package let high: Double
  /// How much of the difference in agreement is counted, 0 to 1.
  package let weight: Double
  /// Units with labelled characters.
  package let units: Int

  /// What one unit says: a movie, or the larger request of the two that variant and reference answered it in. One may have
  /// labelled characters and movies of the draw.
  package struct Unit: Hashable, Sendable {
    /// Its labelled characters, with how many of them are right and how many got the reference's label.
    package var labelled: Int
    package var right: Int
    package var agreeing: Int
    /// Its movies of the draw: what each counts for in characters, and how much of that got the reference's label.
    package var drawn: Double
    package var drawnAgreeing: Double

    package init(
      labelled: Int = 0, right: Int = 0, agreeing: Int = 0, drawn: Double = 0,
      drawnAgreeing: Double = 0
    ) {
      self.labelled = labelled
      self.right = right
      self.agreeing = agreeing
      self.drawn = drawn
      self.drawnAgreeing = drawnAgreeing
    }
  }

  /// Of fewer units with labels, or of the draw, the weight is mostly chance.
  package static let leastUnits = 20

  /// Estimates; `nil` of too few units, and where all labelled characters are right, or none, or all units alike: then their
  /// spread says nothing.
  package init?(_ units: some Collection<Unit>, risk: Double = 0.05) {
    let labelled = units.filter { $0.labelled > 0 }
    let characters = labelled.reduce(0) { $0 + Double($1.labelled) }
    let drawn = units.reduce(0) { $0 + $1.drawn }
    guard labelled.count >= Self.leastUnits,
      units.count(where: { $0.drawn > 0 }) >= Self.leastUnits,
      let alone = ShareInterval(
        labelled.map { ShareUnit.gold(right: $0.right, of: $0.labelled) }, risk: risk)
    else { return nil }
    let right = alone.value
    let agreeing = labelled.reduce(0) { $0 + Double($1.agreeing) } / characters
    let everywhere = units.reduce(0) { $0 + $1.drawnAgreeing } / drawn

    // What each unit moves the share of right ones by, and the difference of both shares of agreeing ones. A unit with a
    // part in both is counted in both at once.
    let moves = units.map { unit in
      let size = Double(unit.labelled)
      return (
        right: (Double(unit.right) - right * size) / characters,
        agreeing: (Double(unit.agreeing) - agreeing * size) / characters
          - (unit.drawnAgreeing - everywhere * unit.drawn) / drawn
      )
    }
    let ofRight = moves.reduce(0) { $0 + $1.right * $1.right }
    let ofAgreeing = moves.reduce(0) { $0 + $1.agreeing * $1.agreeing }
    let together = moves.reduce(0) { $0 + $1.right * $1.agreeing }
    let weight = ofAgreeing > 0 ? min(1, max(0, together / ofAgreeing)) : 0
    let left = moves.reduce(0) { sum, move in
      let residue = move.right - weight * move.agreeing
      return sum + residue * residue
    }
    guard ofRight > 0, left > 0 else { return nil }
    let value = min(1, max(0, right + weight * (everywhere - agreeing)))
    let ends = ShareInterval.wilson(
      value, of: characters / alone.designEffect * ofRight / left,
      quantile: Quantile.student(1 - risk / 2, degrees: labelled.count - 1))
    self.value = value
    self.weight = weight
    self.units = labelled.count
    (low, high) = ends
  }
}
