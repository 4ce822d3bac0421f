import Basics
import Glibc

/// Reads a database without changing or creating one byte, while others write, from read-only places, and after
/// a writer was killed.
///
/// SQLite's own read-only mode makes `-wal` and `-shm` files beside a database in WAL mode, so there are three
/// ways (see `ReadConnection`), chosen anew whenever the files look different.
///
/// `@unchecked Sendable`: the only mutable state is `current`, touched under `lock` alone.
final class Reader: @unchecked Sendable {
  private let path: String
  private let format: DatabaseFormat
  private let lock = Lock()
  private var current: ReadConnection?

  /// How often a reading is begun again because a writer came between. From the fourth time on it waits first, longer
  /// each time, since a writer that writes many groups one after another leaves no more than moments: two seconds in all.
  private static let mostAttempts = 20

  /// `nil` where there is no file, or none in which anything was made.
  init?(path: String, format: DatabaseFormat) throws {
    self.path = path
    self.format = format
    let look = FileLook(path)
    if look.isDirectory {
      throw StoreError(path: path, cause: .cannotOpen("it is a directory"))
    }
    if look.isMissingOrEmpty { return nil }
    var version: Int?
    try read { version = try format.version(of: $0, path: path) }
    guard version != nil else { return nil }
  }

  /// Reads in one snapshot, the newest there is; calls `body` again if a writer came between.
  func read(_ body: (Database) throws -> Void) throws {
    try lock.withLock { try readLocked(body) }
  }

  private func readLocked(_ body: (Database) throws -> Void) throws {
    for attempt in 0..<Self.mostAttempts {
      if attempt > 2 { usleep(UInt32(attempt - 2) * 12_000) }
      let look = DatabaseLook(path)
      if let connection = current, !connection.serves(look) { current = nil }
      do {
        let connection = try current ?? ReadConnection(path: path, format: format, look: look)
        current = connection
        let result = Result { try connection.connection.read(body) }
        if connection.wasOvertaken(path: path) {
          current = nil
          continue
        }
        try result.get()
        return
      } catch let error as DatabaseError {
        current = nil
        // Half of somebody's change was seen, or a file vanished between looking and opening.
        if DatabaseLook(path) != look { continue }
        guard ReadConnection.mustCopy(after: error) else { throw error }
        guard let copy = try ReadConnection(copying: path, format: format, look: look) else {
          continue
        }
        current = copy
        try copy.connection.read(body)
        return
      }
    }
    throw StoreError(path: path, cause: .busy)
  }

  /// Lets go of the file; a later reading opens it again.
  func close() {
    lock.withLock { current = nil }
  }
}
