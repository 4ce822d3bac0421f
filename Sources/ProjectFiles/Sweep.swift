import Basics
import TropeModel

import Glibc

/// Goes through directories for the cleaner and keeps account of it.
struct Sweep {
  private(set) var report = CleanReport()
  private let onlyLooking: Bool

  init(onlyLooking: Bool) { self.onlyLooking = onlyLooking }

  /// What is to be done with a name.
  enum Verdict {
    case remove(CleanReport.Kind)
    /// It is left alone, and told.
    case keep(CleanReport.Why)
    /// It is dealt with elsewhere.
    case ignore
  }

  /// Does with each name in a directory what `judge` says; a directory that is not there is fine.
  mutating func visit(
    _ path: String, followingLink: Bool, _ judge: (String) -> Verdict
  ) throws(FileError) {
    let directory: Descriptor
    do {
      directory = try Descriptor(
        path, flags: O_RDONLY | O_DIRECTORY | (followingLink ? 0 : O_NOFOLLOW))
    } catch {
      switch error.errno {
      case ENOENT: return
      // A symbolic link or a plain file stands where our directory would be.
      case ENOTDIR where !followingLink, ELOOP where !followingLink:
        return keep(path, Self.whyNotOurs(path))
      default: throw error
      }
    }
    for bytes in try Directories.names(in: directory.number, path: path).sorted(by: precedes) {
      // A name that is not UTF-8 is none of ours, and comes out changed, so it matches nothing.
      let name = String(decoding: bytes, as: UTF8.self)
      switch judge(name) {
      case .ignore: continue
      case .keep(let why): keep("\(path)/\(name)", why)
      case .remove(let kind):
        try remove(name, in: directory.number, path: "\(path)/\(name)", kind: kind)
      }
    }
  }

  /// Removes a directory if nothing is left in it. That it cannot be removed is no fault.
  mutating func removeIfEmpty(_ path: String) {
    guard !onlyLooking, rmdir(path) == 0 else { return }
    report.removedDirectories.append(path)
  }

  private mutating func remove(
    _ name: String, in directory: Int32, path: String, kind: CleanReport.Kind
  ) throws(FileError) {
    var status = stat()
    guard fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      if errno == ENOENT { return }
      throw FileError(.look, path)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      return keep(path, status.st_mode & S_IFMT == S_IFLNK ? .symbolicLink : .notAFile)
    }
    if kind == .database, try !isOurDatabase(name, in: directory, path: path, size: status.st_size)
    {
      return keep(path, .foreignDatabase)
    }
    if !onlyLooking, unlinkat(directory, name, 0) != 0 {
      if errno == ENOENT { return }
      throw FileError(.remove, path)
    }
    report.removed[kind, default: CleanReport.Tally()].files += 1
    report.removed[kind, default: CleanReport.Tally()].bytes += Int64(status.st_size)
  }

  private mutating func keep(_ path: String, _ why: CleanReport.Why) {
    report.kept.append(CleanReport.Kept(path: path, why: why))
  }

  private static func whyNotOurs(_ path: String) -> CleanReport.Why {
    var status = stat()
    let isLink = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    return isLink ? .symbolicLink : .unknown
  }

  /// Whether a database file bears the mark of tropes.db. An empty one was never used, and a companion (a log,
  /// its index) belongs to the database whose name it begins with, if that is there.
  private func isOurDatabase(
    _ name: String, in directory: Int32, path: String, size: off_t
  ) throws(FileError) -> Bool {
    for ending in ["-wal", "-shm", "-journal"] where name.hasSuffix(ending) {
      let owner = String(name.dropLast(ending.count))
      var status = stat()
      guard fstatat(directory, owner, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return true }
      guard status.st_mode & S_IFMT == S_IFREG else { return false }
      let ownerPath = String(path.dropLast(ending.count))
      return try isOurDatabase(owner, in: directory, path: ownerPath, size: status.st_size)
    }
    if size == 0 { return true }
    let file = try Descriptor(
      name, in: directory, flags: O_RDONLY | O_NOFOLLOW, operation: .read, named: path)
    let header = try file.readAll(limit: 72)
    guard header.count == 72, header.starts(with: Array("SQLite format 3\0".utf8)) else {
      return false
    }
    let mark = header[68..<72].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return Int32(bitPattern: mark) == DatabaseMark.tropes
  }
}

/// The order of bytes.
private func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.lexicographicallyPrecedes(right)
}
