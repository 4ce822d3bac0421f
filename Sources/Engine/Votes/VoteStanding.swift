import Recipe
package import Store
package import TropeModel

/// How far the votes on a project's labels have come.
package struct VoteStanding: Sendable {
  /// How often each movie is asked, the first time among them.
  package let asks: Int
  /// Movies with a record on whose labels not all asks have voted that may, in order.
  package let open: [MovieID]
  /// Records some of whose asks got no good answer, to the end; those of `without` are among them.
  package private(set) var fewer = 0
  /// Records with fewer answers than it takes for a confidence.
  package private(set) var without = 0
  private let counts: [MovieID: VoteCount]

  /// `nil` where nothing votes.
  package init?(_ project: Project, database: TropesDatabase?) throws(StoreError) {
    guard let asks = project.votes else { return nil }
    self.asks = asks
    open =
      try database?.moviesToVote(recipe: project.recipe.hashes.combined, asks: asks) ?? []
    counts = try database?.voteCounts() ?? [:]
    for count in counts.values where count.asks == asks && !count.isOpen {
      if count.answers < asks { fewer += 1 }
      if count.answers < Self.fewest { without += 1 }
    }
  }

  /// So many answers make a confidence.
  static let fewest = 3

  /// The movies that all asks are to vote on: what is `open`, and what gets a record by what a survey has found.
  ///
  /// - Parameters:
  ///   - wanted: the movies that are meant; `nil` for all.
  ///   - failed: those that get none.
  ///   - leavesBatches: whether movies whose first ask is in a batch are left to a build.
  func movies(
    _ survey: Survey, wanted: [MovieID]?, without failed: [FailedTarget], leavesBatches: Bool
  ) -> [MovieID] {
    var movies = Set(open)
    if let wanted { movies.formIntersection(wanted) }
    let inBatches = survey.inBatches.map(\.target)
    let stale = survey.toAsk + inBatches + survey.reused.map(\.target)
    movies.formUnion(stale.map(\.movie))
    if leavesBatches { movies.subtract(inBatches.map(\.movie)) }
    movies.subtract(failed.map(\.movie))
    movies.subtract(survey.orphans)
    return movies.sorted()
  }

  /// How many asks have voted on a movie's labels; `nil` where none but the first.
  package func count(of movie: MovieID) -> VoteCount? { counts[movie] }
}
