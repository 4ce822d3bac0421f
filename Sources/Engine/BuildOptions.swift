package import TropeModel

/// What the command line asks of a build beyond the tropefile.
package struct BuildOptions: Sendable, Equatable {
  /// Build these only; empty for all.
  package var movies: [MovieID] = []
  /// `-B`: build all, whatever the build log says.
  package var alwaysMake = false
  /// `--fresh`: ask again even where a kept reply could serve. Costs money.
  package var fresh = false
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
  /// `create-batches`: a plan's batches come on top of those that are open; otherwise they count as its own.
  package var addsBatches = false

  package init() {}

  /// What tells this `--fresh` from others in a ledger that projects may share.
  func freshName(in project: Project) -> String {
    ([project.owner] + movies.sorted().map(\.description)).joined(separator: " ")
  }
}
