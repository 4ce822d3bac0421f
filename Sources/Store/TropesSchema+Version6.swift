extension TropesSchema {
  /// The version from which on records tell of the movie itself.
  static let versionWithMovieFields = 6

  /// What recipes ask of the movie itself.
  static func version6(_ database: Database) throws {
    try database.execute(sql: movieFields)
    try MovieAnswersTable.make([], in: database)
  }

  /// Whether an open database has what version 6 brought; older ones are read where they lie.
  static func hasMovieFields(_ database: Database) throws -> Bool {
    try database.schemaVersion() >= versionWithMovieFields
  }

  private static let movieFields = """
    -- What the recipe of the last build asks of the movie itself, as the table fields has it for characters. The view
    -- movie_labels has a column for each.
    CREATE TABLE movie_fields (
      position INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      type TEXT NOT NULL,
      optional INTEGER NOT NULL,
      description TEXT NOT NULL
    );
    CREATE TABLE movie_answers (movie_id INTEGER PRIMARY KEY, fields TEXT NOT NULL);
    """
}
