import Glibc

/// Reading and writing of what is open, whoever closes it.
package struct OpenFile: Sendable {
  /// The number by which the system knows it.
  let number: Int32
  /// What messages call it.
  let name: String

  package init(number: Int32, name: String) {
    self.number = number
    self.name = name
  }

  /// Writes all the bytes, and waits where the reader is slow.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(number, rest.baseAddress, rest.count)
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
  package func write(_ bytes: [UInt8]) throws(FileError) {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(FileError) in try write(buffer) }
    }
    try result.get()
  }

  /// Reads what there is, at most as much as fits; 0 at the end.
  ///
  /// - Parameter offset: where to read; `nil` for where the last reading ended.
  package func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int? = nil
  ) throws(FileError) -> Int {
    while true {
      let count =
        if let offset {
          pread(number, buffer.baseAddress, buffer.count, off_t(offset))
        } else {
          Glibc.read(number, buffer.baseAddress, buffer.count)
        }
      if count >= 0 { return count }
      guard errno == EINTR else { throw FileError(.read, name) }
    }
  }

  /// Reads to the end, at most `limit` bytes.
  package func readAll(limit: Int = .max) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: min(limit, 1 << 16))
    while bytes.count < limit {
      let count = try read(into: &buffer, limit - bytes.count)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return bytes
  }

  /// Calls `body` with what comes until the end, at most `size` bytes at a time.
  package func readPieces(
    size: Int, _ body: (UnsafeRawBufferPointer) throws(FileError) -> Void
  ) throws(FileError) {
    var buffer = [UInt8](repeating: 0, count: size)
    while true {
      let count = try read(into: &buffer, size)
      if count == 0 { return }
      let result = buffer.withUnsafeBytes { bytes in
        Result { () throws(FileError) in try body(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        }
      }
      try result.get()
    }
  }

  private func read(into buffer: inout [UInt8], _ limit: Int) throws(FileError) -> Int {
    let result = buffer.withUnsafeMutableBytes { bytes in
      Result { () throws(FileError) in
        try read(
          into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<min(bytes.count, limit)]))
      }
    }
    return try result.get()
  }
}
