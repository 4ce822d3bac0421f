import TropeModel

extension TropesSchema {
  /// Records of any recipe: the trope of a character may be missing, other fields stand beside it.
  ///
  /// Every row of the first version keeps its `rowid`, by which notebooks may know it.
  static func version2(_ database: Database) throws {
    try database.execute(sql: charactersOfAnyRecipe)
    try database.execute(sql: recipesWithFields)
    // The views are made when the last step has made what they select from.
    try FieldTable.characters.insert([FieldRow(name: "trope", kind: .trope)], in: database)
  }

  private static let charactersOfAnyRecipe = """
    DROP VIEW character_tropes;
    DROP TRIGGER record_deleted;
    DROP TRIGGER character_deleted;

    -- One row for each character. trope_id is its trope, where the recipe asks for one; fields is a JSON object of
    -- what else it asks for, in the recipe's order. in_cast is 1 where the cast file names the character.
    CREATE TABLE labelled_characters (
      movie_id INTEGER NOT NULL REFERENCES records (movie_id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      trope_id TEXT REFERENCES tropes (trope_id),
      in_cast INTEGER NOT NULL,
      fields TEXT,
      PRIMARY KEY (movie_id, position),
      UNIQUE (movie_id, name)
    );
    INSERT INTO labelled_characters (rowid, movie_id, position, name, trope_id, in_cast)
      SELECT rowid, movie_id, position, name, trope_id, in_cast FROM characters;
    DROP TABLE characters;
    ALTER TABLE labelled_characters RENAME TO characters;
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
    """

  private static let recipesWithFields = """
    -- fields_hash is NULL where the trope alone is asked for; fields tells people what is.
    ALTER TABLE recipes ADD COLUMN kind TEXT NOT NULL DEFAULT 'tropes';
    ALTER TABLE recipes ADD COLUMN fields_hash TEXT;
    ALTER TABLE recipes ADD COLUMN fields TEXT;

    -- What the recipe of the last build asks of each character, in its order; type is text, integer, number,
    -- boolean, choice or trope. The view labels has a column for each.
    CREATE TABLE fields (
      position INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      type TEXT NOT NULL,
      optional INTEGER NOT NULL,
      description TEXT NOT NULL
    );
    """
}
