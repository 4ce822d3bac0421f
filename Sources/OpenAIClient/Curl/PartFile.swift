#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file under its temporary name, `<path>.part`: it gets its own name when it is whole.
struct PartFile: Sendable {
  private let descriptor: Int32
  private let temporaryPath: String

  /// Makes the file, in place of what an earlier attempt left there. It is always a new one: through a link of that name,
  /// which came with somebody's project, another file would be overwritten.
  init(for path: String) throws(TransportFailure) {
    temporaryPath = path + ".part"
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    var opened = open(temporaryPath, flags, 0o644)
    if opened < 0, errno == EEXIST, unlink(temporaryPath) == 0 {
      opened = open(temporaryPath, flags, 0o644)
    }
    descriptor = opened
    guard descriptor >= 0 else { throw CurlFailure.file("create", temporaryPath, errno) }
  }

  /// Writes all of the bytes at the end.
  func append(_ bytes: UnsafeRawBufferPointer) throws(TransportFailure) {
    var rest = bytes
    while let base = rest.baseAddress, rest.count > 0 {
      let count = write(descriptor, base, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw CurlFailure.file("write", temporaryPath, errno) }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Flushes the file to disk and gives it its name. It is gone where that fails.
  func keep(as path: String) throws(TransportFailure) {
    let flushed = fsync(descriptor) == 0
    let flushError = errno
    let closed = close(descriptor) == 0
    let closeError = errno
    guard flushed, closed else {
      unlink(temporaryPath)
      throw CurlFailure.file("write", temporaryPath, flushed ? closeError : flushError)
    }
    guard rename(temporaryPath, path) == 0 else {
      let error = errno
      unlink(temporaryPath)
      throw CurlFailure.file("rename", temporaryPath, error)
    }
    flushDirectory(of: path)
  }

  /// Closes and removes it.
  func discard() {
    close(descriptor)
    unlink(temporaryPath)
  }

  /// Makes the new name last. Some file systems cannot, and the file is there all the same: no
  /// error.
  private func flushDirectory(of path: String) {
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let opened = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { return }
    fsync(opened)
    close(opened)
  }
}
