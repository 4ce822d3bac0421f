/// What makes a file one of ours: its mark, its schema and how hard its commits are pressed to the disk.
struct DatabaseFormat: Sendable {
  /// SQLite's `application_id`.
  let applicationID: Int32
  /// What a commit waits for.
  let durability: Durability
  /// Migration n (counted from 1) leads from schema version n-1 to n; they are never changed once released.
  let migrations: [@Sendable (Database) throws -> Void]
  /// The oldest version that is read like the newest: what later migrations change concerns writers alone.
  let oldestReadAsNewest: Int

  /// SQLite's `synchronous` in WAL mode.
  enum Durability: String {
    /// A commit survives the process, but the last ones may be lost in a power cut (the file stays whole).
    case survivesProcess = "NORMAL"
    /// A commit survives a power cut.
    case survivesPowerCut = "FULL"
  }

  /// The newest schema version that this program knows.
  var newestVersion: Int { migrations.count }

  /// The version of an open database; `nil` for one in which nothing was ever made.
  /// Throws `StoreError.Cause.foreign` and `.newerVersion`.
  func version(of database: Database, path: String) throws -> Int? {
    let mark = try database.value(Int32.self, "PRAGMA application_id") ?? 0
    let version = try database.schemaVersion()
    if mark != applicationID {
      let objects = try database.value(Int.self, "SELECT count(*) FROM sqlite_master") ?? 0
      guard mark == 0, version == 0, objects == 0 else {
        throw StoreError(path: path, cause: .foreign)
      }
      return nil
    }
    guard version <= newestVersion else {
      throw StoreError(
        path: path, cause: .newerVersion(found: version, known: newestVersion))
    }
    return version
  }

  /// Brings a database to the newest version, one transaction for each step, so that a kill between two steps
  /// leaves a version that the next run goes on from.
  func migrate(_ database: Database, from version: Int?) throws {
    if version == nil {
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    }
    let start = max(0, version ?? 0)
    for (index, migration) in migrations.enumerated().dropFirst(start) {
      try database.inTransaction(.immediate) {
        try migration(database)
        try database.execute(sql: "PRAGMA user_version = \(index + 1)")
      }
    }
  }
}

extension Database {
  /// The version that the last migration left: SQLite's `user_version`, 0 where nobody has set it.
  func schemaVersion() throws(DatabaseError) -> Int {
    try value(Int.self, "PRAGMA user_version") ?? 0
  }
}
