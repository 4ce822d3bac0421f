import Glibc

/// A small file system of its own in place of a directory, which can be filled up. Needs root on Linux; a test
/// that uses it is skipped where `isPossible` is false.
package struct FullDisk {
  private let path: String

  /// Whether such a file system can be made here.
  package static let isPossible: Bool = {
    guard geteuid() == 0, let directory = try? TemporaryDirectory(),
      let disk = try? FullDisk(directory.path, bytes: 65_536)
    else { return false }
    disk.undo()
    return true
  }()

  /// It could not be made.
  package struct CannotMount: Error {}

  /// Puts an empty file system of that size over the directory at `path`.
  package init(_ path: String, bytes: Int) throws {
    self.path = path
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(bytes)") == 0 else { throw CannotMount() }
  }

  /// Takes it away again; call it before the directory goes.
  package func undo() {
    umount2(path, Int32(MNT_DETACH))
  }
}
