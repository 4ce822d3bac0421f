import Glibc

/// A file that could not be used: what was tried, on what, and the system's error number.
package struct FileError: Error, Hashable, Sendable {
  /// What was tried; the raw value is the verb in the message.
  package enum Operation: String, Hashable, Sendable {
    case open
    case create
    case read
    case write
    case rename
    case remove
    case list
    case lock
    case look = "look at"
  }

  package var operation: Operation
  package var path: String
  /// The system's error number, as `ENOSPC`.
  package var errno: Int32

  package init(operation: Operation, path: String, errno: Int32) {
    self.operation = operation
    self.path = path
    self.errno = errno
  }

  /// With the error number of the system call that has just failed.
  package init(_ operation: Operation, _ path: String) {
    self.init(operation: operation, path: path, errno: systemErrno)
  }

  /// Whether the file, or its directory, is not there.
  package var isMissing: Bool { errno == ENOENT || errno == ENOTDIR }

  /// Whether whoever read what is written has gone.
  package var isClosedPipe: Bool { errno == EPIPE }
}

/// Kept apart from the field of the same name.
private var systemErrno: Int32 { errno }
