import Basics
import CSQLite

/// One SQLite connection that many threads share, one access after the other.
///
/// `@unchecked Sendable`: the connection is opened without SQLite's own mutexes and touched under `lock` alone.
package final class DatabaseConnection: @unchecked Sendable {
  private let lock = Lock()
  private var database: Database?
  private let isReadOnly: Bool
  /// Once for the process, before its first connection.
  private static let memoryIsUncounted = csqlite_count_no_memory() == SQLITE_OK

  /// Opens `path`, a file's name or, where it begins with `file:`, a URI; makes the file where there is none and
  /// it is to be written. `busyTimeout` is in seconds.
  package init(path: String, isReadOnly: Bool = false, busyTimeout: Double) throws(DatabaseError) {
    self.isReadOnly = isReadOnly
    // Where another user of SQLite came first, it goes on counting: then it is only slower.
    _ = Self.memoryIsUncounted
    var handle: OpaquePointer?
    let access = isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    let code = sqlite3_open_v2(
      path, &handle, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, nil)
    guard code == SQLITE_OK, let handle else {
      let error = DatabaseError(code, connection: handle)
      sqlite3_close_v2(handle)
      throw error
    }
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, Int32(clamping: Int(busyTimeout * 1_000)))
    // A misspelt column is an error, not a text.
    _ = csqlite_set_switch(handle, SQLITE_DBCONFIG_DQS_DML, 0)
    _ = csqlite_set_switch(handle, SQLITE_DBCONFIG_DQS_DDL, 0)
    database = Database(connection: handle)
  }

  deinit {
    if let database { sqlite3_close_v2(database.connection) }
  }

  /// Lets go of the file; where it is the last connection that writes, its log is folded in. Afterwards every access
  /// throws.
  package func close() throws(DatabaseError) {
    try lock.withLock { () throws(DatabaseError) in
      guard let open = database else { return }
      open.finalizeKept()
      let code = sqlite3_close(open.connection)
      guard code == SQLITE_OK else { throw DatabaseError(code, connection: open.connection) }
      database = nil
    }
  }

  /// Takes over all that is in another database, and then needs no log.
  func fill(from source: Database) throws(DatabaseError) {
    try lock.withLock { () throws(DatabaseError) in
      guard let database else { throw DatabaseError(.misuse, "the database is closed") }
      guard
        let backup = sqlite3_backup_init(
          database.connection, "main", source.connection, "main")
      else {
        throw DatabaseError(sqlite3_errcode(database.connection), connection: database.connection)
      }
      sqlite3_backup_step(backup, -1)
      let code = sqlite3_backup_finish(backup)
      guard code == SQLITE_OK else { throw DatabaseError(code, connection: database.connection) }
      try database.execute(sql: "PRAGMA journal_mode = DELETE")
    }
  }

  /// Runs `body` with the connection, in no transaction.
  package func access<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try lock.withLock { () throws -> Result in
      guard let database else { throw DatabaseError(.misuse, "the database is closed") }
      return try body(database)
    }
  }

  /// Runs `body` on one snapshot; it cannot write.
  package func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try access { database in
      if !isReadOnly { try database.execute(sql: "PRAGMA query_only = 1") }
      defer { if !isReadOnly { try? database.execute(sql: "PRAGMA query_only = 0") } }
      return try database.inTransaction(.deferred) { try body(database) }
    }
  }

  /// Runs `body` in one transaction: all of it or nothing.
  package func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try access { database in try database.inTransaction(.immediate) { try body(database) } }
  }
}
