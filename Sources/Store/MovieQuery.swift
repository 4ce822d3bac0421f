package import TropeModel

/// Finds the movies that a condition of SQL holds for. Reads at most.
package enum MovieQuery {
  /// What SQLite has against a condition, in its words.
  package struct Fault: Error, Hashable, Sendable {
    package let message: String
  }

  /// - Parameters:
  ///   - condition: an expression over the columns of a table `movies`; beside it there is all that `database` has.
  ///   - rows: the table as a JSON array of objects, by the names of `columns`.
  ///   - database: `nil` where nothing has been built yet.
  /// - Throws: `StoreError` where the database cannot be read.
  package static func movies(
    where condition: String, columns: [String], rows: String, in database: TropesDatabase?
  ) throws -> Result<[MovieID], Fault> {
    let values = columns.map { "value ->> '$.\($0)'" }.joined(separator: ", ")
    // The condition stands alone in its lines, so that a comment in it ends with them.
    let sql = """
      WITH movies (\(columns.joined(separator: ", "))) AS MATERIALIZED
        (SELECT \(values) FROM json_each(?1))
      SELECT movie_id FROM movies WHERE (
      \(condition)
      ) ORDER BY movie_id
      """
    let read = { (connection: Database) throws -> Result<[MovieID], Fault> in
      do throws(DatabaseError) {
        return .success(try numbers(connection, sql, rows).compactMap { MovieID(number: $0) })
      } catch {
        guard error.isOfStatement else { throw error }
        return .failure(Fault(message: error.message))
      }
    }
    if let database { return try database.file.read(read) }
    return try DatabaseConnection(path: ":memory:", busyTimeout: 0).read(read)
  }

  private static func numbers(
    _ connection: Database, _ sql: String, _ rows: String
  ) throws(DatabaseError) -> [Int64] {
    let statement = try Statement(connection, sql)
    try statement.bind([rows])
    var numbers: [Int64] = []
    while try statement.step() { numbers.append(statement.int64(0)) }
    return numbers
  }
}

extension DatabaseError {
  /// Whether the statement is at fault, and not what it reads.
  fileprivate var isOfStatement: Bool {
    [.error, .misuse, .readOnly, .range, .tooBig, .mismatch].contains(code)
  }
}
