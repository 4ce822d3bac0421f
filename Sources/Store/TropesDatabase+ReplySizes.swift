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
  /// How the characters of those without a cast grow with the plot.
  package var unnamedPlots = PlotSums()

  package init() {}

  /// Movies of both kinds.
  package var movies: Int { namedMovies.addingSaturated(unnamedMovies) }

  /// Takes other replies' sizes in.
  package mutating func add(_ other: ReplySizes) {
    namedMovies = namedMovies.addingSaturated(other.namedMovies)
    namedCharacters = namedCharacters.addingSaturated(other.namedCharacters)
    namedOutput = namedOutput.addingSaturated(other.namedOutput)
    unnamedMovies = unnamedMovies.addingSaturated(other.unnamedMovies)
    unnamedCharacters = unnamedCharacters.addingSaturated(other.unnamedCharacters)
    unnamedOutput = unnamedOutput.addingSaturated(other.unnamedOutput)
    unnamedPlots.add(other.unnamedPlots)
  }
}

/// Sums over plots, from which a straight line through their characters follows.
package struct PlotSums: Hashable, Sendable {
  /// Of the plots' bytes, and of their squares.
  package var bytes = 0.0
  package var squares = 0.0
  /// Of a plot's bytes times the characters found in it.
  package var products = 0.0

  package init() {}

  package mutating func add(_ other: PlotSums) {
    bytes += other.bytes
    squares += other.squares
    products += other.products
  }
}

extension ReplySizes {
  /// How many characters a plot of so many bytes is expected to have, where its cast names nobody: by the straight line that fits
  /// those that were answered, which never falls and never begins below 0. What is answered first is often the longest, or
  /// the shortest.
  package func unnamedCharacters(inBytes bytes: Int) -> Double {
    guard unnamedMovies > 0 else { return 0 }
    let movies = Double(unnamedMovies)
    let characters = Double(unnamedCharacters) / movies
    let mean = unnamedPlots.bytes / movies
    let spread = unnamedPlots.squares / movies - mean * mean
    // Plots of one length tell no line, but for what rounding leaves.
    guard mean > 0, spread > 1e-6 * mean * mean else { return characters }
    var slope = max(0, (unnamedPlots.products / movies - mean * characters) / spread)
    if slope * mean > characters { slope = characters / mean }
    return characters + slope * (Double(max(0, bytes)) - mean)
  }
}

/// The sizes of the replies of one model, asked with the same parameters.
package struct ModelReplySizes: Hashable, Sendable {
  /// `RecipeHashes.model`.
  package var hash: Digest
  /// The parameters as a JSON object.
  package var parameters: String
  package var sizes: ReplySizes

  package init(hash: Digest, parameters: String, sizes: ReplySizes) {
    self.hash = hash
    self.parameters = parameters
    self.sizes = sizes
  }
}

extension TropesDatabase {
  /// The sizes of the replies behind all records, or all of the sandbox's, that were built with these fields
  /// (`RecipeHashes.fields`), by the model that was asked.
  package func replySizes(
    ofSandbox: Bool, fields: Digest?
  ) throws(StoreError) -> [ModelReplySizes] {
    try file.read { database in
      let rows = try Statement(
        database,
        """
        SELECT cast_status = 'COMPLETE' AS named, count(*), sum(\(Ledger.bounded("output_tokens"))), sum(
          (SELECT count(*) FROM characters WHERE characters.movie_id = records.movie_id)),
          recipes.model_hash, min(recipes.parameters), sum(CAST(plot_size AS REAL)),
          sum(CAST(plot_size AS REAL) * plot_size), sum(CAST(plot_size AS REAL) *
          (SELECT count(*) FROM characters WHERE characters.movie_id = records.movie_id))
        FROM records JOIN build_log USING (movie_id) JOIN recipes USING (recipe_id)
        WHERE output_tokens > 0 AND (records.model = '\(Self.sandboxModel)') = ?
          AND fields_hash IS ?
        GROUP BY recipes.model_hash, named ORDER BY recipes.model_hash
        """)
      rows.bind(ofSandbox, at: 1)
      rows.bind(fields?.hex, at: 2)
      var models: [ModelReplySizes] = []
      while try rows.step() {
        guard let hash = Digest(hex: rows.text(4)) else { continue }
        if models.last?.hash != hash {
          models.append(
            ModelReplySizes(
              hash: hash, parameters: rows.text(5), sizes: ReplySizes()))
        }
        var sizes = ReplySizes()
        if rows.int(0) == 1 {
          sizes.namedMovies = rows.int(1)
          sizes.namedOutput = rows.int(2)
          sizes.namedCharacters = rows.int(3)
        } else {
          sizes.unnamedMovies = rows.int(1)
          sizes.unnamedOutput = rows.int(2)
          sizes.unnamedCharacters = rows.int(3)
          sizes.unnamedPlots.bytes = rows.double(6)
          sizes.unnamedPlots.squares = rows.double(7)
          sizes.unnamedPlots.products = rows.double(8)
        }
        models[models.count - 1].sizes.add(sizes)
      }
      return models
    }
  }
}
