/// What can be wrong with one of the two databases.
package struct StoreError: Error, Hashable, Sendable {
  /// The database file, as it was named when it was opened.
  package var path: String
  package var cause: Cause

  package init(path: String, cause: Cause) {
    self.path = path
    self.cause = cause
  }

  /// The kinds of trouble that a user can do something about, and the rest.
  package enum Cause: Hashable, Sendable {
    /// The file is something else than an SQLite database.
    case notADatabase
    /// An SQLite database, but not the one that was looked for: its application id is another.
    case foreign
    /// Written by a newer tropebuild: its schema version, and the newest that this one knows.
    case newerVersion(found: Int, known: Int)
    /// SQLite found the file's structure broken, or a value that tropebuild never writes.
    case damaged(String)
    /// Another process writes, and did not end within the time that is waited for it.
    case busy
    /// The file, its directory or its file system cannot be written; or it was opened for reading.
    case readOnly
    /// No space left.
    case diskFull
    /// It cannot be opened; what the system says.
    case cannotOpen(String)
    /// It cannot be made: the directory that it is to lie in is not there.
    case noDirectory(String)
    /// It is to be written in the place of a device or a pipe.
    case noFile
    /// Anything else, by SQLite's extended result code and words.
    case other(code: Int, message: String)
  }
}

extension StoreError {
  /// Whatever was thrown inside an access to the database at `path`, as a `StoreError`.
  init(_ error: any Error, path: String) {
    switch error {
    case let error as StoreError:
      self = error
    case let error as DatabaseError:
      self.init(path: path, cause: Cause(error))
    default:
      self.init(path: path, cause: .other(code: -1, message: "\(error)"))
    }
  }
}

extension StoreError.Cause {
  /// SQLite's result codes sorted by what a user can do about them.
  init(_ error: DatabaseError) {
    let message = error.message
    switch error.code {
    case .notADatabase: self = .notADatabase
    case .corrupt: self = .damaged(message)
    case .busy, .locked, .protocolFailed: self = .busy
    case .readOnly, .permission: self = .readOnly
    case .full: self = .diskFull
    case .cannotOpen, .authorization: self = .cannotOpen(message)
    default: self = .other(code: Int(error.extendedCode), message: message)
    }
  }
}
