package import Glibc

/// An open file or directory, closed when it goes out of scope. The one place that opens, reads and writes: what a
/// signal interrupts goes on.
package struct Descriptor: ~Copyable, Sendable {
  /// The number by which the system knows it.
  package private(set) var number: Int32
  /// What messages call it.
  let name: String

  /// Opens `path`, relative to `directory` where one is given. Always close-on-exec.
  package init(
    _ path: String, in directory: Int32 = AT_FDCWD, flags: Int32, mode: mode_t = 0o666,
    operation: FileError.Operation = .open, named name: String? = nil
  ) throws(FileError) {
    while true {
      let opened = openat(directory, path, flags | O_CLOEXEC, mode)
      if opened >= 0 {
        number = opened
        self.name = name ?? path
        return
      }
      guard errno == EINTR else { throw FileError(operation, name ?? path) }
    }
  }

  /// Takes over what is open already.
  package init(owning number: Int32, named name: String) {
    self.number = number
    self.name = name
  }

  deinit { if number >= 0 { Glibc.close(number) } }

  // Each of these borrows the descriptor: it is not closed while they are at work.
  private var file: OpenFile { OpenFile(number: number, name: name) }

  /// Writes all the bytes.
  package borrowing func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try file.write(bytes)
  }

  /// Writes all the bytes.
  package borrowing func write(_ bytes: [UInt8]) throws(FileError) { try file.write(bytes) }

  /// Reads to the end, at most `limit` bytes.
  package borrowing func readAll(limit: Int = .max) throws(FileError) -> [UInt8] {
    try file.readAll(limit: limit)
  }

  /// Calls `body` with what comes until the end, at most `size` bytes at a time.
  package borrowing func readPieces(
    size: Int, _ body: (UnsafeRawBufferPointer) throws(FileError) -> Void
  ) throws(FileError) {
    try file.readPieces(size: size, body)
  }

  /// Closes it; some file systems tell of a full disk only then.
  package consuming func close() throws(FileError) {
    let closed = number
    number = -1
    guard Glibc.close(closed) == 0 || errno == EINTR else { throw FileError(.write, name) }
  }

  /// Waits until the content is on the disk. A file system that cannot do that says EINVAL, and then there is no
  /// more to be done.
  package func sync() throws(FileError) {
    while fsync(number) != 0 {
      guard errno == EINTR else {
        if errno == EINVAL { return }
        throw FileError(.write, name)
      }
    }
  }
}
