import TropeModel

/// The table `characters`, with a typed column for each field of the recipe, and what hangs on it.
///
/// A field's column is virtual: it holds nothing, and is made of the JSON object in `fields` when it is read. It is there
/// for its declared type, by which readers know that a column without values is one of numbers.
enum CharactersTable {
  /// Makes the table anew with these fields' columns, triggers and views with it. Every row keeps its `rowid`, by which
  /// notebooks may know it.
  ///
  /// SQLite drops columns since 3.35 only; and with other fields nearly all rows are about to be written again anyway.
  ///
  /// - Parameter isOfVersion3: whether the table that is there is one of that version.
  static func make(
    _ fields: [FieldRow], in database: Database, isOfVersion3: Bool = false
  ) throws {
    let columns = "movie_id, position, name, trope_id, in_cast, fields"
    try database.execute(
      sql: """
        \(LabelViews.drop)
        DROP VIEW IF EXISTS character_tropes;
        DROP TRIGGER IF EXISTS record_deleted;
        DROP TRIGGER IF EXISTS character_deleted;
        DROP TRIGGER IF EXISTS hand_label_deleted;
        \(table(fields))
        INSERT INTO characters_4 (rowid, \(columns), confidence, by_hand)
          SELECT rowid, \(columns), \(isOfVersion3 ? "NULL, 0" : "confidence, by_hand")
          FROM characters ORDER BY rowid;
        DROP TABLE characters;
        ALTER TABLE characters_4 RENAME TO characters;
        \(triggersAndView)
        \(LabelViews.made(of: fields))
        """)
  }

  private static func table(_ fields: [FieldRow]) -> String {
    let typed = fields.filter { $0.kind != .trope }.map { FieldColumn.definition(of: $0) + ",\n" }
      .joined(separator: "  ")
    return """
      -- One row for each character. trope_id is its trope, where the recipe asks for one; fields is a JSON object of
      -- what else it asks for, in the recipe's order. in_cast is 1 where the cast file names the character. confidence
      -- tells how sure the model was of what it answered; by_hand is 1 where people labelled the character.
      CREATE TABLE characters_4 (
        movie_id INTEGER NOT NULL REFERENCES records (movie_id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        trope_id TEXT,
        in_cast INTEGER NOT NULL,
        fields TEXT,
        confidence REAL,
        by_hand INTEGER NOT NULL DEFAULT 0,
        label_confidence REAL GENERATED ALWAYS AS (CASE by_hand WHEN 0 THEN confidence END) VIRTUAL,
        \(typed)PRIMARY KEY (movie_id, position)
      );
      """
  }

  private static let triggersAndView = """
    CREATE TRIGGER record_deleted AFTER DELETE ON records BEGIN
      DELETE FROM build_log WHERE movie_id = OLD.movie_id;
      DELETE FROM characters WHERE movie_id = OLD.movie_id;
      DELETE FROM movies WHERE movie_id = OLD.movie_id;
    END;
    CREATE TRIGGER character_deleted AFTER DELETE ON characters BEGIN
      DELETE FROM build_log WHERE movie_id = OLD.movie_id;
    END;
    CREATE TRIGGER hand_label_deleted AFTER DELETE ON characters WHEN OLD.by_hand <> 0 BEGIN
      DELETE FROM hand_labels WHERE movie_id = OLD.movie_id AND position = OLD.position;
    END;

    CREATE VIEW character_tropes (id, movie_id, name, trope) AS
    SELECT rowid, CAST(movie_id AS TEXT), name, trope_id FROM characters WHERE trope_id IS NOT NULL;
    """
}

/// The column that a table of answers has for a field.
enum FieldColumn {
  /// The name of a field's column, quoted.
  static func name(of field: FieldRow) -> String {
    field.kind == .trope ? "trope_id" : "\"field_\(field.name)\""
  }

  /// The column, made of the JSON object in `fields` when it is read.
  static func definition(of field: FieldRow) -> String {
    "\(name(of: field)) \(type(of: field)) GENERATED ALWAYS AS (\(expression(of: field))) VIRTUAL"
  }

  /// As connectors know it: they make truth values of `BOOLEAN`, which SQLite takes for any word.
  private static func type(of field: FieldRow) -> String {
    switch field.kind {
    case .trope, .text, .choice: "TEXT"
    case .integer: "INTEGER"
    case .number: "REAL"
    case .boolean: "BOOLEAN"
    }
  }

  /// A field's value: NULL where the row has another recipe's field of that name and another type. A name is made of
  /// letters, digits and underscores, so it needs no escapes.
  private static func expression(of field: FieldRow) -> String {
    let path = "'$.\"\(field.name)\"'"
    let types =
      switch field.kind {
      case .trope, .text, .choice: "'text'"
      case .integer: "'integer'"
      case .number: "'real', 'integer'"
      case .boolean: "'true', 'false'"
      }
    return
      "CASE WHEN json_type(fields, \(path)) IN (\(types)) THEN json_extract(fields, \(path)) END"
  }
}
