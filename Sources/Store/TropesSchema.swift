import TropeModel

extension DatabaseFormat {
  /// tropes.db. All in it can be had again for nothing, so a commit need not outlive a power cut.
  static let tropes = DatabaseFormat(
    applicationID: DatabaseMark.tropes, durability: .survivesProcess,
    migrations: [
      TropesSchema.version1, TropesSchema.version2, TropesSchema.version3, TropesSchema.version4,
      TropesSchema.version5, TropesSchema.version6,
    ],
    oldestReadAsNewest: 2)
}

/// The schema of tropes.db, one function for each version.
///
/// `records`, `characters`, `movie_answers`, `tropes`, `fields`, `movie_fields`, `recipes` and `failures` are for people; `build_log` is what the next
/// run compares with, narrow because it is read as a whole each time. Of the views, `labels` has a column for each
/// field that the recipe asks of characters, `movie_labels` one for each that it asks of the movie; the others have the names and columns that the notebooks of the first system use. `movies` has
/// titles, `hand_labels` what people labelled.
enum TropesSchema {
  /// The first version.
  static func version1(_ database: Database) throws {
    try database.execute(sql: tables)
    try database.execute(sql: triggers)
    try database.execute(sql: views)
  }

  private static let tables = """
    -- The catalog. Tropes that left it stay, without a position, while a record uses them.
    CREATE TABLE tropes (
      trope_id TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL,
      description TEXT NOT NULL,
      position INTEGER
    );

    -- What questions were made with; the hashes as hexadecimal digits.
    CREATE TABLE recipes (
      recipe_id INTEGER PRIMARY KEY,
      recipe_hash TEXT NOT NULL UNIQUE,
      model TEXT NOT NULL,
      catalog_hash TEXT NOT NULL,
      prompt_hash TEXT NOT NULL,
      model_hash TEXT NOT NULL,
      parameters TEXT NOT NULL
    );

    -- One row for each movie that has been built.
    CREATE TABLE records (
      movie_id INTEGER PRIMARY KEY,
      cast_status TEXT NOT NULL,
      lane TEXT NOT NULL,
      batch_number INTEGER,
      remote_batch_id TEXT,
      model TEXT NOT NULL,
      question TEXT NOT NULL,
      token_count INTEGER NOT NULL,
      input_tokens INTEGER NOT NULL,
      cached_input_tokens INTEGER NOT NULL,
      output_tokens INTEGER NOT NULL,
      cost_dollars REAL NOT NULL,
      built_at TEXT NOT NULL
    );
    CREATE INDEX records_by_cast_status ON records (cast_status);
    CREATE INDEX records_of_sandbox ON records (movie_id) WHERE model = 'sandbox-lexical';

    -- One row for each character: its trope. in_cast is 1 where the cast file names it.
    CREATE TABLE characters (
      movie_id INTEGER NOT NULL REFERENCES records (movie_id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      trope_id TEXT NOT NULL REFERENCES tropes (trope_id),
      in_cast INTEGER NOT NULL,
      PRIMARY KEY (movie_id, position),
      UNIQUE (movie_id, name)
    );
    CREATE INDEX characters_by_trope ON characters (trope_id);

    -- What each record was built from. Times in nanoseconds, hashes as 32 bytes; a file is trusted when an
    -- equal stamp proves equal content.
    CREATE TABLE build_log (
      movie_id INTEGER PRIMARY KEY REFERENCES records (movie_id) ON DELETE CASCADE,
      recipe_id INTEGER NOT NULL REFERENCES recipes (recipe_id),
      question BLOB NOT NULL,
      plot_trusted INTEGER NOT NULL,
      plot_mtime INTEGER NOT NULL,
      plot_size INTEGER NOT NULL,
      plot_ctime INTEGER NOT NULL,
      plot_inode INTEGER NOT NULL,
      plot_hash BLOB NOT NULL,
      cast_trusted INTEGER,
      cast_mtime INTEGER,
      cast_size INTEGER,
      cast_ctime INTEGER,
      cast_inode INTEGER,
      cast_hash BLOB
    );

    -- Targets that could not be built at the last try.
    CREATE TABLE failures (
      movie_id INTEGER PRIMARY KEY,
      question TEXT,
      reason TEXT NOT NULL,
      attempts INTEGER NOT NULL,
      failed_at TEXT NOT NULL,
      cast_status TEXT,
      token_count INTEGER NOT NULL
    );

    -- Targets that the run under way, or the last one that was interrupted, has taken up.
    CREATE TABLE pending (
      movie_id INTEGER PRIMARY KEY,
      state TEXT NOT NULL,
      cast_status TEXT,
      batch_number INTEGER,
      remote_batch_id TEXT,
      token_count INTEGER NOT NULL,
      since TEXT NOT NULL
    );
    """

  /// A record that somebody changed by hand is no longer what the build log says; the triggers work also where
  /// foreign keys are off, as in the sqlite3 shell.
  private static let triggers = """
    CREATE TRIGGER record_deleted AFTER DELETE ON records BEGIN
      DELETE FROM build_log WHERE movie_id = OLD.movie_id;
      DELETE FROM characters WHERE movie_id = OLD.movie_id;
    END;
    CREATE TRIGGER character_deleted AFTER DELETE ON characters BEGIN
      DELETE FROM build_log WHERE movie_id = OLD.movie_id;
    END;
    """

  private static let views = """
    CREATE VIEW tropemovie (
      id, metadata_status, processed_status, processing_method, batch_id, batch_index, token_count,
      last_updated
    ) AS
    SELECT
      CAST(movie_id AS TEXT), cast_status, 'COMPLETED',
      CASE WHEN batch_number IS NULL THEN 'CHAT' ELSE 'BATCH' END,
      remote_batch_id, batch_number, token_count,
      replace(substr(built_at, 1, 23), 'T', ' ') || '000'
    FROM records
    WHERE movie_id NOT IN (SELECT movie_id FROM pending)
      AND movie_id NOT IN (SELECT movie_id FROM failures)
    UNION ALL
    SELECT
      CAST(movie_id AS TEXT), coalesce(cast_status, 'COMPLETE'), 'FAILED', 'CHAT',
      NULL, NULL, token_count, replace(substr(failed_at, 1, 23), 'T', ' ') || '000'
    FROM failures
    WHERE movie_id NOT IN (SELECT movie_id FROM pending)
    UNION ALL
    SELECT
      CAST(movie_id AS TEXT), coalesce(cast_status, 'COMPLETE'),
      CASE state WHEN 'queued' THEN 'PENDING' ELSE 'PROCESSING' END,
      CASE WHEN batch_number IS NULL THEN 'CHAT' ELSE 'BATCH' END,
      remote_batch_id, batch_number, token_count, replace(substr(since, 1, 23), 'T', ' ') || '000'
    FROM pending;

    CREATE VIEW character_tropes (id, movie_id, name, trope) AS
    SELECT rowid, CAST(movie_id AS TEXT), name, trope_id FROM characters;
    """
}
