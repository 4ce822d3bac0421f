#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

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
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      if count < 0 {
        guard errno == EINTR else { throw FileError(.read, "standard input") }
        continue
      }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  /// Writes all the bytes, and waits where the reader is slow.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = system(rest)
      if count >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if errno == EAGAIN || errno == EWOULDBLOCK {
        // Whoever shares the terminal or pipe may have made it non-blocking.
        var waiting = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
        _ = poll(&waiting, 1, -1)
      } else if errno != EINTR {
        throw FileError(.write, name)
      }
    }
  }

  /// Writes all the bytes.
  package func write(_ bytes: [UInt8]) throws(FileError) {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(FileError) in try write(buffer) }
    }
    try result.get()
  }

  private var name: String {
    switch self {
    case .output: "standard output"
    case .errors: "standard error"
    }
  }

  private func system(_ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      Glibc.write(rawValue, bytes.baseAddress, bytes.count)
    #else
      Darwin.write(rawValue, bytes.baseAddress, bytes.count)
    #endif
  }
}
