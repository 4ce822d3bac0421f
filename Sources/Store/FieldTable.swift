import TropeModel

/// The table `fields` and the views that have a column for each of its rows.
enum FieldTable {
  /// Makes these the fields, and the views anew; writes nothing where they are the fields already.
  static func set(_ fields: [FieldRow], in database: Database) throws {
    guard try read(database) != fields else { return }
    try database.execute(sql: "DELETE FROM fields")
    for (position, field) in fields.enumerated() {
      try database.execute(
        sql:
          "INSERT INTO fields (position, name, type, optional, description) VALUES (?, ?, ?, ?, ?)",
        arguments: [
          position, field.name, field.kind.rawValue, field.isOptional, field.description,
        ])
    }
    try database.execute(sql: dropViews + views(fields))
  }

  /// Makes the views of the fields that are there, none of which must be there.
  static func remakeViews(_ database: Database) throws {
    try database.execute(sql: views(try read(database)))
  }

  /// Removes the views, as what they select from cannot be replaced while they are there.
  static let dropViews = """
    DROP VIEW IF EXISTS labels;
    DROP VIEW IF EXISTS deathmovie;
    DROP VIEW IF EXISTS character_deaths;

    """

  /// The fields in their order.
  static func read(_ database: Database) throws -> [FieldRow] {
    let rows = try Statement(
      database, "SELECT name, type, optional, description FROM fields ORDER BY position")
    var fields: [FieldRow] = []
    while try rows.step() {
      guard let kind = FieldKind(rawValue: rows.text(1)) else { throw rows.broken(1) }
      fields.append(
        FieldRow(
          name: rows.text(0), kind: kind, isOptional: rows.int(2) != 0, description: rows.text(3)))
    }
    return fields
  }

  /// `labels` has a column for each field; where a field says who dies, the first system's two views of deaths are
  /// there too.
  private static func views(_ fields: [FieldRow]) -> String {
    let columns = fields.map { ",\n      \(expression(of: $0)) AS \"\($0.name)\"" }.joined()
    var sql = """
      CREATE VIEW labels AS
      SELECT movie_id, position, name, in_cast\(columns)
      FROM characters;

      """
    if let dies = fields.first(where: { $0.name == "dies" && $0.kind == .boolean }) {
      sql += """
        CREATE VIEW deathmovie AS SELECT * FROM tropemovie;
        CREATE VIEW character_deaths (id, movie_id, name, dies) AS
        SELECT rowid, CAST(movie_id AS TEXT), name, \(expression(of: dies)) AS dies
        FROM characters WHERE dies IS NOT NULL;

        """
    }
    return sql
  }

  /// A field's value in a row of `characters`: NULL where the row has another recipe's field of that name and
  /// another type. A name is made of letters, digits and underscores, so it needs no escapes.
  private static func expression(of field: FieldRow) -> String {
    let path = "'$.\"\(field.name)\"'"
    let types: String
    switch field.kind {
    case .trope: return "trope_id"
    case .text, .choice: types = "'text'"
    case .integer: types = "'integer'"
    case .number: types = "'real', 'integer'"
    case .boolean: types = "'true', 'false'"
    }
    return
      "CASE WHEN json_type(fields, \(path)) IN (\(types)) THEN json_extract(fields, \(path)) END"
  }
}
