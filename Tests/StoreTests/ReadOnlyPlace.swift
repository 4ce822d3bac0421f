import TestSupport

import Glibc

/// A directory mounted read-only over itself, since permissions do not stop root.
struct ReadOnlyPlace {
  private let path: String

  static let isPossible: Bool = {
    guard geteuid() == 0, let directory = try? TemporaryDirectory() else { return false }
    guard let place = try? ReadOnlyPlace(directory.path) else { return false }
    place.undo()
    return true
  }()

  struct CannotMount: Error {}

  init(_ path: String) throws {
    self.path = path
    guard mount(path, path, nil, UInt(MS_BIND), nil) == 0 else { throw CannotMount() }
    let flags = UInt(MS_BIND) | UInt(MS_REMOUNT) | UInt(MS_RDONLY)
    guard mount(nil, path, nil, flags, nil) == 0 else {
      undo()
      throw CannotMount()
    }
  }

  func undo() {
    umount(path)
  }
}
