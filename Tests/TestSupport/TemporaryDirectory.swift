import Glibc

/// A directory of its own for a test, removed with all that is in it when the object goes.
package final class TemporaryDirectory: Sendable {
  /// Its path, absolute and without symbolic links.
  package let path: String

  /// A test cannot go on without it, so whatever is wrong ends the test.
  package struct CannotMake: Error {
    package var errno: Int32
  }

  package init() throws {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((parent + "/tropebuild-test.XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw CannotMake(errno: errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.removeTree(path) }

  /// The path of a file in it.
  package func callAsFunction(_ name: String) -> String { path + "/" + name }

  /// Writes a file, making the directories it is in.
  package func write(_ text: String, to name: String) throws {
    try write(Array(text.utf8), to: name)
  }

  /// Writes a file, making the directories it is in.
  package func write(_ bytes: [UInt8], to name: String) throws {
    for (index, character) in name.enumerated() where character == "/" {
      mkdir(self(String(name.prefix(index))), 0o777)
    }
    guard let file = fopen(self(name), "w") else { throw CannotMake(errno: errno) }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw CannotMake(errno: errno) }
  }

  /// The bytes of a file, `nil` where there is none.
  package func bytes(of name: String) -> [UInt8]? {
    guard let file = fopen(self(name), "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  /// The text of a file, `nil` where there is none.
  package func text(of name: String) -> String? {
    bytes(of: name).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether there is anything of that name; a symbolic link counts itself.
  package func has(_ name: String) -> Bool {
    var status = stat()
    return lstat(self(name), &status) == 0
  }

  /// The names in it or in a directory below it, sorted.
  package func names(in name: String = ".") -> [String] { Self.names(in: self(name)) }

  /// One line for each file: name, size, time to the nanosecond, inode and a sum of the content. Two equal
  /// fingerprints mean that nothing was written, made or removed between them.
  package func fingerprint() -> [String] {
    let root = look("", as: path)
    return [root] + Self.names(in: path).map { look($0, as: self($0)) }
  }

  private func look(_ name: String, as path: String) -> String {
    var status = stat()
    guard lstat(path, &status) == 0 else { return "\(name) gone" }
    let modified = status.st_mtim
    var sum: UInt64 = 14_695_981_039_346_656_037
    for byte in bytes(of: name) ?? [] { sum = (sum ^ UInt64(byte)) &* 1_099_511_628_211 }
    return "\(name) \(status.st_size) \(modified.tv_sec).\(modified.tv_nsec) "
      + "\(status.st_ino) \(sum)"
  }

  private static func names(in path: String) -> [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func removeTree(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in names(in: path) { removeTree(path + "/" + name) }
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}
