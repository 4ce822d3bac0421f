extension TropesSchema {
  /// Characters with the one index that records are read by: what is labelled most often is written most often, and two
  /// more indexes cost more than all else that is written of a record.
  ///
  /// That a record has no name twice is seen where replies are checked, that its tropes are there where it is written, and
  /// `setCatalog` keeps those that a record uses. Every row of an earlier version keeps its `rowid`, by which notebooks
  /// may know it.
  static func version3(_ database: Database) throws {
    try database.execute(sql: LabelViews.drop)
    try database.execute(sql: charactersWithOneIndex)
  }

  private static let charactersWithOneIndex = """
    DROP VIEW character_tropes;
    DROP TRIGGER record_deleted;
    DROP TRIGGER character_deleted;

    -- One row for each character. trope_id is its trope, where the recipe asks for one; fields is a JSON object of
    -- what else it asks for, in the recipe's order. in_cast is 1 where the cast file names the character.
    CREATE TABLE characters_3 (
      movie_id INTEGER NOT NULL REFERENCES records (movie_id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      trope_id TEXT,
      in_cast INTEGER NOT NULL,
      fields TEXT,
      PRIMARY KEY (movie_id, position)
    );
    INSERT INTO characters_3 (rowid, movie_id, position, name, trope_id, in_cast, fields)
      SELECT rowid, movie_id, position, name, trope_id, in_cast, fields FROM characters ORDER BY rowid;
    DROP TABLE characters;
    ALTER TABLE characters_3 RENAME TO characters;

    CREATE TRIGGER record_deleted AFTER DELETE ON records BEGIN
      DELETE FROM build_log WHERE movie_id = OLD.movie_id;
      DELETE FROM characters WHERE movie_id = OLD.movie_id;
    END;
    CREATE TRIGGER character_deleted AFTER DELETE ON characters BEGIN
      DELETE FROM build_log WHERE movie_id = OLD.movie_id;
    END;

    CREATE VIEW character_tropes (id, movie_id, name, trope) AS
    SELECT rowid, CAST(movie_id AS TEXT), name, trope_id FROM characters WHERE trope_id IS NOT NULL;
    """
}
