package import Planner
import Recipe
import Store
import Tropefile
import TropeModel

/// The asks after the first, as far as they are still to be done.
struct FurtherAsks {
  var standing: VoteStanding
  /// Whose votes are not counted yet.
  var movies: [MovieID] = []
  /// What each of them finds; the second ask's comes first.
  var looks: [Previewer.Look] = []
}

/// What a build would do for votes.
package struct VotesPreview: Sendable {
  package var standing: VoteStanding
  /// Movies whose votes are not counted yet.
  package var movies: Int
  /// Questions of asks after the first that are to be asked, that kept replies answer, and that are in open batches.
  package var toAsk: Int
  package var reused: Int
  package var inBatches: Int
  /// Batches of these asks that were written and not sent, by number.
  package var unsentBatches: [Int]
  /// Those of them that ask something that nobody wants any more.
  package var givenUpBatches: [OutdatedBatch]
  /// Questions that kept replies answer, and those in batches.
  package var known: Int { reused + inBatches }
  /// Of asks after the first; they come one after the other.
  package var forecast: Forecast
  /// The same of each, the second ask's first.
  var forecasts: [Forecast]
}

extension VotesPreview {
  /// - Parameter openBatches: those that are not theirs alone.
  init(
    _ further: FurtherAsks, _ forecasts: [Forecast], lane: Lane, openBatches: [Int]
  ) {
    standing = further.standing
    movies = further.movies.count
    toAsk = further.looks.reduce(0) { $0 + $1.survey.toAsk.count }
    reused = further.looks.reduce(0) { $0 + $1.survey.reused.count }
    inBatches = further.looks.reduce(0) { $0 + $1.survey.inBatches.count }
    unsentBatches = Set(further.looks.flatMap(\.survey.openBatches)).subtracting(openBatches)
      .sorted()
    givenUpBatches = further.looks.flatMap(\.survey.givenUpBatches)
    self.forecasts = forecasts
    forecast = forecasts.reduce(.nothing(lane)) { $0.followed(by: $1) }
  }
}

extension Project {
  /// The project as it asks after the first time, once for each; none where nothing votes.
  var furtherAsks: [Project] {
    stride(from: 2, through: votes ?? 1, by: 1).compactMap { asking(time: $0) }
  }

  /// The project as it asks the second time, the third, and so on: nothing but the order of its lists is another one, and
  /// what is recorded nobody reads.
  ///
  /// - Parameter number: counted from 1.
  /// - Returns: `nil` where the recipe has fewer orders.
  func asking(time number: Int) -> Project? {
    guard let recipe = recipe.asked(time: number) else { return nil }
    return asking(recipe) { settings in
      settings.recipe.confidence = .none
      settings.recipe.namedVotes = nil
      settings.recipe.cascade.strongModel = nil
    }
  }
}

extension BuildOptions {
  /// The same about these movies, for an ask after the first.
  func further(_ movies: [MovieID]) -> BuildOptions {
    var options = self
    options.further = movies
    options.isFurtherOfAll = judgesBatches
    options.keepsFresh = true
    options.assumeChanged = []
    options.checkAll = false
    options.failFast = false
    return options
  }
}

extension Previewer {
  /// What the asks after the first would do about the movies of this look and those that have a record but no votes; `nil`
  /// where nothing votes.
  func furtherAsks(
    _ first: inout Look, database: TropesDatabase?, ledger: Ledger?
  ) async throws -> FurtherAsks? {
    // Nobody needs it after this.
    let seen = first.survey.further
    first.survey.further = FurtherTargets()
    guard asksVotes, !options.adopt, let standing = try VoteStanding(project, database: database)
    else { return nil }
    let movies = standing.movies(
      first.survey, wanted: options.wanted, without: first.survey.failed,
      leavesBatches: leavesBatches)
    var further = FurtherAsks(standing: standing, movies: movies)
    guard !movies.isEmpty else { return further }
    try project.checkConfidence()
    let targets = try await furtherTargets(of: movies, seen: seen, ledger: ledger)
    for (asked, stale) in zip(project.furtherAsks, targets.asks) {
      var previewer = self
      previewer.project = asked
      previewer.options = options.further(movies)
      let survey = try previewer.surveyor.survey(stale, counts: targets.counts, ledger: ledger)
      var look = try await previewer.look(at: survey, database: nil, ledger: ledger)
      look.moment = first.moment
      further.looks.append(look)
    }
    return further
  }

  /// Opens no file of a movie that was stale: those were read for the first ask.
  private func furtherTargets(
    of movies: [MovieID], seen: FurtherTargets, ledger: Ledger?
  ) async throws -> FurtherTargets {
    let known = seen.of(movies)
    let read = Set(known.asks.first?.map(\.movie) ?? [])
    let others = movies.filter { !read.contains($0) }
    guard !others.isEmpty else { return known }
    return known.merging(try await surveyor.furtherTargets(of: others, ledger: ledger))
  }
}
