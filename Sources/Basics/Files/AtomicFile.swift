import Glibc

/// Files that appear whole or not at all.
package enum AtomicFile {
  /// Puts bytes at `path`, in place of what is there: a kill leaves the old content or the new. With `durably` it
  /// waits until they would survive a power cut; without, a power cut may leave an empty file.
  package static func write(
    _ bytes: [UInt8], to path: String, durably: Bool = true
  ) throws(FileError) {
    let writer = try AtomicFileWriter(path)
    try writer.append(bytes)
    try writer.commit(durably: durably)
  }

  /// Text instead of bytes.
  package static func write(
    _ text: String, to path: String, durably: Bool = true
  ) throws(FileError) {
    try write(Array(text.utf8), to: path, durably: durably)
  }

  /// The bytes of a file.
  package static func read(_ path: String) throws(FileError) -> [UInt8] {
    try Descriptor(path, flags: O_RDONLY).readAll()
  }

  /// Calls `body` with a file's bytes, at most a mebibyte of them at a time, from its beginning to its end.
  package static func readPieces(
    of path: String, _ body: (UnsafeRawBufferPointer) throws(FileError) -> Void
  ) throws(FileError) {
    try Descriptor(path, flags: O_RDONLY).readPieces(size: 1 << 20, body)
  }

  /// The name under which a file is made before it gets its own: beside it, hidden, and known to the cleaner.
  package static func temporaryName(for name: String) -> String { ".\(name)\(temporarySuffix)" }

  package static let temporarySuffix = ".tropebuild-tmp"
}

/// A large file that is written piece by piece and appears whole with `commit`, or not at all.
package struct AtomicFileWriter: ~Copyable {
  private let path: String
  private let temporary: String
  private let file: Descriptor

  /// Begins a file beside `path`, whose directory must exist.
  ///
  /// - Parameter isShared: whether several processes may write this path at a time.
  package init(_ path: String, isShared: Bool = false) throws(FileError) {
    self.path = path
    let own = isShared ? ".\(getpid()).\(UInt32.random(in: 0 ... .max))" : ""
    let name = AtomicFile.temporaryName(for: Directories.name(of: path) + own)
    let parent = Directories.parent(of: path)
    temporary = parent == "/" ? "/" + name : parent + "/" + name
    // One that a killed process left is overwritten; a symbolic link in its place is not followed.
    file = try Descriptor(
      temporary, flags: O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, operation: .create, named: path)
  }

  deinit { unlink(temporary) }

  /// Adds bytes at the end.
  package borrowing func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try file.write(bytes)
  }

  /// Adds bytes at the end.
  package borrowing func append(_ bytes: [UInt8]) throws(FileError) {
    try file.write(bytes)
  }

  /// Puts the file in its place. See `AtomicFile.write` for `durably`.
  package consuming func commit(durably: Bool = true) throws(FileError) {
    if durably { try file.sync() }
    // Afterwards the temporary name is free, so that removing it at the end of this value does nothing.
    guard rename(temporary, path) == 0 else { throw FileError(.rename, path) }
    if durably { try Directories.sync(Directories.parent(of: path)) }
  }

  /// As `commit`, but where the very same bytes are there already, that file stays as it is.
  ///
  /// - Returns: whether it was replaced.
  package consuming func commitIfDifferent(durably: Bool = true) throws(FileError) -> Bool {
    // Whatever cannot be compared is replaced, and if that cannot be, the commit tells why.
    if (try? isThere()) == true { return false }
    try commit(durably: durably)
    return true
  }

  private borrowing func isThere() throws(FileError) -> Bool {
    let old = try Descriptor(path, flags: O_RDONLY | O_NONBLOCK)
    let new = try Descriptor(temporary, flags: O_RDONLY)
    while true {
      let piece = try new.readAll(limit: 1 << 16)
      guard try old.readAll(limit: 1 << 16) == piece else { return false }
      if piece.isEmpty { return true }
    }
  }
}
