import Glibc

/// Directories made as they are needed.
package enum Directories {
  /// Makes a directory and those above it, as `mkdir -p`; one that exists is fine.
  package static func make(_ path: String) throws(FileError) {
    if mkdir(path, 0o777) == 0 { return }
    switch errno {
    case EEXIST, EISDIR:
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw FileError(operation: .create, path: path, errno: ENOTDIR)
      }
    case ENOENT:
      let parent = parent(of: path)
      guard parent != path else { throw FileError(operation: .create, path: path, errno: ENOENT) }
      try make(parent)
      guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw FileError(.create, path) }
    default:
      throw FileError(.create, path)
    }
  }

  /// The directory that a path is in: `.` for a plain name.
  package static func parent(of path: String) -> String {
    var bytes = Array(path.utf8)
    let slash = UInt8(ascii: "/")
    while bytes.count > 1, bytes.last == slash { bytes.removeLast() }
    guard let last = bytes.lastIndex(of: slash) else { return "." }
    return last == 0 ? "/" : String(decoding: bytes[..<last], as: UTF8.self)
  }

  /// The path from the root on; `nil` where the working directory is gone.
  package static func absolute(_ path: String) -> String? {
    if path.hasPrefix("/") { return path }
    guard let here = getcwd(nil, 0) else { return nil }
    defer { free(here) }
    return path == "." ? String(cString: here) : String(cString: here) + "/" + path
  }

  /// The last part of a path.
  package static func name(of path: String) -> String {
    var bytes = Array(path.utf8)
    let slash = UInt8(ascii: "/")
    while bytes.count > 1, bytes.last == slash { bytes.removeLast() }
    guard let last = bytes.lastIndex(of: slash), bytes.count > 1 else {
      return String(decoding: bytes, as: UTF8.self)
    }
    return String(decoding: bytes[(last + 1)...], as: UTF8.self)
  }

  /// Waits until the names in a directory are on the disk.
  package static func sync(_ path: String) throws(FileError) {
    let directory = try Descriptor(path, flags: O_RDONLY | O_DIRECTORY)
    try directory.sync()
  }

  /// The names in a directory, without `.` and `..`, in the system's order.
  package static func names(in path: String) throws(FileError) -> [String] {
    let directory = try Descriptor(path, flags: O_RDONLY | O_DIRECTORY, operation: .list)
    return try names(in: directory.number, path: path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Where the system keeps files for a while: what `TMPDIR` says, or else `/tmp`.
  package static var temporary: String {
    let named = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    return named.isEmpty ? "/tmp" : named
  }

  /// The names in an open directory, without `.` and `..`, in the system's order.
  package static func names(in directory: Int32, path: String) throws(FileError) -> [[UInt8]] {
    // The stream closes the descriptor that it is given, so it gets its own.
    let own = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard own >= 0 else { throw FileError(.list, path) }
    guard let stream = fdopendir(own) else {
      let error = FileError(.list, path)
      close(own)
      throw error
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw FileError(.list, path) }
        return names
      }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        Array(bytes.prefix { $0 != 0 })
      }
      if name != [46], name != [46, 46] { names.append(name) }
    }
  }
}
