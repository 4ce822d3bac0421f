import Store
package import TropeModel

/// What the command line asks of a build beyond the tropefile.
package struct BuildOptions: Sendable, Equatable {
  /// Build these only; empty for all.
  package var movies: [MovieID] = []
  /// `-B`: build all, whatever the build log says.
  package var alwaysMake = false
  /// `--fresh`: ask again even where a kept reply could serve. Costs money.
  package var fresh = false
  /// Which movies are meant, by what they are, where that has still to be found out.
  package var choice = TargetChoice()
  /// What that has come to, in the order of the ids, also where it is none; `nil` where nothing chose.
  package var chosen: [MovieID]?
  /// `--fail-fast`: stop at the first target that fails.
  package var failFast = false
  /// `-t`: take targets that have a record as up to date.
  package var adopt = false
  /// `-W FILE`: paths to take as changed.
  package var assumeChanged: [String] = []
  /// `--check`: hash every input, whatever its stamp says.
  package var checkAll = false
  /// `explain`: walk also what the stamps would settle, and keep what was seen (`Survey.walked`).
  package var explains = false
  /// `--no-wait`: do what can be done now, do not wait for batches or for the day to pass.
  package var noWait = false
  /// `try`, and the strong model of a cascade: these movies as if there were no others. Only replies to requests of the
  /// recipe's own number of movies serve.
  package var sample: [MovieID]?
  /// `try --again`: the answer before the last one serves, so a question that has only one is asked once more.
  package var asksAgain = false
  /// The asks after the first of a recipe with votes: these movies, whichever the build is about.
  package var further: [MovieID]?
  /// Whether that build is about all.
  package var isFurtherOfAll = false
  /// Whether other parts of the same `--fresh` come after this one.
  package var keepsFresh = false
  /// `try`: look at all that could be asked, as if nothing had been asked before.
  package var forgetsReplies = false
  /// `create-batches`: a plan's batches come on top of those that are open; otherwise they count as its own.
  package var addsBatches = false
  /// `--yes`: a cascade is wanted even where it saves next to nothing.
  package var agrees = false
  /// `--certify-again`: another certificate takes the place of a cascade's.
  package var certifiesAgain = false

  package init() {}

  /// The movies that are looked at; `nil` for all.
  var wanted: [MovieID]? { sample ?? further ?? chosen ?? (movies.isEmpty ? nil : movies) }

  /// Whether a run is about all targets, so that what it does not take up is not wanted any more.
  var isForAll: Bool { wanted == nil && !adopt }

  /// Whether batches that were written and not sent are this look's to judge, and this run's to send: not where it is about some
  /// movies only.
  var judgesBatches: Bool { isForAll || isFurtherOfAll }

  /// Whose answers serve, in a recipe of so many movies a request.
  func size(_ moviesPerRequest: Int) -> RequestSize {
    sample == nil ? .first(moviesPerRequest) : .only(moviesPerRequest)
  }

  /// What tells this `--fresh` from others in a ledger that projects may share.
  func freshName(in project: Project) -> String {
    ([project.owner] + (chosen ?? movies).sorted().map(\.description)).joined(separator: " ")
  }
}
