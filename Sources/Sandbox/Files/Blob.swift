import Basics
import HTTPServing

import Glibc

/// The bytes of a file that the sandbox holds.
///
/// Without a state directory they are in a nameless temporary file, gone with the process however it ends; with
/// one they are in a named file there.
final class Blob: HTTPFile {
  /// The open file; closed when the last holder lets go.
  private let descriptor: Descriptor
  /// Its length in bytes.
  let count: Int

  private init(descriptor: consuming Descriptor, count: Int) {
    self.descriptor = descriptor
    self.count = count
  }

  /// Opens a file that has been written before.
  static func open(path: String) throws(BlobError) -> Blob {
    try throwing { () throws(FileError) in
      let descriptor = try Descriptor(path, flags: O_RDONLY)
      var status = stat()
      guard fstat(descriptor.number, &status) == 0 else { throw FileError(.look, path) }
      return Blob(descriptor: descriptor, count: Int(status.st_size))
    }
  }

  /// A new descriptor of the file, the caller's to close.
  func duplicate() -> Int32? {
    let copy = fcntl(descriptor.number, F_DUPFD_CLOEXEC, 0)
    return copy < 0 ? nil : copy
  }

  /// Up to `count` bytes from `offset`; fewer only at the end.
  func read(at offset: Int, count: Int) throws(BlobError) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: max(0, min(count, self.count - offset)))
    let file = OpenFile(number: descriptor.number, name: "a file")
    let filled = result.withUnsafeMutableBytes { buffer in
      Result { () throws(FileError) in
        var done = 0
        while done < buffer.count {
          let got = try file.read(
            into: UnsafeMutableRawBufferPointer(rebasing: buffer[done...]), at: offset + done)
          if got == 0 { break }
          done += got
        }
        return done
      }
    }
    return Array(result.prefix(try throwing { () throws(FileError) in try filled.get() }))
  }

  /// All of it.
  func readAll() throws(BlobError) -> [UInt8] { try read(at: 0, count: count) }

  /// Writes a blob piece by piece.
  struct Writer: ~Copyable {
    private let descriptor: Descriptor
    private let finalPath: String?
    private let temporaryPath: String?
    private(set) var count = 0

    /// Begins a blob: at `path` once finished, or nameless for `nil`.
    init(path: String?) throws(BlobError) {
      let template =
        path.map { $0 + ".partial-XXXXXX" }
        ?? Directories.temporary + "/tropebuild-sandbox-XXXXXX"
      var bytes = Array(template.utf8CString)
      let opened = mkstemp(&bytes)
      guard opened >= 0 else {
        throw BlobError(operation: "create", path: template, code: errno)
      }
      let name = String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if path == nil { unlink(name) }
      descriptor = Descriptor(owning: opened, named: name)
      finalPath = path
      temporaryPath = path == nil ? nil : name
    }

    // Where it has its name already, nothing is left under this one.
    deinit { if let temporaryPath { unlink(temporaryPath) } }

    /// Appends bytes.
    mutating func write(_ bytes: some Collection<UInt8>) throws(BlobError) {
      let file = OpenFile(number: descriptor.number, name: "a file")
      let written =
        bytes.withContiguousStorageIfAvailable { buffer in
          Result { () throws(FileError) in try file.write(UnsafeRawBufferPointer(buffer)) }
        } ?? Result { () throws(FileError) in try file.write(Array(bytes)) }
      try throwing { () throws(FileError) in try written.get() }
      count += bytes.count
    }

    /// Ends the blob and gives it its name.
    consuming func finish() throws(BlobError) -> Blob {
      if let temporaryPath, let finalPath {
        guard fsync(descriptor.number) == 0, rename(temporaryPath, finalPath) == 0 else {
          throw BlobError(operation: "rename", path: finalPath, code: errno)
        }
      }
      // The blob has a descriptor of its own, as this value's goes with it.
      let own = fcntl(descriptor.number, F_DUPFD_CLOEXEC, 0)
      guard own >= 0 else { throw BlobError(operation: "open", path: finalPath, code: errno) }
      return Blob(descriptor: Descriptor(owning: own, named: finalPath ?? "a file"), count: count)
    }
  }
}

private func throwing<Value>(_ body: () throws(FileError) -> Value) throws(BlobError) -> Value {
  do throws(FileError) { return try body() } catch {
    throw BlobError(operation: error.operation.rawValue, path: error.path, code: error.errno)
  }
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
