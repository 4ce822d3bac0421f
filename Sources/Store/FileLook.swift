import Basics
import Glibc

/// What `stat` tells of a database file, as far as readers need it to notice a writer.
struct FileLook: Equatable {
  private(set) var exists = false
  private(set) var isDirectory = false
  private(set) var isRegular = false
  private(set) var size: Int64 = 0
  private var device: UInt64 = 0
  private var inode: UInt64 = 0
  private var modified = [0, 0]
  // The time of the last change of the inode is left out: SQLite, run by root, gives a log to the owner that it
  // has already, and moves that time alone.

  init(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    exists = true
    isDirectory = status.st_mode & S_IFMT == S_IFDIR
    isRegular = status.st_mode & S_IFMT == S_IFREG
    size = Int64(status.st_size)
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(status.st_ino)
    modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
  }

  /// Whether there is nothing in it.
  var isMissingOrEmpty: Bool { size == 0 }

  /// Whether both are one file, whatever was written to it meanwhile.
  func isSameFile(as other: FileLook) -> Bool {
    exists && other.exists && device == other.device && inode == other.inode
  }

  /// Whether the system says that a file, or where there is none its directory, must not be written.
  static func isReadOnly(_ path: String) -> Bool {
    for path in [path, Directories.parent(of: path)] where access(path, W_OK) != 0 {
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
    try throwing { () throws(FileError) in try Directories.sync(Directories.parent(of: target)) }
  }

  /// A new private directory beside the system's temporary files.
  static func makeTemporaryDirectory() throws -> String {
    var template = Array((Directories.temporary + "/tropebuild.XXXXXX").utf8CString)
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
    try throwing { () throws(FileError) in
      let input: Descriptor
      do throws(FileError) { input = try Descriptor(source, flags: O_RDONLY) } catch {
        if error.errno == ENOENT { return false }
        throw error
      }
      let output = try Descriptor(target, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
      try input.readPieces(size: 1 << 18) { bytes throws(FileError) in
        try output.write(bytes)
      }
      return true
    }
  }

  private static func throwing<Value>(_ body: () throws(FileError) -> Value) throws -> Value {
    do throws(FileError) { return try body() } catch { throw cannotOpen(error.errno) }
  }

  /// The system's error as SQLite would report it, so that there is one place that sorts errors.
  private static func cannotOpen(_ code: Int32) -> DatabaseError {
    let result: ResultCode =
      switch code {
      case ENOSPC, EDQUOT: .full
      case EROFS: .readOnly
      default: .cannotOpen
      }
    return DatabaseError(result, String(systemError: code))
  }
}
