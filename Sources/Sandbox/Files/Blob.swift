#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The bytes of a file that the sandbox holds.
///
/// Without a state directory they are in a nameless temporary file, gone with the process however it ends; with
/// one they are in a named file there.
final class Blob: HTTPFile {
  /// The open file; closed when the last holder lets go.
  private let descriptor: Int32
  /// Its length in bytes.
  let count: Int

  private init(descriptor: Int32, count: Int) {
    self.descriptor = descriptor
    self.count = count
  }

  deinit { close(descriptor) }

  /// Opens a file that has been written before.
  static func open(path: String) throws(BlobError) -> Blob {
    let descriptor = openForReading(path)
    guard descriptor >= 0 else { throw BlobError(operation: "open", path: path, code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw BlobError(operation: "stat", path: path, code: code)
    }
    return Blob(descriptor: descriptor, count: Int(status.st_size))
  }

  /// A new descriptor of the file, the caller's to close.
  func duplicate() -> Int32? {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    return copy < 0 ? nil : copy
  }

  /// Up to `count` bytes from `offset`; fewer only at the end.
  func read(at offset: Int, count: Int) throws(BlobError) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: max(0, min(count, self.count - offset)))
    var done = 0
    while done < result.count {
      let wanted = result.count - done
      let got = result.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress.map { $0 + done }, wanted, off_t(offset + done))
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw BlobError(operation: "read", path: nil, code: errno) }
      if got == 0 { break }
      done += got
    }
    return Array(result.prefix(done))
  }

  /// All of it.
  func readAll() throws(BlobError) -> [UInt8] { try read(at: 0, count: count) }

  /// Writes a blob piece by piece.
  struct Writer: ~Copyable {
    private let descriptor: Int32
    private let finalPath: String?
    private let temporaryPath: String?
    private(set) var count = 0
    private var isFinished = false

    /// Begins a blob: at `path` once finished, or nameless for `nil`.
    init(path: String?) throws(BlobError) {
      let template =
        path.map { $0 + ".partial-XXXXXX" }
        ?? Self.temporaryFolder + "/tropebuild-sandbox-XXXXXX"
      var bytes = Array(template.utf8CString)
      let descriptor = mkstemp(&bytes)
      guard descriptor >= 0 else {
        throw BlobError(operation: "create", path: template, code: errno)
      }
      let name = String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if path == nil { unlink(name) }
      self.descriptor = descriptor
      finalPath = path
      temporaryPath = path == nil ? nil : name
    }

    deinit {
      if !isFinished {
        close(descriptor)
        if let temporaryPath { unlink(temporaryPath) }
      }
    }

    /// Appends bytes.
    mutating func write(_ bytes: some Collection<UInt8>) throws(BlobError) {
      let failure = bytes.withContiguousStorageIfAvailable { Self.writeAll(descriptor, $0) }
      let code: Int32?
      if let failure {
        code = failure
      } else {
        code = Array(bytes).withUnsafeBufferPointer { Self.writeAll(descriptor, $0) }
      }
      if let code { throw BlobError(operation: "write", path: temporaryPath, code: code) }
      count += bytes.count
    }

    private static var temporaryFolder: String {
      let named = getenv("TMPDIR").map { String(cString: $0) } ?? ""
      return named.isEmpty ? "/tmp" : named
    }

    private static func writeAll(_ descriptor: Int32, _ bytes: UnsafeBufferPointer<UInt8>) -> Int32?
    {
      var done = 0
      while done < bytes.count {
        let wrote = writeSome(
          descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        if wrote < 0, errno == EINTR { continue }
        if wrote < 0 { return errno }
        done += wrote
      }
      return nil
    }

    /// Ends the blob and gives it its name.
    consuming func finish() throws(BlobError) -> Blob {
      if let temporaryPath, let finalPath {
        guard fsync(descriptor) == 0, rename(temporaryPath, finalPath) == 0 else {
          throw BlobError(operation: "rename", path: finalPath, code: errno)
        }
      }
      isFinished = true
      return Blob(descriptor: descriptor, count: count)
    }
  }
}

// Under names that the blob's own functions do not hide.

private func openForReading(_ path: String) -> Int32 { open(path, O_RDONLY | O_CLOEXEC) }

private func writeSome(_ descriptor: Int32, _ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}

/// What the system said when a blob could not be kept.
struct BlobError: Error, Sendable, Hashable {
  /// What was tried.
  var operation: String
  /// On which file; `nil` for a nameless one.
  var path: String?
  /// The `errno` that came back.
  var code: Int32
}
