extension TropesSchema {
  /// The version from which on records tell of votes.
  static let versionWithVotes = 5

  /// How many asks have voted on each record's labels.
  static func version5(_ database: Database) throws { try database.execute(sql: votes) }

  /// Whether an open database has what version 5 brought; older ones are read where they lie.
  static func hasVotes(_ database: Database) throws -> Bool {
    try database.schemaVersion() >= versionWithVotes
  }

  private static let votes = """
    -- Records whose confidences are the share of repeated asks that gave the label: of how many asks that were meant,
    -- how many were answered, the first one among them; is_open is 1 while others may still be. question is what the
    -- record was made from then, 32 bytes.
    CREATE TABLE votes (
      movie_id INTEGER PRIMARY KEY,
      question BLOB NOT NULL,
      asks INTEGER NOT NULL,
      answers INTEGER NOT NULL,
      is_open INTEGER NOT NULL
    );
    CREATE TRIGGER voted_record_deleted AFTER DELETE ON records BEGIN
      DELETE FROM votes WHERE movie_id = OLD.movie_id;
    END;
    """
}
