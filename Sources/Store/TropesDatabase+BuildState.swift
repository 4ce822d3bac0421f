package import TropeModel

extension TropesDatabase {
  /// Build log and recipes in one snapshot; of the log only the rows that turn out to be needed, for
  /// with nothing to do a million of them go by and none is.
  ///
  /// - Parameter look: gets the movies whose record the sandbox answered, none in a real project, and what reads the log:
  ///   it calls its argument with the stamps of each row, in the order of the movies' ids. Returns the movies whose whole
  ///   rows are kept, ascending. May be called more than once; only the last call counts.
  package func buildState(
    keeping look: (
      _ sandboxRecords: Set<MovieID>, _ rows: (_ take: (LoggedStamps) -> Void) throws -> Void
    ) throws -> [MovieID]
  ) throws(StoreError) -> BuildState {
    try file.read { database in
      let recipes = try Self.readRecipes(database)
      let sandboxRecords = try Self.readSandboxRecords(database)
      let kept = try look(sandboxRecords) { take in
        try Self.readStamps(database, recipes, take)
      }
      return BuildState(
        log: try Self.readEntries(database, recipes, of: kept),
        recipes: recipes.reduce(into: [:]) { $0[$1.hashes.combined] = $1.hashes })
    }
  }

  /// Above this many rows one walk through the log is quicker than a look for each.
  private static let manyRows = 1_000

  private static func readStamps(
    _ database: Database, _ recipes: [NumberedRecipe], _ take: (LoggedStamps) -> Void
  ) throws {
    let rows = try Statement(
      database,
      """
      SELECT movie_id, recipe_id,
        plot_trusted, plot_mtime, plot_size, plot_ctime, plot_inode,
        cast_trusted, cast_mtime, cast_size, cast_ctime, cast_inode
      FROM build_log ORDER BY movie_id
      """)
    var recipe = RecipeColumn(recipes)
    while try rows.step() {
      let hasCast = !rows.isNull(8)
      take(
        LoggedStamps(
          movie: try rows.movie(0), plot: stamp(rows, from: 3),
          cast: hasCast ? stamp(rows, from: 8) : nil,
          isTrusted: rows.int64(2) != 0 && (!hasCast || rows.int64(7) != 0),
          recipe: try recipe.hash(rows, 1)))
    }
  }

  /// The rows of these movies, as far as there are any. `movies` ascend.
  private static func readEntries(
    _ database: Database, _ recipes: [NumberedRecipe], of movies: [MovieID]
  ) throws -> [BuildLogEntry] {
    var log: [BuildLogEntry] = []
    var recipe = RecipeColumn(recipes)
    guard movies.count > manyRows else {
      let row = try Statement(
        database, "SELECT \(entryColumns) FROM build_log WHERE movie_id = ?")
      for movie in movies {
        row.bind(movie.number, at: 1)
        if try row.step() { log.append(try entry(row, &recipe)) }
        row.reset()
      }
      return log
    }
    log.reserveCapacity(movies.count)
    let rows = try Statement(
      database, "SELECT \(entryColumns) FROM build_log ORDER BY movie_id")
    var next = 0
    while next < movies.count, try rows.step() {
      let movie = try rows.movie(0)
      while next < movies.count, movies[next] < movie { next += 1 }
      if next < movies.count, movies[next] == movie { log.append(try entry(rows, &recipe)) }
    }
    return log
  }
}

/// A recipe with the number that stands for it in the build log.
typealias NumberedRecipe = (number: Int64, hashes: RecipeHashes)

/// Turns recipes' numbers into hashes. Nearly all rows have one recipe: it is looked up when it changes.
struct RecipeColumn {
  private let hashes: [Int64: Digest]
  private var last: (number: Int64, hash: Digest)?

  /// The hashes of these recipes.
  init(_ recipes: [NumberedRecipe]) {
    hashes = recipes.reduce(into: [:]) { $0[$1.number] = $1.hashes.combined }
  }

  /// The combined hash of the recipe that a column of the current row names.
  mutating func hash(_ rows: Statement, _ column: Int32) throws -> Digest {
    let number = rows.int64(column)
    if let last, last.number == number { return last.hash }
    guard let hash = hashes[number] else { throw rows.broken(column) }
    last = (number, hash)
    return hash
  }
}
