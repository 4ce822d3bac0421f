import Glibc

/// Files that are made only where nothing of their name is.
package enum NewFile {
  /// Whether anything has this name, be it a link that leads nowhere.
  package static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Makes a small file of this text.
  ///
  /// - Returns: false, and nothing has changed, where something has that name already, also where another process
  ///   was faster.
  /// - Throws: what stood in the way; then there is no such file.
  package static func write(_ text: String, to path: String) throws(FileError) -> Bool {
    do throws(FileError) {
      let file = try Descriptor(
        path, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, operation: .create)
      do throws(FileError) {
        try file.write(Array(text.utf8))
        try file.sync()
      } catch {
        unlink(path)
        throw error
      }
    } catch {
      if error.operation == .create, error.errno == EEXIST { return false }
      throw error
    }
    try Directories.sync(Directories.parent(of: path))
    return true
  }
}
