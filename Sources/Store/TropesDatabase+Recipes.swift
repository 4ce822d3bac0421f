package import TropeModel

/// A recipe that records were made with.
package struct UsedRecipe: Hashable, Sendable {
  package var hash: Digest
  package var model: String
  /// The model's parameters as a JSON object.
  package var parameters: String
  /// 0 where all its records have been made anew since.
  package var records: Int
}

extension TropesDatabase {
  /// All recipes that records were ever made with here, the most used first.
  package func usedRecipes() throws(StoreError) -> [UsedRecipe] {
    try file.read { database in
      try database.rows(
        """
        SELECT recipe_hash, model, parameters, coalesce(uses, 0) FROM recipes LEFT JOIN
          (SELECT recipe_id, count(*) AS uses FROM build_log GROUP BY recipe_id) USING (recipe_id)
        ORDER BY coalesce(uses, 0) DESC, recipe_id
        """
      ).compactMap { row in
        guard let hash = Digest(hex: try row[0] as String) else { return nil }
        return UsedRecipe(
          hash: hash, model: try row[1], parameters: try row[2], records: try row[3])
      }
    }
  }

  /// The recipe of each record; one that somebody changed by hand has none.
  package func recipesOfRecords() throws(StoreError) -> [MovieID: Digest] {
    try file.read { database in
      var recipe = RecipeColumn(try Self.readRecipes(database))
      let rows = try Statement(database, "SELECT movie_id, recipe_id FROM build_log")
      var recipes: [MovieID: Digest] = [:]
      while try rows.step() { recipes[try rows.movie(0)] = try recipe.hash(rows, 1) }
      return recipes
    }
  }

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
