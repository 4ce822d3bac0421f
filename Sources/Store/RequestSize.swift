/// Whose answers count, by how many movies their requests were to carry.
///
/// A question is the same alone and among fifteen others, so any answer to it serves a build. Whoever compares sizes of
/// requests must not be served so: every size would be the one whose answers are kept.
package enum RequestSize: Hashable, Sendable {
  /// All of them.
  case any
  /// All of them, those of this size before others.
  case first(Int)
  /// Those of this size alone.
  case only(Int)

  /// Whether a ledger says it of each answer; one that an older version wrote and nobody has written to since does not.
  static func isKept(in database: Database) throws -> Bool {
    try database.schemaVersion() >= 5
  }

  /// The size by which an answer is told, as SQL. Where it is not written, what the request carried.
  private static func column(_ database: Database, _ answers: String) throws -> String {
    let carried = "(SELECT question_count FROM replies x WHERE x.reply_id = \(answers).reply_id)"
    return try isKept(in: database)
      ? "coalesce(\(answers).movies_per_request, \(carried))" : carried
  }

  /// What is added to a query's conditions.
  func condition(_ database: Database, answers: String = "answers") throws -> String {
    guard case .only(let size) = self else { return "" }
    return "AND \(try Self.column(database, answers)) = \(size)"
  }

  /// What is put into a query's order.
  func order(_ database: Database) throws -> String {
    guard case .first(let size) = self else { return "" }
    return "\(try Self.column(database, "answers")) <> \(size),"
  }
}
