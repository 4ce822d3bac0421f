/// A tropes.db as the second version of its schema made it, as SQLite keeps it, with two records of a recipe that asks
/// for a trope and who dies.
package enum Version2 {
  /// Makes the file, in WAL mode as tropebuild does.
  package static func make(at path: String) throws {
    let shell = try Shell(path)
    try shell.run(schema)
    try shell.run(views)
    try shell.run(rows)
  }

  /// Its characters, as `character_tropes` and `character_deaths` have them.
  package static let characterTropes = ["1|7|Ann|CHOSEN_ONE", "4|9|Ünal|CHOSEN_ONE"]
  package static let characterDeaths = ["1|7|Ann|1", "3|7|Smith, John|0"]

  private static let rows = """
    INSERT INTO tropes VALUES ('CHOSEN_ONE', 'Chosen One', 'meant for it', 0);
    INSERT INTO tropes VALUES ('NO_TROPE', 'No Trope', 'none fits', 1);
    INSERT INTO recipes VALUES (1, '\(hex("0a"))', 'gpt-4o-mini', '\(hex("0b"))', '\(hex("0c"))',
      '\(hex("0d"))', '{}', 'own', '\(hex("10"))', 'trope, dies');
    INSERT INTO fields VALUES (0, 'trope', 'trope', 1, '');
    INSERT INTO fields VALUES (1, 'dies', 'boolean', 1, 'whether it dies');
    INSERT INTO records VALUES (7, 'COMPLETE', 'batch', 2, 'batch_x', 'gpt-4o-mini-1', '\(hex("0e"))',
      2428, 2430, 1920, 60, 0.00025, '2026-11-22T17:41:31.029Z');
    INSERT INTO records VALUES (9, 'COMPLETE', 'realtime', NULL, NULL, 'gpt-4o-mini-1', '\(hex("0f"))',
      2428, 2430, 1920, 60, 0.00025, '2026-11-22T17:41:31.029Z');
    INSERT INTO characters VALUES (7, 0, 'Ann', 'CHOSEN_ONE', 1, '{"dies":true}');
    INSERT INTO characters VALUES (7, 9, 'gone', 'CHOSEN_ONE', 1, NULL);
    INSERT INTO characters VALUES (7, 1, 'Smith, John', NULL, 0, '{"dies":false}');
    INSERT INTO characters VALUES (9, 0, 'Ünal', 'CHOSEN_ONE', 1, '{"dies":null}');
    DELETE FROM characters WHERE position = 9;
    INSERT INTO build_log VALUES (7, 1, x'\(hex("0e"))', 1, 1, 2, 3, 4, x'\(hex("11"))',
      NULL, NULL, NULL, NULL, NULL, NULL);
    INSERT INTO build_log VALUES (9, 1, x'\(hex("0f"))', 1, 1, 2, 3, 4, x'\(hex("12"))',
      1, 5, 6, 7, 8, x'\(hex("13"))');
    """

  private static func hex(_ pair: String) -> String { String(repeating: pair, count: 32) }

  private static let views = """
    CREATE VIEW labels AS
    SELECT movie_id, position, name, in_cast,
      trope_id AS "trope",
      CASE WHEN json_type(fields, '$."dies"') IN ('true', 'false') THEN json_extract(fields, '$."dies"') END AS "dies"
    FROM characters;
    CREATE VIEW deathmovie AS SELECT * FROM tropemovie;
    CREATE VIEW character_deaths (id, movie_id, name, dies) AS
    SELECT rowid, CAST(movie_id AS TEXT), name,
      CASE WHEN json_type(fields, '$."dies"') IN ('true', 'false') THEN json_extract(fields, '$."dies"') END AS dies
    FROM characters WHERE dies IS NOT NULL;
    """

  private static let schema = """
    PRAGMA journal_mode = WAL;
    PRAGMA application_id = 1416786002;
    PRAGMA user_version = 2;

    CREATE TABLE tropes (
      trope_id TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL,
      description TEXT NOT NULL,
      position INTEGER
    );
    CREATE TABLE recipes (
      recipe_id INTEGER PRIMARY KEY,
      recipe_hash TEXT NOT NULL UNIQUE,
      model TEXT NOT NULL,
      catalog_hash TEXT NOT NULL,
      prompt_hash TEXT NOT NULL,
      model_hash TEXT NOT NULL,
      parameters TEXT NOT NULL
    , kind TEXT NOT NULL DEFAULT 'tropes', fields_hash TEXT, fields TEXT);
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
    CREATE TABLE failures (
      movie_id INTEGER PRIMARY KEY,
      question TEXT,
      reason TEXT NOT NULL,
      attempts INTEGER NOT NULL,
      failed_at TEXT NOT NULL,
      cast_status TEXT,
      token_count INTEGER NOT NULL
    );
    CREATE TABLE pending (
      movie_id INTEGER PRIMARY KEY,
      state TEXT NOT NULL,
      cast_status TEXT,
      batch_number INTEGER,
      remote_batch_id TEXT,
      token_count INTEGER NOT NULL,
      since TEXT NOT NULL
    );
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
    CREATE TABLE "characters" (
      movie_id INTEGER NOT NULL REFERENCES records (movie_id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      trope_id TEXT REFERENCES tropes (trope_id),
      in_cast INTEGER NOT NULL,
      fields TEXT,
      PRIMARY KEY (movie_id, position),
      UNIQUE (movie_id, name)
    );
    CREATE INDEX characters_by_trope ON characters (trope_id);
    CREATE TRIGGER record_deleted AFTER DELETE ON records BEGIN
      DELETE FROM build_log WHERE movie_id = OLD.movie_id;
      DELETE FROM characters WHERE movie_id = OLD.movie_id;
    END;
    CREATE TRIGGER character_deleted AFTER DELETE ON characters BEGIN
      DELETE FROM build_log WHERE movie_id = OLD.movie_id;
    END;
    CREATE VIEW character_tropes (id, movie_id, name, trope) AS
    SELECT rowid, CAST(movie_id AS TEXT), name, trope_id FROM characters WHERE trope_id IS NOT NULL;
    CREATE TABLE fields (
      position INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      type TEXT NOT NULL,
      optional INTEGER NOT NULL,
      description TEXT NOT NULL
    );
    """
}
