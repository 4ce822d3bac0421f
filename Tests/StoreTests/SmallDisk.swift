import Glibc
import TestSupport

/// A file system in memory with little room, mounted over a directory; only root can make one.
struct SmallDisk {
  let path: String

  static let isPossible: Bool = {
    guard geteuid() == 0, let directory = try? TemporaryDirectory() else { return false }
    guard let disk = try? SmallDisk(over: directory.path, kilobytes: 64) else { return false }
    disk.undo()
    return true
  }()

  struct CannotMount: Error {}

  init(over path: String, kilobytes: Int) throws {
    self.path = path
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else { throw CannotMount() }
  }

  /// Makes room.
  func grow(kilobytes: Int) throws {
    guard mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT), "size=\(kilobytes)k") == 0 else {
      throw CannotMount()
    }
  }

  func undo() { umount(path) }
}
