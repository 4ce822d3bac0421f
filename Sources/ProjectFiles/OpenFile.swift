#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reading and writing of what is open, whoever closes it.
struct OpenFile {
  /// The number by which the system knows it.
  let number: Int32
  /// What messages call it.
  let name: String

  /// Writes all the bytes, and waits where the reader is slow.
  func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = writeOnce(rest)
      if count >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if errno == EAGAIN || errno == EWOULDBLOCK {
        // Whoever shares a terminal or pipe may have made it non-blocking.
        var waiting = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        _ = poll(&waiting, 1, -1)
      } else if errno != EINTR {
        throw FileError(.write, name)
      }
    }
  }

  /// Writes all the bytes.
  func write(_ bytes: [UInt8]) throws(FileError) {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(FileError) in try write(buffer) }
    }
    try result.get()
  }

  /// Reads to the end, at most `limit` bytes.
  func readAll(limit: Int = .max) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: min(limit, 1 << 16))
    while bytes.count < limit {
      let count = read(number, &buffer, min(buffer.count, limit - bytes.count))
      if count < 0 {
        guard errno == EINTR else { throw FileError(.read, name) }
        continue
      }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return bytes
  }

  /// Calls `body` with what comes until the end, at most `size` bytes at a time.
  func readPieces(
    size: Int, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(FileError) {
    var buffer = [UInt8](repeating: 0, count: size)
    while true {
      let count = read(number, &buffer, size)
      if count < 0 {
        guard errno == EINTR else { throw FileError(.read, name) }
        continue
      }
      if count == 0 { return }
      buffer.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
  }

  private func writeOnce(_ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      Glibc.write(number, bytes.baseAddress, bytes.count)
    #else
      Darwin.write(number, bytes.baseAddress, bytes.count)
    #endif
  }
}
