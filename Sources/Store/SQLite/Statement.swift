import CSQLite

/// A prepared statement. Lives inside one access to the database, whose connection it uses.
///
/// Parameters and columns are counted from the left: parameters from 1, columns from 0, as SQLite does.
package final class Statement {
  private let statement: OpaquePointer
  private let connection: OpaquePointer
  /// What each parameter is bound to where that is text or a blob: SQLite would take new memory for each value, and does
  /// not let go of a pointer before the parameter is bound again or the statement is gone. Only `bind` writes there,
  /// which the rules of SQLite allow between `reset` and `step` alone.
  private var copies: [UnsafeMutableRawBufferPointer]
  /// Who keeps it for the next that wants it, under which text; `nil` for one that ends with this object.
  private let keeper: (database: Database, sql: String)?

  /// Prepares one statement. Throws `DatabaseError`.
  package convenience init(_ database: Database, _ sql: String) throws(DatabaseError) {
    let own = try AtRest(database, sql, isKept: false)
    self.init(own, database.connection, keeper: nil)
  }

  init(_ own: AtRest, _ connection: OpaquePointer, keeper: (database: Database, sql: String)?) {
    statement = own.statement
    copies = own.copies
    self.connection = connection
    self.keeper = keeper
  }

  deinit {
    var own = AtRest(statement: statement, copies: copies)
    guard let keeper else { return own.finalize() }
    own.forget()
    keeper.database.keep(own, keeper.sql)
  }

  /// A statement that nobody uses, with the memory of its parameters.
  struct AtRest {
    fileprivate let statement: OpaquePointer
    fileprivate var copies: [UnsafeMutableRawBufferPointer]

    /// More than so many bytes a parameter are not held for a use that may never come.
    private static let mostHeld = 64 << 10

    fileprivate init(statement: OpaquePointer, copies: [UnsafeMutableRawBufferPointer]) {
      self.statement = statement
      self.copies = copies
    }

    init(_ database: Database, _ sql: String, isKept: Bool) throws(DatabaseError) {
      let connection = database.connection
      let flags = isKept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
      var statement: OpaquePointer?
      let code = sqlite3_prepare_v3(connection, sql, -1, flags, &statement, nil)
      guard code == SQLITE_OK, let statement else {
        throw DatabaseError(code, connection: connection)
      }
      self.statement = statement
      copies = Array(
        repeating: UnsafeMutableRawBufferPointer(start: nil, count: 0),
        count: Int(sqlite3_bind_parameter_count(statement)))
    }

    /// Makes it as it was when it was prepared, however its last run ended: at its beginning, and nothing bound.
    fileprivate mutating func forget() {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
      for place in copies.indices where copies[place].count > Self.mostHeld {
        copies[place].deallocate()
        copies[place] = UnsafeMutableRawBufferPointer(start: nil, count: 0)
      }
    }

    func finalize() {
      sqlite3_finalize(statement)
      for copy in copies { copy.deallocate() }
    }
  }

  // MARK: Parameters

  package func bind(_ value: Int64, at index: Int32) { sqlite3_bind_int64(statement, index, value) }

  package func bind(_ value: Int64?, at index: Int32) {
    guard let value else { return bindNull(at: index) }
    bind(value, at: index)
  }

  package func bind(_ value: Int, at index: Int32) { bind(Int64(value), at: index) }

  package func bind(_ value: Int?, at index: Int32) { bind(value.map(Int64.init), at: index) }

  package func bind(_ value: Bool, at index: Int32) { bind(value ? Int64(1) : 0, at: index) }

  package func bind(_ value: Double, at index: Int32) {
    sqlite3_bind_double(statement, index, value)
  }

  package func bind(_ value: Double?, at index: Int32) {
    guard let value else { return bindNull(at: index) }
    bind(value, at: index)
  }

  package func bindNull(at index: Int32) { sqlite3_bind_null(statement, index) }

  /// The text is copied before the call returns.
  package func bind(_ value: String, at index: Int32) {
    var value = value
    value.withUTF8 { bytes in
      let copy = copy(UnsafeRawBufferPointer(bytes), at: index)
      sqlite3_bind_text(
        statement, index, copy?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), nil)
    }
  }

  package func bind(_ value: String?, at index: Int32) {
    guard let value else { return bindNull(at: index) }
    bind(value, at: index)
  }

  /// The bytes are copied before the call returns.
  package func bind(blob value: [UInt8], at index: Int32) {
    value.withUnsafeBytes { bytes in
      _ = sqlite3_bind_blob64(statement, index, copy(bytes, at: index), UInt64(bytes.count), nil)
    }
  }

  /// The raw bytes are copied before the call returns.
  package func bind(bytes: UnsafeRawBufferPointer, at index: Int32) {
    _ = sqlite3_bind_blob64(statement, index, copy(bytes, at: index), UInt64(bytes.count), nil)
  }

  /// Binds all parameters in order; throws where there are more or fewer than the statement has.
  package func bind(_ values: [any ValueConvertible]) throws(DatabaseError) {
    guard values.count == copies.count else {
      throw DatabaseError(
        .misuse, "the statement has \(copies.count) parameters, \(values.count) were given")
    }
    for (place, value) in values.enumerated() {
      let index = Int32(place + 1)
      switch value.value {
      case .null: bindNull(at: index)
      case .integer(let number): bind(number, at: index)
      case .real(let number): bind(number, at: index)
      case .text(let text): bind(text, at: index)
      case .blob(let bytes): bind(blob: bytes, at: index)
      }
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
  package func step() throws(DatabaseError) -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: true
    case SQLITE_DONE: false
    case let code: throw DatabaseError(code, connection: connection)
    }
  }

  /// Runs a statement without rows once and makes it ready for the next.
  package func run() throws(DatabaseError) {
    while try step() {}
    reset()
  }

  /// The same with all its parameters.
  func run(_ arguments: [any ValueConvertible]) throws(DatabaseError) {
    try bind(arguments)
    try run()
  }

  /// Makes it ready to run again; the parameters stay bound.
  package func reset() { sqlite3_reset(statement) }

  // MARK: Columns

  /// The names of the columns, from the left.
  var columnNames: [String] {
    (0..<sqlite3_column_count(statement)).map {
      sqlite3_column_name(statement, $0).map { String(cString: $0) } ?? ""
    }
  }

  /// A column as it is stored.
  func value(_ column: Int32) -> Value {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: .integer(int64(column))
    case SQLITE_FLOAT: .real(double(column))
    case SQLITE_TEXT: .text(text(column))
    case SQLITE_BLOB: .blob(blob(column))
    default: .null
    }
  }

  /// All columns of the row.
  func values() -> [Value] { (0..<sqlite3_column_count(statement)).map(value) }

  /// The bytes of a column while `body` runs; none for NULL.
  package func withBytes<Result>(
    _ column: Int32, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    let start = sqlite3_column_blob(statement, column)
    let count = start == nil ? 0 : Int(sqlite3_column_bytes(statement, column))
    return body(UnsafeRawBufferPointer(start: start, count: count))
  }

  package func isNull(_ column: Int32) -> Bool {
    sqlite3_column_type(statement, column) == SQLITE_NULL
  }

  package func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

  package func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }

  package func optionalInt(_ column: Int32) -> Int? { isNull(column) ? nil : int(column) }

  package func double(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }

  /// A text column; empty for NULL. Whatever is not UTF-8 becomes a replacement character.
  package func text(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(statement, column) else { return "" }
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  package func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

  package func blob(_ column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(statement, column) else { return [] }
    let count = Int(sqlite3_column_bytes(statement, column))
    return Array(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// The error for a column that holds what tropebuild never writes there.
  package func broken(_ column: Int32) -> DatabaseError {
    let name = sqlite3_column_name(statement, column).map { String(cString: $0) } ?? "?"
    return DatabaseError(.corrupt, "column '\(name)' holds something impossible")
  }
}
