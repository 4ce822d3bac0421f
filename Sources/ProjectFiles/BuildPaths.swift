/// Where a project's build is. All paths absolute, or all relative to the same directory.
package struct BuildPaths: Hashable, Sendable {
  package var buildDirectory: String
  /// tropes.db, wherever it is configured.
  package var database: String
  package var batchDirectory: String

  /// The usual places, but for those that are given.
  package init(buildDirectory: String, database: String? = nil, batchDirectory: String? = nil) {
    self.buildDirectory = buildDirectory
    self.database = database ?? buildDirectory + "/tropes.db"
    self.batchDirectory = batchDirectory ?? buildDirectory + "/batches"
  }

  package var statusDirectory: String { buildDirectory + "/status" }
  /// What a sandbox that was started for this project keeps.
  package var sandboxDirectory: String { buildDirectory + "/sandbox" }
  /// What a comparison of variants needs while it goes on.
  package var trialDirectory: String { buildDirectory + "/" + Self.trialName }
  static let trialName = "try"
  /// What the last comparison of variants found, for the report.
  package var trialNote: String { buildDirectory + "/" + Self.trialNoteName }
  static let trialNoteName = "try.json"
  package var lock: String { buildDirectory + "/" + Self.lockName }
  static let lockName = "lock"
  /// Held for moments only, by whoever edits the labels by hand.
  package var overridesLock: String { buildDirectory + "/" + Self.overridesLockName }
  static let overridesLockName = "overrides-lock"
}
