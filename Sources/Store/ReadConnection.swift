/// A connection that reads and leaves no trace, in one of three ways:
/// 1. There is no log: the file is opened as `immutable`. SQLite then takes no lock and sees no change, so the
///    file is looked at again after each reading: if a writer folded its log into it meanwhile, what was read
///    does not count.
/// 2. There is a log: it is opened read-only with `readonly_shm`, which uses the index of the log that a living
///    writer keeps, or, where its writer was killed, makes one in memory.
/// 3. Neither works (a log without an index, a rollback journal, an older schema): the files are copied to a temporary directory and opened there.
///
/// The copy closes descriptors of the file, which lets go of this process's POSIX locks on it; a process that
/// writes the same database never comes there, since a living writer's index is always present.
final class ReadConnection {
  let connection: DatabaseConnection
  private let way: Way
  private let look: DatabaseLook
  private let copy: TemporaryCopy?

  private enum Way {
    case immutable
    case live
    case copied
  }

  /// Opens in the first or second way, or in the third where it is known to be needed.
  init(path: String, format: DatabaseFormat, look: DatabaseLook) throws {
    self.look = look
    copy = nil
    way = look.hasLog ? .live : .immutable
    let parameter = look.hasLog ? "readonly_shm" : "immutable"
    connection = try DatabaseConnection(
      path: SQLitePath.uri(path, setting: parameter), isReadOnly: true,
      busyTimeout: DatabaseFile.busyTimeout)
    let version = try connection.read { try format.version(of: $0, path: path) }
    if let version, version < format.oldestReadAsNewest {
      throw DatabaseError(.readOnly, "an older schema")
    }
  }

  /// Opens in the third way; `nil` where a writer came between and one should look again.
  init?(copying path: String, format: DatabaseFormat, look: DatabaseLook) throws {
    let copy = try TemporaryCopy(of: path)
    guard DatabaseLook(path) == look else { return nil }
    self.look = look
    self.copy = copy
    way = .copied
    connection = try DatabaseFile.openForWriting(copy.path, format: format)
    try connection.access { database in
      if let version = try format.version(of: database, path: path) {
        try format.migrate(database, from: version)
      }
    }
  }

  /// Whether the connection shows the files as they look now.
  func serves(_ now: DatabaseLook) -> Bool {
    switch way {
    case .immutable: !now.hasLog && now.main == look.main
    case .live: now.hasLog && now.main.isSameFile(as: look.main) && now.log.isSameFile(as: look.log)
    case .copied: now == look
    }
  }

  /// Whether a writer changed the file under a reading that had no lock.
  func wasOvertaken(path: String) -> Bool {
    way == .immutable && FileLook(path) != look.main
  }

  /// Whether an error says that only a copy can be read.
  static func mustCopy(after error: DatabaseError) -> Bool {
    switch error.code {
    case .readOnly, .cannotOpen: true
    default: false
    }
  }
}

/// A private copy of a database with its log, removed with the object.
final class TemporaryCopy {
  /// The copied database.
  let path: String
  private let directory: String

  init(of source: String) throws {
    directory = try FileLook.makeTemporaryDirectory()
    path = directory + "/copy.db"
    for suffix in ["", "-wal", "-journal"] {
      _ = try FileLook.copy(source + suffix, to: path + suffix)
    }
  }

  deinit {
    FileLook.removeDirectory(
      directory, files: ([""] + SQLitePath.companionSuffixes).map { "copy.db" + $0 })
  }
}
