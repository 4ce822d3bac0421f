import Glibc

/// Where output goes that a person gave a name.
package enum OutputPlace: Hashable, Sendable {
  case standardOutput
  /// A file that is put in its place whole. A symbolic link is followed: it stays, and the file that it names is replaced.
  case file(String)
  /// A device or a named pipe, which is written to and stays what it is.
  case stream(String)
  /// What whoever started the program has opened under a number, as the shell's `3>file`. It is written to where it stands, also
  /// where it is a file: to put another in the place of that would hide it from those who have it open.
  case descriptor(Int32)

  /// What stands at a path, or would.
  ///
  /// - Throws: where that is a directory, or links go in a circle.
  package init(_ path: String) throws(FileError) {
    if let number = Self.descriptor(atEndOf: path) {
      guard Self.isInherited(number) else {
        throw FileError(operation: .write, path: path, errno: EBADF)
      }
      self = number == StandardStream.output.rawValue ? .standardOutput : .descriptor(number)
      return
    }
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

  /// Whether it is written to and stays what it is, and is no file that is put in its place.
  package var isStream: Bool { if case .file = self { false } else { true } }

  /// The number of what is open that a path names, or a symbolic link which leads to such a name.
  private static func descriptor(atEndOf path: String) -> Int32? {
    var end = path
    for _ in 0..<mostLinks {
      if let number = descriptor(named: end) { return number }
      guard let target = target(ofLink: end) else { return nil }
      end = from(end, to: target)
    }
    return nil
  }

  private static func descriptor(named path: String) -> Int32? {
    switch path {
    case "/dev/stdout": return StandardStream.output.rawValue
    case "/dev/stderr": return StandardStream.errors.rawValue
    default: break
    }
    for directory in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(directory) {
      return Int32(path.dropFirst(directory.count)).flatMap { $0 > STDIN_FILENO ? $0 : nil }
    }
    return nil
  }

  /// Whether something is open under a number, and not by the program itself, which passes nothing on that it opens.
  private static func isInherited(_ number: Int32) -> Bool {
    let flags = fcntl(number, F_GETFD)
    return flags >= 0 && flags & FD_CLOEXEC == 0
  }

  /// The path to which symbolic links lead, whether or not anything is there; the path itself where it is none.
  package static func end(ofLinks path: String) throws(FileError) -> String {
    var end = path
    for _ in 0..<mostLinks {
      guard let target = target(ofLink: end) else { return end }
      end = from(end, to: target)
    }
    throw FileError(operation: .create, path: path, errno: ELOOP)
  }

  private static func from(_ link: String, to target: String) -> String {
    target.hasPrefix("/") ? target : Directories.parent(of: link) + "/" + target
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
