package import Store
package import TropeModel

/// One of the two sides that are compared.
package struct DiffSide: Sendable {
  /// What it is made from.
  package enum Source: Hashable, Sendable {
    /// The records as they are.
    case now
    case recipe(Digest, model: String?)
    case model(String)
    /// All that had been answered by then, of that run's end where one was named.
    case moment(Timestamp, run: Int64?)
    /// A database or an exported file.
    case file(String)
  }

  package var source: Source
  /// The records that are meant, and those that kept replies would make.
  package var records: [MovieID: StoredRecord] = [:]
  /// What an exported file says, which has no records.
  package var fileLabels: SideLabels?
  /// How many of the movies are answered by a record; the others are by replies that the ledger keeps.
  package var fromRecords = 0
  /// Records that were left out since the sandbox answered them.
  package var sandboxRecords = 0
  /// Whether there may have been answers in real time that the ledger keeps and of which it cannot tell the movie: those
  /// of a prompt, a catalog or fields that are not the tropefile's.
  package var mayLackRealtime = false
  /// Movies that have a record now and of which no answer is kept from that moment.
  package var unknown = 0

  package init(_ source: Source) { self.source = source }

  package var movieCount: Int { fileLabels?.movies.count ?? records.count }

  /// Movies that the ledger's replies answer.
  package var fromLedger: Int { movieCount - fromRecords }

  /// What the model answered, whatever people said since.
  package var labels: SideLabels {
    fileLabels
      ?? SideLabels(
        characters: records.mapValues { $0.characters.map(\.byModel) },
        ofMovies: records.mapValues(\.movieFields))
  }
}

extension Digest {
  /// A recipe's short name, for people.
  package var recipeName: String { String(hex.prefix(8)) }

  /// The same with its model where that is known: `3f2a91c0 (gpt-4o-mini)`.
  package func recipeName(_ model: String?) -> String {
    recipeName + (model.map { " (\($0))" } ?? "")
  }
}
