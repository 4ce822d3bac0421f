package import TropeModel

extension TropesDatabase {
  /// How many records were made by any of some recipes, and how many by others.
  package func recordCounts(
    by recipes: Set<Digest>
  ) throws(StoreError) -> (same: Int, others: Int) {
    try file.read { database in
      var same = 0
      for recipe in recipes {
        same +=
          try database.value(
            Int.self,
            """
            SELECT count(*) FROM build_log JOIN recipes USING (recipe_id) WHERE recipe_hash = ?
            """, arguments: [recipe.hex]) ?? 0
      }
      let all = try database.value(Int.self, "SELECT count(*) FROM build_log") ?? 0
      return (same, max(0, all - same))
    }
  }
}
