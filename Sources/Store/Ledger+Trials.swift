package import TropeModel

/// What comparing variants needs of a ledger.
extension Ledger {
  /// Those of the questions that have a valid answer, whatever request it came from.
  package func answered(
    among questions: some Sequence<Digest>, acceptingSandbox: Bool
  ) throws(StoreError) -> Set<Digest> {
    let questions = Array(Set(questions)).sorted()
    guard !questions.isEmpty else { return [] }
    return try file.read { database in
      let rows = try Statement(
        database,
        """
        SELECT 1 FROM answers WHERE question = ? AND verdict = '\(AnswerVerdict.validText)'
          \(acceptingSandbox ? "" : "AND is_sandbox = 0") LIMIT 1
        """)
      var found: Set<Digest> = []
      for question in questions {
        rows.bind(question, at: 1)
        if try rows.step() { found.insert(question) }
        rows.reset()
      }
      return found
    }
  }

  /// The sizes of the samples that a comparison was looked at with, the smallest first.
  package func looks(at comparison: Digest) throws(StoreError) -> [Int] {
    try file.read { try Self.looks($0, comparison) }
  }

  /// Notes that a comparison was looked at with a sample of so many movies. A second look at the same sample is no new one.
  package func noteLook(at comparison: Digest, movies: Int) throws(StoreError) {
    try file.write { database in
      let looks = Set(try Self.looks(database, comparison)).union([movies]).sorted()
      try database.setMeta(
        Self.lookPrefix + comparison.hex,
        to: looks.map(String.init).joined(separator: " "))
    }
  }

  private static let lookPrefix = "looks at "

  private static func looks(_ database: Database, _ comparison: Digest) throws -> [Int] {
    try database.meta(lookPrefix + comparison.hex)?.split(separator: " ").compactMap { Int($0) }
      ?? []
  }
}
