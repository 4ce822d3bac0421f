package import TropeModel

/// How long the replies were that today's records were made from.
package struct ReplySizes: Hashable, Sendable {
  /// Movies whose cast names somebody, the characters of their records, and the output tokens of those. Where a reply is to
  /// several movies, each is booked an even share of it: only the sums of both kinds tell how long a line is.
  package var namedMovies = 0
  package var namedCharacters = 0
  package var namedOutput = 0
  /// Movies whose cast names nobody, the characters that replies have found in them, and the output tokens of those.
  package var unnamedMovies = 0
  package var unnamedCharacters = 0
  package var unnamedOutput = 0

  package init() {}
}

extension TropesDatabase {
  /// The sizes of the replies behind all records of a model, or all of the sandbox's, that were built with these
  /// fields: `RecipeHashes.fields`.
  package func replySizes(
    ofSandbox: Bool, fields: Digest?
  ) throws(StoreError) -> ReplySizes {
    try file.read { database in
      let rows = try Statement(
        database,
        """
        SELECT cast_status = 'COMPLETE' AS named, count(*), sum(\(Ledger.bounded("output_tokens"))), sum(
          (SELECT count(*) FROM characters WHERE characters.movie_id = records.movie_id))
        FROM records JOIN build_log USING (movie_id) JOIN recipes USING (recipe_id)
        WHERE output_tokens > 0 AND (records.model = '\(Self.sandboxModel)') = ?
          AND fields_hash IS ?
        GROUP BY named
        """)
      rows.bind(ofSandbox, at: 1)
      rows.bind(fields?.hex, at: 2)
      var sizes = ReplySizes()
      while try rows.step() {
        if rows.int(0) == 1 {
          sizes.namedMovies = rows.int(1)
          sizes.namedOutput = rows.int(2)
          sizes.namedCharacters = rows.int(3)
        } else {
          sizes.unnamedMovies = rows.int(1)
          sizes.unnamedOutput = rows.int(2)
          sizes.unnamedCharacters = rows.int(3)
        }
      }
      return sizes
    }
  }
}
