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
    var rest = bytes
    while !rest.isEmpty {
      let count = writeOnce(rest)
      if count < 0 {
        guard errno == EINTR else { throw FileError(.write, path) }
        continue
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Writes all the bytes.
  func write(_ bytes: [UInt8], path: String) throws(FileError) {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(FileError) in try write(buffer, path: path) }
    }
    try result.get()
  }

  /// Reads to the end, at most `limit` bytes.
  func readAll(limit: Int = .max, path: String) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: min(limit, 1 << 16))
    while bytes.count < limit {
      let count = read(number, &buffer, min(buffer.count, limit - bytes.count))
      if count < 0 {
        guard errno == EINTR else { throw FileError(.read, path) }
        continue
      }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return bytes
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

  private func writeOnce(_ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      Glibc.write(number, bytes.baseAddress, bytes.count)
    #else
      Darwin.write(number, bytes.baseAddress, bytes.count)
    #endif
  }
}
