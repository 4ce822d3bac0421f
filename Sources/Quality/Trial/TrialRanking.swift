/// Which of several variants to take.
///
/// The best of many looks better than it is, and some variant always looks worse by chance: so every comparison
/// with the best is made at a risk of 5 % divided by their number, and by the number of looks at the draw.
package struct TrialRanking: Sendable {
  /// Whether a variant is worth its price.
  package enum Mark: Hashable, Sendable {
    /// `*`: none as cheap has a higher share.
    case best
    /// `(*)`: one does, but that may be chance.
    case maybe
    /// One as cheap is shown to be better.
    case dominated
  }

  /// What is told of one variant.
  package struct Row: Sendable {
    /// Its share, with an interval at the full risk.
    package let share: ShareInterval
    /// The best variant's share less this one's; `nil` for the best, and where no movie has both.
    package let behind: PairedDifference?
    /// Whether it is shown to be worse than the best.
    package let isWorse: Bool
    /// Whether it is shown to lose less than the margin.
    package let isWithinMargin: Bool
    package let mark: Mark
    /// How many movies, those asked included, would tell with a chance of 80 % whether it is worse or within the
    /// margin; `nil` where that is told already or no number would.
    package let moviesToTell: Int?
    /// Whether it answered in too few requests for its interval to be relied on.
    package let hasTooFewRequests: Bool
  }

  package let rows: [Row]
  /// The place of the highest share; of equal ones the cheapest.
  package let best: Int
  /// The place of the cheapest that is shown to lose less than the margin; else the best.
  package let recommended: Int
  /// The recommended one's share at the risk divided by the number of variants.
  package let recommendedShare: ShareInterval

  /// Ranks; `nil` where a variant has no answers, or there is no variant.
  ///
  /// - Parameters:
  ///   - margin: the loss of share that a lower price may cost.
  ///   - looks: how often this draw has been looked at, this time included.
  package init?(_ trial: Trial, margin: Double = 0.02, risk: Double = 0.05, looks: Int = 1) {
    let risk = risk / Double(max(1, looks))
    let places = Array(trial.variants.indices)
    let units = places.map { trial.units($0) }
    let shares = units.compactMap { ShareInterval($0, risk: risk) }
    guard shares.count == places.count, !places.isEmpty else { return nil }
    let dollars = trial.variants.map(\.dollars)
    let single = risk / Double(max(1, places.count - 1))
    let best = Self.first(places) {
      (shares[$1].value, dollars[$0], $0) < (shares[$0].value, dollars[$1], $1)
    }
    rows = places.map { place in
      let behind = place == best ? nil : trial.difference(best, place)
      let isWorse = behind.map { $0.lowerBound(risk: single) > 0 } ?? false
      let isWithin =
        place == best || (behind.map { $0.upperBound(risk: single) <= margin } ?? false)
      return Row(
        share: shares[place], behind: behind, isWorse: isWorse, isWithinMargin: isWithin,
        mark: Self.mark(place, trial, shares, risk: single),
        moviesToTell: isWorse || isWithin
          ? nil : behind.flatMap { Self.moviesToTell($0, margin: margin, risk: single) },
        hasTooFewRequests: units[place].count < ShareInterval.leastRequests)
    }
    let rows = rows
    self.best = best
    recommended = Self.first(places.filter { rows[$0].isWithinMargin }) {
      (dollars[$0], shares[$1].value, $0) < (dollars[$1], shares[$0].value, $1)
    }
    guard
      let share = ShareInterval(units[recommended], risk: risk / Double(places.count))
    else { return nil }
    recommendedShare = share
  }

  private static func first(_ places: [Int], by precedes: (Int, Int) -> Bool) -> Int {
    places.min(by: precedes) ?? 0
  }

  private static func mark(
    _ place: Int, _ trial: Trial, _ shares: [ShareInterval], risk: Double
  ) -> Mark {
    let rivals = trial.variants.indices.filter {
      trial.variants[$0].dollars <= trial.variants[place].dollars
        && shares[$0].value > shares[place].value
    }
    if rivals.isEmpty { return .best }
    let isShown = rivals.contains { rival in
      trial.difference(rival, place).map { $0.lowerBound(risk: risk) > 0 } ?? false
    }
    return isShown ? .dominated : .maybe
  }

  private static func moviesToTell(
    _ behind: PairedDifference, margin: Double, risk: Double
  ) -> Int? {
    // To be told worse it must differ from 0, to be told good enough from the margin: whichever needs fewer.
    let goals = (behind.mean > 0 ? [0] : []) + (behind.mean < margin ? [margin] : [])
    let needed = goals.compactMap { behind.unitsNeeded(toTellFrom: $0, risk: risk) }.min()
    guard let needed, behind.units > 0 else { return nil }
    let movies = Double(needed) * Double(behind.movies) / Double(behind.units)
    return max(behind.movies + 1, Int(movies.rounded(.up)))
  }
}
