/// What several servers of the real-time lane were paid.
extension Ledger {
  /// Whether replies have the server that gave them.
  static func hasEndpoints(_ database: Database) throws -> Bool {
    try database.schemaVersion() >= 8
  }

  /// By server and the model that it named; those of the sandbox last. Empty where no reply has a server.
  package func endpointSpending() throws(StoreError) -> [EndpointLine] {
    try file.read { database in
      guard try Self.hasEndpoints(database) else { return [] }
      return try database.rows(
        """
        SELECT is_sandbox, endpoint, model, \(Spending.columns(written: "cache_write_tokens"))
        FROM replies WHERE endpoint IS NOT NULL
        GROUP BY is_sandbox, endpoint, model ORDER BY is_sandbox, endpoint, model
        """
      ).map { row in
        try EndpointLine(
          endpoint: row["endpoint"], model: row["model"], isSandbox: row["is_sandbox"],
          spending: Spending(row))
      }
    }
  }
}
