/// Several projects with one ledger, and several answers to one question.
extension Ledger {
  /// The projects that unfinished batches were written down for; those of which nobody knows are left out.
  package func ownersOfUnfinishedBatches() throws(StoreError) -> [Int: String] {
    try file.read { database in
      // A ledger of version 2 that is only read has no such column, and knows of no owner.
      let known = try database.value(
        Int.self, "SELECT count(*) FROM pragma_table_info('batches') WHERE name = 'owner'")
      guard known != 0 else { return [:] }
      let rows = try Statement(
        database,
        """
        SELECT batch_number, owner FROM batches
        WHERE owner IS NOT NULL AND \(Self.isUnfinished)
        """)
      var owners: [Int: String] = [:]
      while try rows.step() { owners[rows.int(0)] = rows.text(1) }
      return owners
    }
  }

  /// Which answers a project's `--fresh` takes, once it has begun and until it is through.
  ///
  /// - Parameter asked: tells this wish from others: the project, and the movies where some were named.
  /// - Returns: the number of the last reply before it; `nil` where none is under way.
  package func freshAfter(_ asked: String) throws(StoreError) -> Int64? {
    try file.read { database in
      try database.meta(Self.freshName(asked)).flatMap { Int64($0) }
    }
  }

  /// Notes that a `--fresh` begins: answers that are kept by now do not count for it.
  package func beginFresh(_ asked: String) throws(StoreError) {
    try file.write { database in
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO meta (name, value)
          SELECT ?, coalesce(max(reply_id), 0) FROM replies
          """,
        arguments: [Self.freshName(asked)])
    }
  }

  /// Notes that a `--fresh` is through: the next one asks anew.
  package func endFresh(_ asked: String) throws(StoreError) {
    try file.write { database in
      try database.execute(
        sql: "DELETE FROM meta WHERE name = ?", arguments: [Self.freshName(asked)])
    }
  }

  private static func freshName(_ asked: String) -> String { "fresh: " + asked }
}
