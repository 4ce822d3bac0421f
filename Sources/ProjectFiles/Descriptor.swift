#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An open file or directory, closed when it goes out of scope.
struct Descriptor: ~Copyable {
  /// The number by which the system knows it.
  let number: Int32

  /// Opens `path`, relative to `directory` where one is given. Always close-on-exec.
  init(
    _ path: String, in directory: Int32 = AT_FDCWD, flags: Int32, mode: mode_t = 0o666,
    operation: FileError.Operation = .open, named name: String? = nil
  ) throws(FileError) {
    while true {
      let opened = openat(directory, path, flags | O_CLOEXEC, mode)
      if opened >= 0 {
        number = opened
        return
      }
      guard errno == EINTR else { throw FileError(operation, name ?? path) }
    }
  }

  deinit { close(number) }

  /// Writes all the bytes.
  func write(_ bytes: UnsafeRawBufferPointer, path: String) throws(FileError) {
    try OpenFile(number: number, name: path).write(bytes)
  }

  /// Writes all the bytes.
  func write(_ bytes: [UInt8], path: String) throws(FileError) {
    try OpenFile(number: number, name: path).write(bytes)
  }

  /// Reads to the end, at most `limit` bytes.
  func readAll(limit: Int = .max, path: String) throws(FileError) -> [UInt8] {
    try OpenFile(number: number, name: path).readAll(limit: limit)
  }

  /// Waits until the content is on the disk. A file system that cannot do that says EINVAL, and then there is no
  /// more to be done.
  func sync(path: String) throws(FileError) {
    while fsync(number) != 0 {
      guard errno == EINTR else {
        if errno == EINVAL { return }
        throw FileError(.write, path)
      }
    }
  }
}
