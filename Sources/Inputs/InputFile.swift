import Glibc
import Synchronization
package import TropeModel

/// An open regular file, closed with its last use.
package struct InputFile: ~Copyable {
  private let descriptor: Int32
  /// The stamp from when it was opened.
  package let openedStamp: FileStamp

  /// Opens `name` relative to `directory` (`AT_FDCWD` for the working directory). Never waits: a named pipe or a
  /// device by the name of an input is refused instead.
  package init(at directory: Int32, _ name: UnsafePointer<CChar>) throws(FileProblem) {
    (descriptor, openedStamp) = try Self.open(at: directory, name)
  }

  deinit { close(descriptor) }

  private static func open(
    at directory: Int32, _ name: UnsafePointer<CChar>
  ) throws(FileProblem) -> (Int32, FileStamp) {
    let opened = openForReading(directory, name)
    guard opened >= 0 else {
      // A socket cannot be opened at all; the error alone would say "no such device or address".
      if errno == ENXIO { throw .notAFile(.socket) }
      throw .cannotOpen(errno)
    }
    var status = stat()
    let problem: FileProblem?
    if fstat(opened, &status) != 0 {
      problem = .cannotStat(errno)
    } else {
      problem = FileKind(notRegular: status).map { .notAFile($0) }
    }
    guard let problem else { return (opened, FileStamp(status)) }
    close(opened)
    throw problem
  }

  /// `O_NOATIME`, which the module of the C library leaves out: its value in Linux's `asm-generic/fcntl.h`, which holds
  /// on all processors that Swift has.
  private static var noAccessTime: Int32 { 0o1_000_000 }

  /// Whether to open files without their time of last access being noted. Only a file's owner may, and not on every
  /// file system: the first refusal is the last.
  private static let leavesAccessTime = Atomic<Bool>(true)

  /// Without noting it, as that time would be written for every file of a new corpus, and for every touched one.
  private static func openForReading(_ directory: Int32, _ name: UnsafePointer<CChar>) -> Int32 {
    guard leavesAccessTime.load(ordering: .relaxed) else {
      return openat(directory, name, flags: 0)
    }
    let opened = openat(directory, name, flags: noAccessTime)
    guard opened < 0 else { return opened }
    switch errno {
    case EPERM, EINVAL, EOPNOTSUPP:
      leavesAccessTime.store(false, ordering: .relaxed)
      return openat(directory, name, flags: 0)
    default: return opened
    }
  }

  private static func openat(
    _ directory: Int32, _ name: UnsafePointer<CChar>, flags: Int32
  ) -> Int32 {
    while true {
      let opened = Glibc.openat(
        directory, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | flags)
      if opened >= 0 || errno != EINTR { return opened }
    }
  }

  /// The stamp of a regular file that is not opened for it.
  package static func stamp(ofPath path: String) throws(FileProblem) -> FileStamp {
    var status = stat()
    guard fstatat(AT_FDCWD, path, &status, 0) == 0 else {
      throw errno == ENOENT ? .cannotOpen(errno) : .cannotStat(errno)
    }
    if let kind = FileKind(notRegular: status) { throw .notAFile(kind) }
    return FileStamp(status)
  }

  /// The stamp as of now.
  package func stamp() throws(FileProblem) -> FileStamp {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .cannotStat(errno) }
    return FileStamp(status)
  }

  /// Reads at `offset` until `buffer` is full or the file ends; how many bytes were read.
  package func read(
    at offset: Int64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(FileProblem) -> Int {
    guard let base = buffer.baseAddress else { return 0 }
    var count = 0
    while count < buffer.count {
      let result = pread(descriptor, base + count, buffer.count - count, off_t(offset) + count)
      if result > 0 {
        count += result
      } else if result == 0 {
        break
      } else if errno != EINTR {
        throw .cannotRead(errno)
      }
    }
    return count
  }

  /// `count` bytes from `offset`, fewer where the file ends before.
  package func bytes(at offset: Int64, count: Int) throws(FileProblem) -> [UInt8] {
    // An array of no capacity is one that all threads share: its count is not to be written.
    guard count > 0 else { return [] }
    var problem: FileProblem?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(FileProblem) {
        let room = UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count])
        initialized = try read(at: offset, into: room)
      } catch {
        problem = error
      }
    }
    if let problem { throw problem }
    return bytes
  }
}

extension FileKind {
  /// What the file is; `nil` for a regular one.
  fileprivate init?(notRegular status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: return nil
    case S_IFDIR: self = .directory
    case S_IFIFO: self = .fifo
    case S_IFSOCK: self = .socket
    case S_IFCHR, S_IFBLK: self = .device
    default: self = .other
    }
  }
}

extension FileStamp {
  /// What `stat` told, its times in one number each.
  init(_ status: stat) {
    self.init(
      modifiedNanoseconds: status.st_mtim.nanoseconds, size: Int64(status.st_size),
      changedNanoseconds: status.st_ctim.nanoseconds,
      inode: Int64(bitPattern: UInt64(status.st_ino)))
  }

  /// The clock that file times come from, in nanoseconds since 1970: the kernel stamps files with the time of its
  /// last tick, so a finer clock would call a file older than it is.
  package static func nowNanoseconds() -> Int64 {
    var now = timespec()
    guard clock_gettime(CLOCK_REALTIME_COARSE, &now) == 0 else { return 0 }
    return now.nanoseconds
  }

  /// Whether an equal stamp will prove equal content: only where the file was older than the scan that hashed it,
  /// else it could have been written again within the same tick of the clock (the case that git calls racy).
  /// Times in the future are never trusted, which is right after a clock was set back.
  ///
  /// - Parameter scanStart: by `nowNanoseconds()`.
  package func isTrusted(scanStart: Int64) -> Bool {
    modifiedNanoseconds < scanStart && changedNanoseconds < scanStart
  }
}

extension timespec {
  /// A time in one number. File systems know later ones than 2262, the last that fits: those are all that one, which is in
  /// the future and so never trusted.
  var nanoseconds: Int64 {
    Int64(tv_sec).multipliedSaturated(by: 1_000_000_000).addingSaturated(Int64(tv_nsec))
  }
}
