package import TropeModel

extension TropesDatabase {
  /// The build log, in the order of the movies' ids.
  package func buildLog() throws(StoreError) -> [BuildLogEntry] {
    try file.read { try Self.readBuildLog($0) }
  }

  /// Makes a recipe known; must come before records or log rows that were made with it.
  ///
  /// - Parameters:
  ///   - fields: what it asks of each character, in words; `nil` where that is the trope alone.
  package func setRecipe(
    _ hashes: RecipeHashes, kind: RecipeKind = .tropes, fields: String? = nil, model: String,
    parametersJSON: String
  ) throws(StoreError) {
    try file.write { database in
      try database.execute(
        sql: """
          INSERT INTO recipes
            (recipe_hash, kind, model, catalog_hash, prompt_hash, model_hash, fields_hash, fields,
              parameters)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (recipe_hash) DO NOTHING
          """,
        arguments: [
          hashes.combined.hex, kind.rawValue, model, hashes.catalog.hex, hashes.prompt.hex,
          hashes.model.hex, hashes.fields?.hex, fields, parametersJSON,
        ])
    }
  }

  /// What the recipe with that combined hash asks of each character, in words; `nil` where that is the trope
  /// alone, or no record was built with it.
  package func fieldWords(ofRecipe combined: Digest) throws(StoreError) -> String? {
    try file.read { database in
      try database.value(
        String.self,
        "SELECT fields FROM recipes WHERE recipe_hash = ?",
        arguments: [combined.hex])
    }
  }

  /// Puts new log rows to records that stay as they are: their inputs were touched, or changed in a way that
  /// does not reach the question. Movies without a record are left out.
  package func refresh(_ entries: [BuildLogEntry]) throws(StoreError) {
    guard !entries.isEmpty else { return }
    try file.write { database in
      let recipes = try Self.recipeNumbers(database)
      let recordExists = try Statement(
        database, "SELECT 1 FROM records WHERE movie_id = ?")
      let write = try LogWriter(database)
      for entry in entries {
        recordExists.bind(entry.movie.number, at: 1)
        let exists = try recordExists.step()
        recordExists.reset()
        if exists { try write(entry, recipes: recipes) }
      }
    }
  }

  // MARK: Rows

  private static func readBuildLog(_ database: Database) throws -> [BuildLogEntry] {
    let numbers = try readRecipes(database)
    // There are as many records, and those are counted in a small index without reading the log twice.
    let count =
      try database.value(
        Int.self,
        "SELECT count(*) FROM records") ?? 0
    var log: [BuildLogEntry] = []
    log.reserveCapacity(count)
    let rows = try Statement(
      database,
      "SELECT \(entryColumns) FROM build_log ORDER BY movie_id")
    var recipe = RecipeColumn(numbers)
    while try rows.step() { log.append(try entry(rows, &recipe)) }
    return log
  }

  /// The columns that `entry` reads, in its order.
  static let entryColumns = """
    movie_id, recipe_id, question,
    plot_trusted, plot_mtime, plot_size, plot_ctime, plot_inode, plot_hash,
    cast_trusted, cast_mtime, cast_size, cast_ctime, cast_inode, cast_hash
    """

  /// The row that the statement stands on.
  static func entry(
    _ rows: Statement, _ recipe: inout RecipeColumn
  ) throws -> BuildLogEntry {
    let castHash = rows.optionalDigest(14)
    return BuildLogEntry(
      movie: try rows.movie(0),
      plot: InputState(
        stamp: stamp(rows, from: 4), hash: try rows.digest(8), isTrusted: rows.int64(3) != 0),
      cast: castHash.map {
        InputState(stamp: stamp(rows, from: 10), hash: $0, isTrusted: rows.int64(9) != 0)
      },
      recipe: try recipe.hash(rows, 1), question: try rows.digest(2))
  }

  static func stamp(_ rows: Statement, from column: Int32) -> FileStamp {
    FileStamp(
      modifiedNanoseconds: rows.int64(column), size: rows.int64(column + 1),
      changedNanoseconds: rows.int64(column + 2), inode: rows.int64(column + 3))
  }

  /// Recipes with the numbers that stand for them in the build log.
  static func readRecipes(
    _ database: Database
  ) throws -> [NumberedRecipe] {
    try database.keptStatement(
      """
      SELECT recipe_id, catalog_hash, prompt_hash, model_hash, recipe_hash, fields_hash, model
      FROM recipes
      """
    ).rows().map { row in
      func digest(_ text: String?) throws -> Digest {
        guard let digest = text.flatMap({ Digest(hex: $0) }) else {
          throw DatabaseError(.corrupt, "table 'recipes' holds something impossible")
        }
        return digest
      }
      let digests = try (1...4).map { try digest(try row[$0]) }
      let fields: String? = try row[5]
      return (
        try row[0],
        RecipeHashes(
          catalog: digests[0], prompt: digests[1], model: digests[2],
          fields: try fields.map(digest), combined: digests[3], modelName: try row[6])
      )
    }
  }

  /// The numbers by which the build log names recipes.
  static func recipeNumbers(_ database: Database) throws -> [Digest: Int64] {
    try readRecipes(database).reduce(into: [:]) { $0[$1.hashes.combined] = $1.number }
  }
}

/// Writes rows of the build log with one statement.
struct LogWriter {
  private let insert: Statement

  init(_ database: Database) throws {
    insert = try database.keptStatement(
      """
      INSERT INTO build_log VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
      ON CONFLICT (movie_id) DO UPDATE SET
        recipe_id = ?2, question = ?3, plot_trusted = ?4, plot_mtime = ?5, plot_size = ?6,
        plot_ctime = ?7, plot_inode = ?8, plot_hash = ?9, cast_trusted = ?10, cast_mtime = ?11,
        cast_size = ?12, cast_ctime = ?13, cast_inode = ?14, cast_hash = ?15
      """)
  }

  /// Writes one row; its recipe must be among `recipes`.
  func callAsFunction(_ entry: BuildLogEntry, recipes: [Digest: Int64]) throws {
    guard let recipe = recipes[entry.recipe] else {
      throw DatabaseError(
        .constraint, "recipe \(entry.recipe.shortHex) was never set")
    }
    insert.bind(entry.movie.number, at: 1)
    insert.bind(recipe, at: 2)
    insert.bind(entry.question, at: 3)
    insert.bind(entry.plot.isTrusted, at: 4)
    bind(entry.plot.stamp, from: 5)
    insert.bind(entry.plot.hash, at: 9)
    if let cast = entry.cast {
      insert.bind(cast.isTrusted, at: 10)
      bind(cast.stamp, from: 11)
      insert.bind(cast.hash, at: 15)
    } else {
      for index in Int32(10)...15 { insert.bindNull(at: index) }
    }
    try insert.run()
  }

  private func bind(_ stamp: FileStamp, from index: Int32) {
    insert.bind(stamp.modifiedNanoseconds, at: index)
    insert.bind(stamp.size, at: index + 1)
    insert.bind(stamp.changedNanoseconds, at: index + 2)
    insert.bind(stamp.inode, at: index + 3)
  }
}
