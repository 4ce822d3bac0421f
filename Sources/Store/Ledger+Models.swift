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

  /// The day on which a model is shut down, as the server told an earlier run; `nil` where it told nothing.
  package func toldShutdown(of model: String, isSandbox: Bool) throws(StoreError) -> String? {
    try file.read { database in
      try database.value(
        String.self, "SELECT value FROM meta WHERE name = ?",
        arguments: [Self.shutdownName(model, isSandbox)])
    }
  }

  /// Notes the day on which a model is shut down, as the server tells it.
  package func noteShutdown(
    of model: String, on day: String, isSandbox: Bool
  ) throws(StoreError) {
    guard try toldShutdown(of: model, isSandbox: isSandbox) != day else { return }
    try file.write { database in
      try database.execute(
        sql: "INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
        arguments: [Self.shutdownName(model, isSandbox), day])
    }
  }

  private static func shutdownName(_ model: String, _ isSandbox: Bool) -> String {
    "shutdown of \(model)" + (isSandbox ? " in a sandbox" : "")
  }
}
