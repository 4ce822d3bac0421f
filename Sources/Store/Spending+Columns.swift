import TropeModel

/// Sums of replies as queries have them.
extension Spending {
  /// The columns that `init(_:)` reads, of a query over `replies` whose rows sum many up.
  ///
  /// - Parameter written: the column of tokens written to the cache; `0` where the ledger has none, or nobody wants it.
  static func columns(written: String) -> String {
    let counts = [
      ("question_count", "questions"), ("input_tokens", "input_tokens"),
      ("cached_input_tokens", "cached_input_tokens"), (written, "cache_write_tokens"),
      ("output_tokens", "output_tokens"),
    ]
    return "count(*) AS replies, "
      + counts.map { "sum(\(Ledger.bounded($0))) AS \($1), " }.joined()
      + "sum(cost_dollars) AS cost_dollars"
  }

  init(_ row: Row) throws(DatabaseError) {
    replies = try row["replies"]
    questions = try row["questions"]
    usage = TokenUsage(
      input: try row["input_tokens"], cachedInput: try row["cached_input_tokens"],
      cacheWrite: try row["cache_write_tokens"], output: try row["output_tokens"])
    costDollars = try row["cost_dollars"]
  }
}
