package import TropeModel

/// A question that a batch asked, with the movie that it was asked for.
package struct AskedQuestion: Hashable, Sendable {
  package var movie: MovieID
  package var question: Digest
}

/// A recipe that batches asked with.
package struct BatchRecipe: Hashable, Sendable {
  package var hash: Digest
  /// As it was asked for; `nil` where no reply has come.
  package var model: String?
}

/// What the ledger knows of what was asked before, for comparing it with what there is now. Of a request in real time it
/// knows the question alone, of a batch the movie and the recipe too.
extension Ledger {
  /// The recipes that batches asked with, the first one first.
  package func batchRecipes(acceptingSandbox: Bool) throws(StoreError) -> [BatchRecipe] {
    try file.read { database in
      try database.rows(
        """
        SELECT recipe, (
          SELECT r.requested_model FROM batches o JOIN replies r USING (batch_number)
          WHERE o.recipe = b.recipe LIMIT 1)
        FROM batches b \(Self.ofServer(acceptingSandbox)) GROUP BY recipe ORDER BY min(batch_number)
        """
      ).compactMap { row in
        guard let hash = Digest(hex: try row[0] as String) else { return nil }
        return BatchRecipe(hash: hash, model: try row[1])
      }
    }
  }

  /// What the batches of these recipes asked, of all where none is named, the first batch first.
  package func batchQuestions(
    of recipes: Set<Digest>?, acceptingSandbox: Bool
  ) throws(StoreError) -> [AskedQuestion] {
    if recipes?.isEmpty == true { return [] }
    return try file.read { database in
      let rows = try Statement(
        database,
        """
        SELECT q.movie_id, q.question, b.recipe FROM batch_questions q JOIN batches b USING (batch_number)
        \(Self.ofServer(acceptingSandbox)) ORDER BY batch_number
        """)
      var asked: [AskedQuestion] = []
      while try rows.step() {
        guard let recipe = Digest(hex: rows.text(2)), recipes?.contains(recipe) ?? true else {
          continue
        }
        asked.append(AskedQuestion(movie: try rows.movie(0), question: try rows.digest(1)))
      }
      return asked
    }
  }

  /// The models that were asked, by the names that were asked for, in the order of the alphabet.
  package func askedModels(acceptingSandbox: Bool) throws(StoreError) -> [String] {
    try file.read { database in
      try database.rows(
        """
        SELECT DISTINCT requested_model FROM replies
        \(acceptingSandbox ? "" : "WHERE is_sandbox = 0") ORDER BY requested_model
        """
      ).map { try $0[0] }
    }
  }

  private static func ofServer(_ acceptingSandbox: Bool) -> String {
    acceptingSandbox ? "" : "WHERE b.is_sandbox = 0"
  }
}
