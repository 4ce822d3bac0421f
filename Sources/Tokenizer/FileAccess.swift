import Basics
import Glibc

/// What this module asks of the file system.
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
    let file: Descriptor
    do throws(FileError) { file = try Descriptor(path, flags: O_RDONLY) } catch {
      throw .cannotRead(path: path, code: error.errno)
    }
    var status = stat()
    guard fstat(file.number, &status) == 0 else { throw .cannotRead(path: path, code: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .cannotRead(path: path, code: EINVAL) }
    let size = Int(status.st_size)
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, file.number, 0), start != MAP_FAILED
    else { throw .cannotRead(path: path, code: errno) }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  deinit {
    guard let start = bytes.baseAddress else { return }
    munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
  }
}

extension AtomicFileWriter {
  /// Puts `parts`, one after the other, at `path`, whose folder is made where it is missing. Several processes may do
  /// so at a time: the last one's file stays.
  static func write(_ parts: [UnsafeRawBufferPointer], to path: String) throws(VocabularyError) {
    do throws(FileError) {
      try Directories.make(Directories.parent(of: path))
      let writer = try AtomicFileWriter(path, isShared: true)
      for part in parts { try writer.append(part) }
      try writer.commit()
    } catch {
      throw .cannotWrite(path: path, operation: error.operation.rawValue, code: error.errno)
    }
  }
}
