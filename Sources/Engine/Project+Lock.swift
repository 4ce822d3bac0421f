import Basics
import Glibc
package import ProjectFiles
import TropeModel

extension Project {
  /// Takes the project's lock.
  ///
  /// - Parameter command: what the program was called as, for those who have to wait.
  package func lock(for command: String) throws -> BuildLock {
    try Directories.make(paths.build)
    return try BuildLock.acquire(paths.lock, command: command, now: .byTheWall)
  }
}

extension Project {
  /// Takes the lock on the ledger, which other projects may share: for whoever sends or writes into it. The project's own
  /// lock is taken before it.
  package func lockLedger(for command: String) throws -> BuildLock {
    try BuildLock.acquire(ledgerLockPath, of: .ledger, command: command, now: .byTheWall)
  }

  /// So often another edit of the labels by hand is waited for, 50 ms each: ten seconds in all.
  private static let mostTriesForOverrides = 200

  /// Takes the right to edit the labels by hand, which is held for moments only: edits at the same time follow each other.
  func lockOverrides(for command: String) throws(LockError) -> BuildLock {
    for _ in 1..<Self.mostTriesForOverrides {
      do throws(LockError) {
        return try BuildLock.acquire(paths.overridesLock, command: command, now: .byTheWall)
      } catch {
        guard case .held = error else { throw error }
      }
    }
    return try BuildLock.acquire(paths.overridesLock, command: command, now: .byTheWall)
  }

  /// Beside the ledger itself, so that whoever reaches it by a link finds the same lock.
  private var ledgerLockPath: String {
    Self.real(paths.ledger) + "-lock"
  }

  /// What the messages and the ledger call this project: the place of its tropefile, or its own where there is none.
  var owner: String {
    tropefile.flatMap { NewFile.exists($0) ? Self.real($0) : nil } ?? place
  }

  /// The project's directory as an absolute path without links.
  package var place: String { Self.real(directory) }

  /// What it is called on pages: the last name of its directory's path.
  package var name: String {
    let path = place
    return path.split(separator: "/").last.map(String.init) ?? path
  }

  /// The path without links; where there is no such file yet, without those of its directory.
  private static func real(_ path: String) -> String {
    if let whole = realpath(path, nil) {
      defer { free(whole) }
      return String(cString: whole)
    }
    let parent = Directories.parent(of: path)
    guard parent != path else { return path }
    let above = real(parent)
    return (above == "/" ? "" : above) + "/" + Directories.name(of: path)
  }
}

extension Timestamp {
  /// Now, by the user's clock, whatever a rehearsal's says.
  static var byTheWall: Timestamp {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Timestamp(milliseconds: Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000)
  }
}
