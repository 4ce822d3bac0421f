import Glibc

/// Removal of single files.
package enum FileRemoval {
  /// Removes a file; never a directory, and of a symbolic link only the link.
  ///
  /// - Returns: false where there was none.
  @discardableResult
  package static func remove(_ path: String) throws(FileError) -> Bool {
    if unlink(path) == 0 { return true }
    guard errno != ENOENT, errno != ENOTDIR else { return false }
    throw FileError(.remove, path)
  }
}
