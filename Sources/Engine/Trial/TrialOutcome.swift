package import Quality

/// What a comparison found.
package struct TrialOutcome: Sendable {
  /// What variants are ranked by.
  package enum Basis: String, Sendable {
    /// The share of labelled characters that are right.
    case accuracy
    /// The share of characters that are labelled as the reference labels them.
    case agreement
  }

  /// So many labelled characters tell variants apart that are 5 points apart: below, they are only a check.
  package static let leastGold = 300

  /// One variant.
  package struct Row: Sendable {
    package var variant: TrialVariant
    /// Movies of the sample that have an answer.
    package var answered = 0
    /// Movies whose replies were no good.
    package var failed = 0
    /// Movies that have no answer yet.
    package var open = 0
    /// Requests that answered the sample.
    package var requests = 0
    /// Labelled characters that were compared, and those of them that are right.
    package var goldCompared = 0
    package var goldRight = 0
    package var accuracy: ShareInterval?
    /// The same with the help of its agreement with the reference on the movies of the draw; `nil` for the reference, of few
    /// labels, and where that makes no shorter interval.
    package var assisted: AssistedShare?
    /// With the reference; `nil` for itself.
    package var agreement: ShareInterval?
    /// What 1,000 characters cost, in dollars, with the interval that the length of replies leaves open.
    package var dollarsPerThousand = PriceRange()
    /// What a build of all movies would cost now: without those that any kept reply answers.
    package var corpus = PriceRange()
    package var corpusMovies = 0
    package var corpusTime = Duration.zero
    /// What its replies have cost in this run.
    package var paid = 0.0
    /// Where it stands among the others; `nil` where they could not be ranked.
    package var ranking: TrialRanking.Row?
    /// Why asking stopped early.
    package var stop: StopCause?

    /// Whether all of the sample was asked to the end.
    package var isComplete: Bool { answered > 0 && open == 0 }
  }

  /// Dollars, and what they may turn out to be.
  package struct PriceRange: Hashable, Sendable {
    package var value = 0.0
    package var low = 0.0
    package var high = 0.0

    /// Adds what is paid besides.
    mutating func add(_ other: PriceRange) {
      value += other.value
      low += other.low
      high += other.high
    }
  }

  package var rows: [Row]
  package var sample: TrialSample
  package var basis = Basis.agreement
  /// The place of the reference; `nil` where nothing was answered.
  package var reference: Int?
  /// The place of the recommended variant; `nil` where they could not be ranked.
  package var recommended: Int?
  package var best: Int?
  /// Its share at 5 % divided by the number of variants.
  package var recommendedShare: ShareInterval?
  package var margin = 0.02
  /// How often this comparison was looked at with another number of movies, this time included.
  package var looks = 1
  /// Labelled characters whose movie is among the inputs.
  package var goldCharacters = 0
  /// Lines of the gold file whose movie could not be told.
  package var goldUnplaced = 0
  /// Places of variants that are shown to be right more often than the recommended one, where gold is only a check.
  package var goldContradicts: [Int] = []
  package var isSandbox = false
  /// What the reference said when it was asked again; `nil` where it was not.
  package var again: Again?
  /// What every variant said of each movie of the sample: the draw first, in its order.
  package var movies: [TrialMovie] = []
  /// Who is to be labelled by hand to tell the two leading variants apart; `nil` where there are no two.
  package var toLabel: TrialToLabel?
  /// What labels of such characters say: the gap between the two leading variants.
  package var gap: Gap?

  /// The gap between the two leading variants by labels of characters on which they differ.
  package struct Gap: Sendable {
    /// Their places, and on how many labelled characters each is right.
    package var leaders: (Int, Int)
    package var right: (Int, Int)
    package var labelled: Int
    package var disagreement: Disagreement
  }

  /// The most by which two variants' accuracies can differ: the share of characters on which they do. Of a variant and the
  /// reference, with its bound.
  package func difference(_ place: Int) -> (value: Double, most: Double)? {
    rows[place].agreement.map { (1 - $0.value, 1 - $0.low) }
  }

  /// Movies beyond those that were asked that would tell whether a variant is worse or within the margin.
  package func moreMovies(_ place: Int) -> Int? {
    guard let ranking = rows[place].ranking, let needed = ranking.moviesToTell,
      let behind = ranking.behind
    else { return nil }
    return max(1, needed - behind.movies)
  }
}
