import Glibc

/// Standard output and standard error, whose trouble is an error like that of any other file.
package enum StandardStream: Int32, Sendable {
  case output = 1
  case errors = 2

  /// Puts `/dev/null` where a standard stream is closed, as after `>&-`: else the next file that is opened would get
  /// its number, and what is said would be written into that.
  package static func openClosed() {
    for number in Int32(0)...2 where fcntl(number, F_GETFD) == -1 {
      _ = open("/dev/null", O_RDWR)
    }
  }

  /// All that comes on standard input.
  package static func readInput() throws(FileError) -> [UInt8] {
    try OpenFile(number: STDIN_FILENO, name: "standard input").readAll()
  }

  /// Writes all the bytes, and waits where the reader is slow.
  package func write(_ bytes: [UInt8]) throws(FileError) {
    try OpenFile(number: rawValue, name: name).write(bytes)
  }

  private var name: String {
    switch self {
    case .output: "standard output"
    case .errors: "standard error"
    }
  }
}
