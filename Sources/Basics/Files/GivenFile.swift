import Glibc

/// Files that a person names to be read.
package enum GivenFile {
  /// All its bytes. What gives them only once, as a pipe or `/dev/stdin`, is read to its end the first time and kept in memory
  /// until the program ends: whoever reads it again gets the same.
  package static func read(_ path: String) throws(FileError) -> [UInt8] {
    guard let identity = Identity(path) else { return try AtomicFile.read(path) }
    // Nobody else reads meanwhile: each would get a part.
    return try kept.withLock { kept throws(FileError) in
      if let bytes = kept[identity] { return bytes }
      let bytes = try AtomicFile.read(path)
      kept[identity] = bytes
      return bytes
    }
  }

  private static let kept = Locked<[Identity: [UInt8]]>([:])

  /// What is no regular file, as the system knows it.
  private struct Identity: Hashable {
    var device: UInt64
    var inode: UInt64

    /// `nil` for a file that can be read as often as one likes, a directory, and where nothing is.
    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG,
        status.st_mode & S_IFMT != S_IFDIR
      else { return nil }
      device = UInt64(status.st_dev)
      inode = UInt64(status.st_ino)
    }
  }
}
