import TropeModel

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
        SELECT is_sandbox, endpoint, model, count(*) AS replies,
          sum(\(Self.bounded("question_count"))) AS questions,
          sum(\(Self.bounded("input_tokens"))) AS input_tokens,
          sum(\(Self.bounded("cached_input_tokens"))) AS cached_input_tokens,
          sum(\(Self.bounded("cache_write_tokens"))) AS cache_write_tokens,
          sum(\(Self.bounded("output_tokens"))) AS output_tokens, sum(cost_dollars) AS cost_dollars
        FROM replies WHERE endpoint IS NOT NULL
        GROUP BY is_sandbox, endpoint, model ORDER BY is_sandbox, endpoint, model
        """
      ).map { row in
        var spending = Spending()
        spending.replies = try row["replies"]
        spending.questions = try row["questions"]
        spending.usage = try TokenUsage(
          input: row["input_tokens"], cachedInput: row["cached_input_tokens"],
          cacheWrite: row["cache_write_tokens"], output: row["output_tokens"])
        spending.costDollars = try row["cost_dollars"]
        return try EndpointLine(
          endpoint: row["endpoint"], model: row["model"], isSandbox: row["is_sandbox"],
          spending: spending)
      }
    }
  }
}
