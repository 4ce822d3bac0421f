package import TropeModel

/// A model with its parameters, and how many records were made with it.
package struct ModelUse: Hashable, Sendable {
  /// Of the model's name and all parameters.
  package var hash: Digest
  package var model: String
  /// The parameters as a JSON object.
  package var parameters: String
  /// How many, where there are several models; else at least 1.
  package var records: Int

  package init(hash: Digest, model: String, parameters: String, records: Int) {
    self.hash = hash
    self.model = model
    self.parameters = parameters
    self.records = records
  }
}

extension TropesDatabase {
  /// The models that the records were made with, the most used first. Records are counted only where there are several.
  package func modelUses() throws(StoreError) -> [ModelUse] {
    try file.read { database in
      let models =
        try database.value(
          Int.self, "SELECT count(DISTINCT model_hash) FROM recipes") ?? 0
      guard models > 0 else { return [] }
      let sql =
        models == 1
        ? """
        SELECT model_hash, model, parameters, 1 FROM recipes
        WHERE EXISTS (SELECT 1 FROM build_log) LIMIT 1
        """
        : """
        SELECT r.model_hash, r.model, r.parameters, count(*) AS uses
        FROM build_log AS l JOIN recipes AS r ON r.recipe_id = l.recipe_id
        GROUP BY r.model_hash ORDER BY uses DESC, r.model_hash
        """
      return try database.rows(sql).compactMap { row in
        guard let hash = Digest(hex: try row[0] as String) else { return nil }
        return ModelUse(
          hash: hash, model: try row[1], parameters: try row[2], records: try row[3])
      }
    }
  }
}
