import Basics
import Glibc

/// One SQLite file, opened for writing (one connection, kept) or for reading (see `Reader`).
final class DatabaseFile: Sendable {
  /// The file as the caller named it.
  let path: String
  private let access: Access
  private let foldsInRegularly: Bool
  /// When the log was last folded in, in seconds of a clock that nobody sets.
  private let foldedIn = Locked(0)

  private enum Access: Sendable {
    case writing(DatabaseConnection)
    case reading(Reader)
  }

  private init(path: String, access: Access, format: DatabaseFormat) {
    self.path = path
    self.access = access
    foldsInRegularly = format.durability == .survivesPowerCut
  }

  /// How long a write waits for another process's write.
  static let busyTimeout = 10.0

  /// Room for the pages of a connection that writes. Rows come in the order of hashes, so each may touch another page;
  /// with SQLite's 2 MB most of them would be read from the file again and written several times in one transaction.
  private static let cacheKibibytes = 32 << 10

  /// How long the write-ahead log grows, in pages (of 4 KiB), before it is folded into the file: each time all pages
  /// of the indexes by hash are written again. SQLite's own figure is 1,000.
  private static let pagesBetweenCheckpoints = 8_192

  /// Opens for writing; makes the file where there is none and brings an older schema up to date.
  static func forWriting(path: String, format: DatabaseFormat) throws(StoreError) -> DatabaseFile {
    do {
      // SQLite would open it for reading and fail later, in other words.
      if FileLook.isReadOnly(path) { throw StoreError(path: path, cause: .readOnly) }
      if FileLook(path).isMissingOrEmpty {
        try create(path: path, format: format)
      } else {
        // A file that is not ours, or too new, is found out without leaving a trace in it.
        try Reader(path: path, format: format)?.close()
      }
      let connection = try openForWriting(path, format: format)
      try connection.access { database in
        let version = try format.version(of: database, path: path)
        if try database.value(String.self, "PRAGMA journal_mode") != "wal" {
          try database.execute(sql: "PRAGMA journal_mode = WAL")
        }
        try format.migrate(database, from: version)
      }
      return DatabaseFile(path: path, access: .writing(connection), format: format)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Opens for reading without changing or creating anything; `nil` where nothing has been made yet.
  static func forReading(path: String, format: DatabaseFormat) throws(StoreError) -> DatabaseFile? {
    do {
      guard let reader = try Reader(path: path, format: format) else { return nil }
      return DatabaseFile(path: path, access: .reading(reader), format: format)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Reads in one snapshot. `body` may be called more than once, and only the last call counts.
  func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    var value: Value?
    try reading { value = try body($0) }
    return try known(value)
  }

  /// Writes in one transaction: all of `body` or nothing of it.
  func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    var value: Value?
    try writing { value = try body($0) }
    return try known(value)
  }

  private func known<Value>(_ value: Value?) throws(StoreError) -> Value {
    guard let value else { throw StoreError(path: path, cause: .busy) }
    return value
  }

  // What opens, locks and repeats is not generic: so it is compiled once and not for every type of result, which with
  // sixty types was a third of this module.

  private func reading(_ body: (Database) throws -> Void) throws(StoreError) {
    do {
      switch access {
      case .writing(let connection): try connection.read(body)
      case .reading(let reader): try reader.read(body)
      }
    } catch {
      throw StoreError(error, path: path)
    }
  }

  private func writing(_ body: (Database) throws -> Void) throws(StoreError) {
    do {
      switch access {
      case .writing(let connection):
        try connection.write(body)
        if foldsInRegularly { foldIn(connection) }
      case .reading: throw StoreError(path: path, cause: .readOnly)
      }
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Writes in one transaction that reads another database, too.
  func write<Value>(
    beside other: String, as name: String, _ body: (Database) throws -> Value
  ) throws(StoreError) -> Value {
    guard case .writing(let connection) = access else {
      throw StoreError(path: path, cause: .readOnly)
    }
    do {
      try connection.access {
        try $0.execute(
          sql: "ATTACH DATABASE ? AS \(name)", arguments: [SQLitePath.plain(other)])
      }
      defer { try? connection.access { try $0.execute(sql: "DETACH DATABASE \(name)") } }
      return try connection.write(body)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Folds the write-ahead log into the file and lets go of it; afterwards the object must not be used.
  ///
  /// What is left is one file that anybody can open, in a read-only directory too: a database that keeps a log needs
  /// files beside it even to be read. Where somebody else has it open it keeps its log.
  func close() throws(StoreError) {
    do {
      switch access {
      case .writing(let connection):
        try? connection.access { database in
          try database.execute(sql: "PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE")
        }
        try connection.close()
      case .reading(let reader): reader.close()
      }
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// How often at most a ledger's log is folded into its file while a run goes on, in seconds: whoever copies that file
  /// alone, or loses the log beside it, has all but the last moments.
  private static let secondsBetweenFoldings = 2

  /// Folds in what no reader needs, where that was not done for a while. It is only brought forward here: where it
  /// cannot be done now, the log has everything.
  private func foldIn(_ connection: DatabaseConnection) {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    let isTime = foldedIn.withLock { last in
      guard now.tv_sec >= last + Self.secondsBetweenFoldings else { return false }
      last = now.tv_sec
      return true
    }
    guard isTime else { return }
    try? connection.access { try $0.execute(sql: "PRAGMA wal_checkpoint(PASSIVE)") }
  }

  /// Writes a copy of all that is committed into a file of its own, complete or not at all. Only a database of the
  /// same kind is replaced.
  func copy(to target: String, format: DatabaseFormat) throws(StoreError) {
    do {
      if FileLook(target).isSameFile(as: FileLook(path)) {
        throw StoreError(path: target, cause: .cannotOpen("it is the ledger itself"))
      }
      if FileLook(target).exists, !FileLook(target).isMissingOrEmpty {
        _ = try Reader(path: target, format: format)
      }
      try Self.putInPlace(target) { unfinished in
        try read { try $0.copy(to: SQLitePath.plain(unfinished)) }
      }
    } catch {
      throw StoreError(error, path: target)
    }
  }

  /// A connection that writes, with its settings made.
  static func openForWriting(
    _ path: String, format: DatabaseFormat
  ) throws -> DatabaseConnection {
    let connection = try DatabaseConnection(
      path: SQLitePath.plain(path), busyTimeout: busyTimeout)
    try connection.access { database in
      try database.execute(
        sql: """
          PRAGMA foreign_keys = ON;
          PRAGMA synchronous = \(format.durability.rawValue);
          PRAGMA cache_size = -\(cacheKibibytes);
          PRAGMA wal_autocheckpoint = \(pagesBetweenCheckpoints);
          """)
    }
    return connection
  }

  /// Makes a new file under another name and moves it into place when it is complete, so that a kill leaves
  /// either no database or a whole one.
  private static func create(path: String, format: DatabaseFormat) throws {
    try putInPlace(path) { unfinished in
      let connection = try openForWriting(unfinished, format: format)
      try connection.access { database in
        // With a log, closing would have to fold it in, and SQLite's close does not say where that fails (a full
        // disk). With a journal each commit stands in the file itself, and says so. Only the last step turns to a log.
        try format.migrate(database, from: nil)
      }
      try connection.close()
    }
  }

  /// Has a whole database written under another name, and moves it into place; nothing is left of one that fails.
  private static func putInPlace(
    _ named: String, _ write: (_ unfinished: String) throws -> Void
  ) throws {
    // SQLite follows links too, and keeps its logs beside the file itself.
    let target = (try? OutputPlace.end(ofLinks: named)) ?? named
    let look = FileLook(target)
    guard !look.exists || look.isRegular || look.isDirectory else {
      throw StoreError(path: named, cause: .noFile)
    }
    let directory = Directories.parent(of: target)
    guard FileLook(directory).isDirectory else {
      throw StoreError(path: target, cause: .noDirectory(directory))
    }
    let unfinished = target + SQLitePath.unfinishedSuffix
    let leftovers = ([""] + SQLitePath.companionSuffixes).map { unfinished + $0 }
    leftovers.forEach(FileLook.remove)
    do {
      try write(unfinished)
      // A log left behind by a database that was deleted by hand would be taken for the new one's.
      for suffix in SQLitePath.companionSuffixes { FileLook.remove(target + suffix) }
      try FileLook.moveDurably(unfinished, to: target)
    } catch {
      leftovers.forEach(FileLook.remove)
      throw error
    }
  }
}
