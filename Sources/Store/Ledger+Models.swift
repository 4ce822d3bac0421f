package import TropeModel

/// What the ledger knows of models.
extension Ledger {
  /// The model that most of its replies were asked of, by the name that was asked for; a sandbox's replies count only where
  /// there are no others. `nil` before the first reply.
  package func mostAskedModel() throws(StoreError) -> String? {
    try file.read { database in
      try database.value(
        String.self,
        """
        SELECT requested_model FROM replies GROUP BY is_sandbox, requested_model
        ORDER BY is_sandbox, count(*) DESC, requested_model LIMIT 1
        """)
    }
  }

  /// Whether anything was asked with a recipe, by its combined hash: it was billed for, or is in a batch.
  package func knows(recipe: Digest) throws(StoreError) -> Bool {
    try file.read { database in
      let batches = try database.value(
        Bool.self, "SELECT EXISTS (SELECT 1 FROM batches WHERE recipe = ?)",
        arguments: [recipe.hex])
      let billed = try database.value(
        Bool.self, "SELECT EXISTS (SELECT 1 FROM meta WHERE name LIKE ?)",
        arguments: [CalibrationSamples.prefix(recipe) + "%"])
      return batches == true || billed == true
    }
  }

  /// Of the lines of batches that asked for the prompt cache, how many there were and how many read from it.
  package func cacheUseInBatches(
    of model: String, isSandbox: Bool
  ) throws(StoreError) -> (lines: Int, hits: Int) {
    try file.read { database in
      guard try Self.hasTiers(database) else { return (0, 0) }
      let row = try database.rows(
        """
        SELECT count(*), coalesce(sum(cached_input_tokens > 0), 0) FROM replies
        WHERE is_sandbox = ? AND lane = 'batch' AND requested_model = ?
          AND (cached_input_tokens > 0 OR cache_write_tokens > 0)
        """, arguments: [isSandbox, model]
      ).first
      guard let row else { return (0, 0) }
      return (lines: try row[0], hits: try row[1])
    }
  }

  /// The day on which a model is shut down, as the server told an earlier run; `nil` where it told nothing.
  package func toldShutdown(of model: String, isSandbox: Bool) throws(StoreError) -> String? {
    try file.read { database in try database.meta(Self.shutdownName(model, isSandbox)) }
  }

  /// Notes the day on which a model is shut down, as the server tells it.
  package func noteShutdown(
    of model: String, on day: String, isSandbox: Bool
  ) throws(StoreError) {
    guard try toldShutdown(of: model, isSandbox: isSandbox) != day else { return }
    try file.write { database in
      try database.setMeta(Self.shutdownName(model, isSandbox), to: day)
    }
  }

  private static func shutdownName(_ model: String, _ isSandbox: Bool) -> String {
    "shutdown of \(model)" + (isSandbox ? " in a sandbox" : "")
  }
}
