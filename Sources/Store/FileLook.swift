#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What `stat` tells of a database file, as far as readers need it to notice a writer.
struct FileLook: Equatable {
  private(set) var exists = false
  private(set) var isDirectory = false
  private(set) var size: Int64 = 0
  private var inode: UInt64 = 0
  private var modified = [0, 0]
  // The time of the last change of the inode is left out: SQLite, run by root, gives a log to the owner that it
  // has already, and moves that time alone.

  init(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    exists = true
    isDirectory = status.st_mode & S_IFMT == S_IFDIR
    size = Int64(status.st_size)
    inode = UInt64(status.st_ino)
    #if canImport(Darwin)
      modified = [status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec]
    #else
      modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
    #endif
  }

  /// Whether there is nothing in it.
  var isMissingOrEmpty: Bool { size == 0 }

  /// Whether both are one file, whatever was written to it meanwhile.
  func isSameFile(as other: FileLook) -> Bool { exists && other.exists && inode == other.inode }

  /// Whether the system says that a file, or where there is none its directory, must not be written.
  static func isReadOnly(_ path: String) -> Bool {
    for path in [path, directory(of: path)] where access(path, W_OK) != 0 {
      if errno == EROFS || errno == EACCES { return true }
    }
    return false
  }

  /// Removes a file if it is there; that it could not be removed shows when it is used next.
  static func remove(_ path: String) { unlink(path) }

  /// Renames, and waits until the directory is on the disk: what is committed later into the file must not be
  /// lost because its name was.
  static func moveDurably(_ source: String, to target: String) throws {
    guard rename(source, target) == 0 else { throw cannotOpen(errno) }
    let directory = open(directory(of: target), O_RDONLY | O_CLOEXEC)
    guard directory >= 0 else { throw cannotOpen(errno) }
    defer { _ = Self.closeDescriptor(directory) }
    // A file system that cannot sync directories says EINVAL: then there is no more to be done.
    guard fsync(directory) == 0 || errno == EINVAL else { throw cannotOpen(errno) }
  }

  /// A new private directory beside the system's temporary files.
  static func makeTemporaryDirectory() throws -> String {
    var parent = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    if parent.isEmpty { parent = "/tmp" }
    var template = Array((parent + "/tropebuild.XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw cannotOpen(errno) }
    return template.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { String(cString: $0) } ?? ""
    }
  }

  /// Removes a directory that holds files only.
  static func removeDirectory(_ path: String, files: [String]) {
    for file in files { unlink(path + "/" + file) }
    rmdir(path)
  }

  /// Copies a file's bytes; returns whether there was one.
  static func copy(_ source: String, to target: String) throws -> Bool {
    let input = open(source, O_RDONLY | O_CLOEXEC)
    guard input >= 0 else {
      if errno == ENOENT { return false }
      throw cannotOpen(errno)
    }
    defer { _ = closeDescriptor(input) }
    let output = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard output >= 0 else { throw cannotOpen(errno) }
    defer { _ = closeDescriptor(output) }
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = read(input, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw cannotOpen(errno) }
      if count == 0 { return true }
      var done = 0
      while done < count {
        let written = buffer.withUnsafeBytes { bytes in
          write(output, bytes.baseAddress?.advanced(by: done), count - done)
        }
        if written < 0, errno == EINTR { continue }
        guard written > 0 else { throw cannotOpen(errno) }
        done += written
      }
    }
  }

  private static func closeDescriptor(_ descriptor: Int32) -> Int32 { close(descriptor) }

  private static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The system's error as SQLite would report it, so that there is one place that sorts errors.
  private static func cannotOpen(_ code: Int32) -> DatabaseError {
    let result: ResultCode =
      switch code {
      case ENOSPC, EDQUOT: .full
      case EROFS: .readOnly
      default: .cannotOpen
      }
    return DatabaseError(result, String(cString: strerror(code)))
  }
}
