extension TropesSchema {
  /// The version from which on records tell confidences and labels by hand.
  static let versionWithHands = 4

  /// Confidences, labels by hand, titles, and a column with a declared type for each field.
  static func version4(_ database: Database) throws {
    try database.execute(sql: handsAndTitles)
    try CharactersTable.make(FieldTable.characters.read(database), in: database, isOfVersion3: true)
  }

  /// Whether an open database has what version 4 brought; older ones are read where they lie.
  static func hasHands(_ database: Database) throws -> Bool {
    try database.schemaVersion() >= versionWithHands
  }

  private static let handsAndTitles = """
    -- What people labelled: a row for each field of a character. characters has what they said; answered is what the
    -- model had answered, as JSON, or NULL where it was not asked.
    CREATE TABLE hand_labels (
      movie_id INTEGER NOT NULL,
      position INTEGER NOT NULL,
      field TEXT NOT NULL,
      is_trope INTEGER NOT NULL,
      answered TEXT,
      note TEXT NOT NULL,
      PRIMARY KEY (movie_id, position, field)
    ) WITHOUT ROWID;

    -- Title and year of each movie that has a record, as far as the corpus's metadata tell.
    CREATE TABLE movies (
      movie_id INTEGER PRIMARY KEY,
      title TEXT,
      year INTEGER
    );

    CREATE TABLE meta (
      name TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    ) WITHOUT ROWID;
    """
}
