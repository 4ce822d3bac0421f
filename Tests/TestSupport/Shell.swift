import CSQLite

/// What a person does with the sqlite3 shell: a plain connection, with foreign keys off as there.
package final class Shell {
  private var connection: OpaquePointer?

  /// What SQLite says.
  package struct Failure: Error {
    /// In SQLite's words.
    package var message: String
  }

  /// Opens the file, or makes it.
  package init(_ path: String) throws {
    guard sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil) == 0
    else { throw Failure(message: "cannot open") }
  }

  deinit { sqlite3_close(connection) }

  /// Runs statements.
  package func run(_ sql: String) throws {
    var message: UnsafeMutablePointer<CChar>?
    guard sqlite3_exec(connection, sql, nil, nil, &message) == SQLITE_OK else {
      let text = message.map { String(cString: $0) } ?? "?"
      sqlite3_free(message)
      throw Failure(message: text)
    }
  }

  /// The rows of a query, their columns joined by `|`, NULL as an empty text.
  package func rows(_ sql: String) throws -> [String] {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK else {
      throw Failure(message: String(cString: sqlite3_errmsg(connection)))
    }
    defer { sqlite3_finalize(statement) }
    var rows: [String] = []
    while sqlite3_step(statement) == SQLITE_ROW {
      rows.append(
        (0..<sqlite3_column_count(statement)).map { column in
          sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
        }.joined(separator: "|"))
    }
    return rows
  }
}
