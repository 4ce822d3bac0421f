import Basics

import Glibc

/// A file under its temporary name, `<path>.part`: it gets its own name when it is whole, and is gone where it does not.
final class PartFile: Sendable {
  private let descriptor: Descriptor
  private let temporaryPath: String

  /// Makes the file, in place of what an earlier attempt left there. It is always a new one: through a link of that name,
  /// which came with somebody's project, another file would be overwritten.
  init(for path: String) throws(TransportFailure) {
    let temporaryPath = path + ".part"
    self.temporaryPath = temporaryPath
    descriptor = try failing { () throws(FileError) in
      try FileRemoval.remove(temporaryPath)
      return try Descriptor(
        temporaryPath, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o644,
        operation: .create, named: path)
    }
  }

  /// Writes all of the bytes at the end.
  func append(_ bytes: UnsafeRawBufferPointer) throws(TransportFailure) {
    try failing { () throws(FileError) in try descriptor.write(bytes) }
  }

  /// Flushes the file to disk and gives it its name; where that cannot be, it is gone.
  func keep(as path: String) throws(TransportFailure) {
    do throws(TransportFailure) {
      try failing { () throws(FileError) in
        try descriptor.sync()
        guard rename(temporaryPath, path) == 0 else { throw FileError(.rename, path) }
      }
    } catch {
      discard()
      throw error
    }
    // Some file systems cannot make a name last, and the file is there all the same.
    try? Directories.sync(Directories.parent(of: path))
  }

  /// Removes it.
  func discard() { unlink(temporaryPath) }
}

/// What went wrong with a file, as the transport's failure.
private func failing<Value: ~Copyable>(
  _ body: () throws(FileError) -> Value
) throws(TransportFailure) -> Value {
  do throws(FileError) { return try body() } catch {
    throw CurlFailure.file(error)
  }
}
