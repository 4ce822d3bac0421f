import Glibc

/// What this module asks of the file system. It has doors of its own because it must map files, and
/// because nothing else of the project is below it.
enum FileStatus {
  /// Whether a regular file lies at `path` that this process may read.
  static func isReadableFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      && access(path, R_OK) == 0
  }

  /// The size of the file at `path` in bytes, or `nil` if there is none.
  static func byteCount(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }
}

/// A file mapped into memory, read-only, until the object goes away.
///
/// Sound to send: the bytes are never written through this mapping, and the pointer is private to
/// the object, which lives as long as anybody holds it. The file itself is only ever replaced by a
/// rename, which leaves the mapped one as it was.
final class MappedFile: @unchecked Sendable {
  /// The mapped bytes. Valid while the object is.
  let bytes: UnsafeRawBufferPointer

  /// Maps the regular file at `path`; of an empty one, no bytes.
  init(path: String) throws(VocabularyError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotRead(path: path, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .cannotRead(path: path, code: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .cannotRead(path: path, code: EINVAL) }
    let size = Int(status.st_size)
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else { throw .cannotRead(path: path, code: errno) }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  deinit {
    guard let start = bytes.baseAddress else { return }
    munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
  }
}

/// Writes a file so that at its name there is always a whole one.
enum FileWriter {
  /// Writes `parts` one after the other under a temporary name in the folder of `path` (created if
  /// missing), syncs, and renames.
  static func write(_ parts: [UnsafeRawBufferPointer], to path: String) throws(VocabularyError) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    try createFolder(folder)
    let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .cannotWrite(path: temporary, operation: "open", code: errno)
    }
    do throws(VocabularyError) {
      for part in parts { try writeAll(part, to: descriptor, path: temporary) }
      guard fsync(descriptor) == 0 else {
        throw .cannotWrite(path: temporary, operation: "fsync", code: errno)
      }
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
    close(descriptor)
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw .cannotWrite(path: path, operation: "rename", code: code)
    }
    syncFolder(folder)
  }

  private static func writeAll(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String
  ) throws(VocabularyError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = Glibc.write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if written < 0 {
        if errno == EINTR { continue }
        throw .cannotWrite(path: path, operation: "write", code: errno)
      }
      rest = rest.dropFirst(written)
    }
  }

  private static func createFolder(_ folder: String) throws(VocabularyError) {
    if folder.isEmpty || mkdir(folder, 0o755) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = folder.lastIndex(of: "/") else {
      throw .cannotWrite(path: folder, operation: "mkdir", code: errno)
    }
    try createFolder(String(folder[..<slash]))
    guard mkdir(folder, 0o755) == 0 || errno == EEXIST else {
      throw .cannotWrite(path: folder, operation: "mkdir", code: errno)
    }
  }

  /// So that the rename survives a power cut. A cache can be had again: a failure here is none.
  private static func syncFolder(_ folder: String) {
    let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
