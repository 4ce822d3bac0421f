package import TropeModel

/// All that a report shows.
package struct ReportData: Sendable {
  /// What the project is called, as its directory.
  package var project: String
  /// The model that the tropefile asks for.
  package var model: String
  /// The records, counted.
  package var records: RecordTally
  /// Whether there is a file of movie metadata.
  package var hasMetadata: Bool
  /// How many lines of that file could not be read as they are.
  package var metadataFaults: Int
  /// By movie.
  package var failures: [FailedTarget]
  /// What the metadata knows of these, as far as it has them.
  package var facts: [MovieID: MovieFacts]
  /// What was asked; empty where the ledger is.
  package var account: ReportAccount
  /// How the cascade of two models stands, a sentence each; empty where there is none.
  package var cascade: [String]
  /// The last comparison of variants; `nil` where there was none.
  package var trial: ReportTrial?
  /// That records are of several recipes, or of another than the tropefile's, in words; `nil` where they are not.
  package var olderRecords: String?

  package init(
    project: String, model: String, records: RecordTally, hasMetadata: Bool, metadataFaults: Int,
    failures: [FailedTarget], facts: [MovieID: MovieFacts] = [:], account: ReportAccount,
    cascade: [String] = []
  ) {
    self.project = project
    self.model = model
    self.records = records
    self.hasMetadata = hasMetadata
    self.metadataFaults = metadataFaults
    self.failures = failures
    self.facts = facts
    self.account = account
    self.cascade = cascade
  }
}
