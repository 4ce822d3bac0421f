import CSQLite

/// A result code of SQLite, without what its extension says.
package struct ResultCode: Hashable, Sendable {
  /// The code: 0 to 255.
  package let rawValue: Int32

  /// The primary part of a code that may be an extended one.
  package init(primaryOf code: Int32) { rawValue = code & 0xFF }

  package static let error = ResultCode(primaryOf: SQLITE_ERROR)
  package static let range = ResultCode(primaryOf: SQLITE_RANGE)
  package static let tooBig = ResultCode(primaryOf: SQLITE_TOOBIG)
  package static let mismatch = ResultCode(primaryOf: SQLITE_MISMATCH)
  package static let busy = ResultCode(primaryOf: SQLITE_BUSY)
  package static let locked = ResultCode(primaryOf: SQLITE_LOCKED)
  package static let readOnly = ResultCode(primaryOf: SQLITE_READONLY)
  package static let corrupt = ResultCode(primaryOf: SQLITE_CORRUPT)
  package static let full = ResultCode(primaryOf: SQLITE_FULL)
  package static let cannotOpen = ResultCode(primaryOf: SQLITE_CANTOPEN)
  package static let protocolFailed = ResultCode(primaryOf: SQLITE_PROTOCOL)
  package static let permission = ResultCode(primaryOf: SQLITE_PERM)
  package static let authorization = ResultCode(primaryOf: SQLITE_AUTH)
  package static let notADatabase = ResultCode(primaryOf: SQLITE_NOTADB)
  package static let constraint = ResultCode(primaryOf: SQLITE_CONSTRAINT)
  package static let misuse = ResultCode(primaryOf: SQLITE_MISUSE)
}

/// What SQLite refused.
package struct DatabaseError: Error, Hashable, Sendable {
  /// The extended result code.
  package let extendedCode: Int32
  /// SQLite's words, or ours.
  package let message: String

  /// The result code without its extension.
  package var code: ResultCode { ResultCode(primaryOf: extendedCode) }

  /// An error of our own in SQLite's terms.
  package init(_ code: ResultCode, _ message: String) {
    extendedCode = code.rawValue
    self.message = message
  }

  /// The error that a connection has just answered with `code`.
  init(_ code: Int32, connection: OpaquePointer?) {
    extendedCode = code
    message = String(cString: connection.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(code))
  }
}
