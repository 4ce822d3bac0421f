import GRDB
import GRDBSQLite
import TropeModel

/// A statement on SQLite's own interface, for tables of tens of thousands of rows: several times faster than
/// rows of GRDB, and with the same errors. Lives inside one access to the database, whose connection it uses.
///
/// Parameters and columns are counted from the left: parameters from 1, columns from 0, as SQLite does.
final class RawStatement {
  private let statement: OpaquePointer
  private let connection: OpaquePointer
  /// What each parameter is bound to where that is text or a blob: SQLite would take new memory for each value, and does
  /// not let go of a pointer before the parameter is bound again or the statement is gone. Only `bind` writes there,
  /// which the rules of SQLite allow between `reset` and `step` alone.
  private var copies: [UnsafeMutableRawBufferPointer]

  /// Prepares one statement. Throws `DatabaseError`.
  init(_ database: Database, _ sql: String) throws {
    guard let connection = database.sqliteConnection else {
      throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "the database is closed")
    }
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(connection, sql, -1, 0, &statement, nil)
    guard code == SQLITE_OK, let statement else {
      throw Self.error(code, connection)
    }
    self.statement = statement
    self.connection = connection
    let parameters = Int(sqlite3_bind_parameter_count(statement))
    copies = Array(
      repeating: UnsafeMutableRawBufferPointer(start: nil, count: 0), count: parameters)
  }

  deinit {
    sqlite3_finalize(statement)
    for copy in copies { copy.deallocate() }
  }

  // MARK: Parameters

  func bind(_ value: Int64, at index: Int32) { sqlite3_bind_int64(statement, index, value) }

  func bind(_ value: Int64?, at index: Int32) {
    guard let value else { return bindNull(at: index) }
    bind(value, at: index)
  }

  func bind(_ value: Int, at index: Int32) { bind(Int64(value), at: index) }

  func bind(_ value: Int?, at index: Int32) { bind(value.map(Int64.init), at: index) }

  func bind(_ value: Bool, at index: Int32) { bind(value ? Int64(1) : 0, at: index) }

  func bind(_ value: Double, at index: Int32) { sqlite3_bind_double(statement, index, value) }

  func bindNull(at index: Int32) { sqlite3_bind_null(statement, index) }

  /// The text is copied before the call returns.
  func bind(_ value: String, at index: Int32) {
    var value = value
    value.withUTF8 { bytes in
      let copy = copy(UnsafeRawBufferPointer(bytes), at: index)
      sqlite3_bind_text(
        statement, index, copy?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), nil)
    }
  }

  func bind(_ value: String?, at index: Int32) {
    guard let value else { return bindNull(at: index) }
    bind(value, at: index)
  }

  func bind(_ value: Digest, at index: Int32) {
    value.withRawBytes { bytes in
      _ = sqlite3_bind_blob(statement, index, copy(bytes, at: index), Int32(bytes.count), nil)
    }
  }

  func bind(_ value: Digest?, at index: Int32) {
    guard let value else { return bindNull(at: index) }
    bind(value, at: index)
  }

  /// The bytes are copied before the call returns.
  func bind(blob value: [UInt8], at index: Int32) {
    value.withUnsafeBytes { bytes in
      _ = sqlite3_bind_blob64(statement, index, copy(bytes, at: index), UInt64(bytes.count), nil)
    }
  }

  /// Where the bytes stand until the parameter is bound again: somewhere also for none of them, as a null pointer would
  /// bind NULL. `nil` only where there is no such parameter.
  private func copy(_ bytes: UnsafeRawBufferPointer, at index: Int32) -> UnsafeRawPointer? {
    let place = Int(index) - 1
    guard copies.indices.contains(place) else { return nil }
    if copies[place].count < bytes.count || copies[place].baseAddress == nil {
      copies[place].deallocate()
      copies[place] = .allocate(byteCount: max(64, bytes.count * 2), alignment: 1)
    }
    copies[place].copyMemory(from: bytes)
    return UnsafeRawPointer(copies[place].baseAddress)
  }

  // MARK: Running

  /// Goes to the next row; false at the end.
  func step() throws -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: true
    case SQLITE_DONE: false
    case let code: throw Self.error(code, connection)
    }
  }

  /// Runs a statement without rows once and makes it ready for the next.
  func run() throws {
    while try step() {}
    reset()
  }

  /// Makes it ready to run again; the parameters stay bound.
  func reset() { sqlite3_reset(statement) }

  // MARK: Columns

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

  func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

  func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }

  func optionalInt(_ column: Int32) -> Int? { isNull(column) ? nil : int(column) }

  func double(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }

  /// A text column; empty for NULL. Whatever is not UTF-8 becomes a replacement character.
  func text(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(statement, column) else { return "" }
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

  func blob(_ column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(statement, column) else { return [] }
    let count = Int(sqlite3_column_bytes(statement, column))
    return Array(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// A digest, `nil` for NULL and for anything that is not 32 bytes long.
  func optionalDigest(_ column: Int32) -> Digest? {
    guard let start = sqlite3_column_blob(statement, column) else { return nil }
    let count = Int(sqlite3_column_bytes(statement, column))
    return Digest(raw: UnsafeRawBufferPointer(start: start, count: count))
  }

  /// A digest that must be there. Throws SQLITE_CORRUPT otherwise: nothing that tropebuild writes looks so.
  func digest(_ column: Int32) throws -> Digest {
    guard let digest = optionalDigest(column) else { throw broken(column) }
    return digest
  }

  func movie(_ column: Int32) throws -> MovieID {
    guard let movie = MovieID(number: int64(column)) else { throw broken(column) }
    return movie
  }

  /// The error for a column that holds what tropebuild never writes there.
  func broken(_ column: Int32) -> DatabaseError {
    let name = sqlite3_column_name(statement, column).map { String(cString: $0) } ?? "?"
    return DatabaseError(
      resultCode: .SQLITE_CORRUPT, message: "column '\(name)' holds something impossible")
  }

  private static func error(_ code: Int32, _ connection: OpaquePointer) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
  }
}
