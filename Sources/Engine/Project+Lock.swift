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

extension Timestamp {
  /// Now, by the user's clock, whatever a rehearsal's says.
  fileprivate static var byTheWall: Timestamp {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Timestamp(milliseconds: Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000)
  }
}
