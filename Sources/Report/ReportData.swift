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
  /// What confidences are worth; `nil` where nobody has labelled a character that has one.
  package var calibration: ReportCalibration?
  /// The last comparison of variants; `nil` where there was none.
  package var trial: ReportTrial?
  /// That records are of several recipes, or of another than the tropefile's, in words; `nil` where they are not.
  package var olderRecords: String?
  /// Where the page's links to plots and articles lead.
  package var links = ReportLinks()

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

/// Addresses outside of the page that its links lead to; nothing is loaded from there before someone asks.
package struct ReportLinks: Hashable, Sendable {
  /// An address in which a movie's id stands.
  package struct Address: Hashable, Sendable {
    package var before: String
    package var after: String

    package init(before: String, after: String = "") {
      self.before = before
      self.after = after
    }
  }

  /// The file of a movie's plot, relative to the page; `nil` where there is no way from one to the other.
  package var plots: Address?
  /// The article that a movie's id is the number of; `nil` where ids are of another kind.
  package var articles: Address?

  package init(plots: Address? = nil, articles: Address? = nil) {
    self.plots = plots
    self.articles = articles
  }
}
