import CSQLite

/// An open connection, as it is handed to one access. Only the thread of that access may use it, and only until the
/// access ends.
package final class Database {
  /// SQLite's own handle.
  package let connection: OpaquePointer
  /// What was prepared to stay and nobody uses now, by its text.
  private var kept: [String: Statement.AtRest] = [:]

  init(connection: OpaquePointer) { self.connection = connection }

  deinit { finalizeKept() }

  /// A statement that is prepared once for the life of the connection, as what is run for each group of a lane is. Two that
  /// are used at the same time are two.
  package func keptStatement(_ sql: StaticString) throws(DatabaseError) -> Statement {
    let text = "\(sql)"
    if let own = kept.removeValue(forKey: text) {
      return Statement(own, connection, keeper: (self, text))
    }
    return Statement(
      try Statement.AtRest(self, text, isKept: true), connection, keeper: (self, text))
  }

  /// Keeps a statement that is not used any more.
  func keep(_ statement: Statement.AtRest, _ sql: String) {
    kept.updateValue(statement, forKey: sql)?.finalize()
  }

  /// Lets go of what is kept: a connection closes only without statements.
  func finalizeKept() {
    for statement in kept.values { statement.finalize() }
    kept = [:]
  }

  /// The rows that the last INSERT, UPDATE or DELETE changed.
  package var changesCount: Int { Int(sqlite3_changes(connection)) }

  package var lastInsertedRowID: Int64 { sqlite3_last_insert_rowid(connection) }

  /// Runs all statements of `sql`, or the one statement with `arguments` bound to its parameters in order.
  package func execute(sql: String, arguments: [any ValueConvertible] = []) throws(DatabaseError) {
    guard !arguments.isEmpty else {
      let code = sqlite3_exec(connection, sql, nil, nil, nil)
      guard code == SQLITE_OK else { throw DatabaseError(code, connection: connection) }
      return
    }
    try Statement(self, sql).run(arguments)
  }

  /// The rows of a query.
  package func rows(
    _ sql: String, arguments: [any ValueConvertible] = []
  ) throws(DatabaseError) -> [Row] {
    let statement = try Statement(self, sql)
    try statement.bind(arguments)
    return try statement.rows()
  }

  /// The first column of the first row; `nil` where there is no row, or NULL in it.
  package func value<Result: ValueConvertible>(
    _ type: Result.Type, _ sql: String, arguments: [any ValueConvertible] = []
  ) throws(DatabaseError) -> Result? {
    let statement = try Statement(self, sql)
    try statement.bind(arguments)
    guard try statement.step() else { return nil }
    let value = statement.value(0)
    if case .null = value { return nil }
    guard let result = Result(value: value) else {
      throw DatabaseError(.corrupt, "'\(sql)' found something impossible")
    }
    return result
  }

  /// Writes all that is in the database, as this access sees it, into the file at `path`, which must not exist or be
  /// empty.
  package func copy(to path: String) throws(DatabaseError) {
    let target = try DatabaseConnection(path: path, busyTimeout: 0)
    do throws(DatabaseError) {
      try target.fill(from: self)
    } catch {
      try? target.close()
      throw error
    }
    try target.close()
  }

  /// How a transaction takes its lock: when it first needs it, or at once for writing.
  package enum TransactionKind: String { case deferred = "DEFERRED", immediate = "IMMEDIATE" }

  /// All of `body` or nothing of it: committed when it returns, rolled back when it throws.
  package func inTransaction<Result>(
    _ kind: TransactionKind, _ body: () throws -> Result
  ) throws -> Result {
    try execute(sql: "BEGIN \(kind.rawValue)")
    do {
      let result = try body()
      try execute(sql: "COMMIT")
      return result
    } catch {
      // SQLite has rolled back by itself after some errors (a full disk); then this fails, and nothing is to be done.
      if sqlite3_get_autocommit(connection) == 0 { try? execute(sql: "ROLLBACK") }
      throw error
    }
  }
}

extension Statement {
  /// The rows of a query, with what is bound.
  package func rows() throws(DatabaseError) -> [Row] {
    var rows: [Row] = []
    let names = columnNames
    while try step() { rows.append(Row(names: names, values: values())) }
    reset()
    return rows
  }
}

/// A row of a query, copied.
package struct Row: Sendable {
  private let names: [String]
  private let values: [Value]

  init(names: [String], values: [Value]) {
    self.names = names
    self.values = values
  }

  /// The column of that number, counted from 0. Throws where it holds what tropebuild never writes there.
  package subscript<Result: ValueConvertible>(column: Int) -> Result {
    get throws(DatabaseError) {
      guard values.indices.contains(column), let result = Result(value: values[column]) else {
        let name = names.indices.contains(column) ? names[column] : "\(column)"
        throw DatabaseError(.corrupt, "column '\(name)' holds something impossible")
      }
      return result
    }
  }

  /// The column of that name.
  package subscript<Result: ValueConvertible>(name: String) -> Result {
    get throws(DatabaseError) {
      guard let column = names.firstIndex(of: name) else {
        throw DatabaseError(.corrupt, "column '\(name)' is missing")
      }
      return try self[column]
    }
  }
}
