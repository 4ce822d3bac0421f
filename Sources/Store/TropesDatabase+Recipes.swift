package import TropeModel

extension TropesDatabase {
  /// How many records were made by a recipe, and how many by others.
  package func recordCounts(
    byRecipe combined: Digest
  ) throws(StoreError) -> (same: Int, others: Int) {
    try file.read { database in
      let same =
        try database.value(
          Int.self,
          """
          SELECT count(*) FROM build_log JOIN recipes USING (recipe_id) WHERE recipe_hash = ?
          """, arguments: [combined.hex]) ?? 0
      let all = try database.value(Int.self, "SELECT count(*) FROM build_log") ?? 0
      return (same, max(0, all - same))
    }
  }
}
