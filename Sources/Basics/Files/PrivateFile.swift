import Glibc

/// Files that nobody but their user may read.
package enum PrivateFile {
  /// Adds a line to a file, which is made with its directories where it is missing.
  package static func append(line: String, to path: String) throws(FileError) {
    try Directories.make(Directories.parent(of: path))
    let file = try Descriptor(
      path, flags: O_WRONLY | O_APPEND | O_CREAT, mode: 0o600, operation: .create)
    fchmod(file.number, 0o600)
    try file.write(Array("\(line)\n".utf8))
    try file.sync()
  }
}
