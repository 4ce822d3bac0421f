import TropeModel

/// A table of fields: `fields` for those of characters, `movie_fields` for those of the movie itself.
enum FieldTable: String {
  case characters = "fields"
  case movies = "movie_fields"

  /// Makes these the fields; writes nothing where they are the fields already.
  ///
  /// - Returns: whether they were others.
  func set(_ fields: [FieldRow], in database: Database) throws -> Bool {
    guard try read(database) != fields else { return false }
    try database.execute(sql: "DELETE FROM \(rawValue)")
    try insert(fields, in: database)
    return true
  }

  /// Puts rows into the empty table.
  func insert(_ fields: [FieldRow], in database: Database) throws {
    for (position, field) in fields.enumerated() {
      try database.execute(
        sql: """
          INSERT INTO \(rawValue) (position, name, type, optional, description)
          VALUES (?, ?, ?, ?, ?)
          """,
        arguments: [
          position, field.name, field.kind.rawValue, field.isOptional, field.description,
        ])
    }
  }

  /// The fields in their order; none of movies in an older database.
  func read(_ database: Database) throws -> [FieldRow] {
    if self == .movies, try !TropesSchema.hasMovieFields(database) { return [] }
    let rows = try Statement(
      database, "SELECT name, type, optional, description FROM \(rawValue) ORDER BY position")
    var fields: [FieldRow] = []
    while try rows.step() {
      guard let kind = FieldKind(rawValue: rows.text(1)) else { throw rows.broken(1) }
      fields.append(
        FieldRow(
          name: rows.text(0), kind: kind, isOptional: rows.int(2) != 0, description: rows.text(3)))
    }
    return fields
  }
}

/// The views that have a column for each field of characters.
enum LabelViews {
  /// Removes them, as what they select from cannot be replaced while they are there.
  static let drop = """
    DROP VIEW IF EXISTS labels;
    DROP VIEW IF EXISTS deathmovie;
    DROP VIEW IF EXISTS character_deaths;

    """

  /// `labels` has a column for each field; where a field says who dies, the first system's two views of deaths are
  /// there too. All columns but the last one of `labels` are columns of `characters`, so that they have a declared type.
  static func made(of fields: [FieldRow]) -> String {
    let columns = fields.map { "\(FieldColumn.name(of: $0)) AS \"\($0.name)\",\n" }.joined(
      separator: "  ")
    var sql = """
      CREATE VIEW labels AS
      SELECT movie_id, position, name, in_cast,
        \(columns)  label_confidence AS \"\(LabelColumns.confidence(beside: fields))\",
        CASE by_hand
          WHEN 0 THEN (SELECT model FROM records WHERE records.movie_id = characters.movie_id)
          ELSE '\(LabelledCharacter.hand)' END AS \"\(LabelColumns.labelledBy(beside: fields))\"
      FROM characters;

      """
    if let dies = fields.first(where: { $0.name == "dies" && $0.kind == .boolean }) {
      let column = FieldColumn.name(of: dies)
      sql += """
        CREATE VIEW deathmovie AS SELECT * FROM tropemovie;
        CREATE VIEW character_deaths (id, movie_id, name, dies) AS
        SELECT rowid, CAST(movie_id AS TEXT), name, \(column) FROM characters WHERE \(column) IS NOT NULL;

        """
    }
    return sql
  }
}

/// The columns of tables of labels that tell where a label comes from.
package enum LabelColumns {
  /// Their names where no field has them.
  package static let names = ["confidence", "labelled_by"]

  /// What comes before the name where a field of the recipe has it, as often as it takes.
  package static let prefix = "label_"

  /// How sure the model was.
  package static func confidence(beside fields: [FieldRow]) -> String { free(names[0], fields) }

  /// `hand`, or the model.
  package static func labelledBy(beside fields: [FieldRow]) -> String { free(names[1], fields) }

  /// The name, or a longer one where a field of the recipe has it.
  private static func free(_ name: String, _ fields: [FieldRow]) -> String {
    var name = name
    while fields.contains(where: { $0.name == name }) { name = prefix + name }
    return name
  }
}
