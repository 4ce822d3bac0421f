import Glibc

/// Where output goes that a person gave a name.
package enum OutputPlace: Hashable, Sendable {
  case standardOutput
  /// A file that is put in its place whole. A symbolic link is followed: it stays, and the file that it names is replaced.
  case file(String)
  /// A device or a named pipe, which is written to and stays what it is.
  case stream(String)

  /// What stands at a path, or would.
  ///
  /// - Throws: where that is a directory, or links go in a circle.
  package init(_ path: String) throws(FileError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      // Whatever else is wrong shows when the file is made.
      self = .file(try Self.end(ofLinks: path))
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: throw FileError(operation: .create, path: path, errno: EISDIR)
    case S_IFREG: self = .file(try Self.end(ofLinks: path))
    default: self = .stream(path)
    }
  }

  /// Whether it is a device or a named pipe.
  package var isStream: Bool { if case .stream = self { true } else { false } }

  /// The path to which symbolic links lead, whether or not anything is there; the path itself where it is none.
  package static func end(ofLinks path: String) throws(FileError) -> String {
    var end = path
    for _ in 0..<mostLinks {
      guard let target = target(ofLink: end) else { return end }
      end = target.hasPrefix("/") ? target : Directories.parent(of: end) + "/" + target
    }
    throw FileError(operation: .create, path: path, errno: ELOOP)
  }

  /// As many as Linux follows.
  private static let mostLinks = 40

  private static func target(ofLink path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &buffer, buffer.count)
    return count > 0
      ? String(decoding: buffer[..<count].lazy.map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
  }
}
