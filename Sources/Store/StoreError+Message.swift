extension StoreError: CustomStringConvertible {
  /// What is wrong and what to do about it, in lower case, for the user.
  package var description: String { "'\(path)' \(what); \(advice)" }

  private var what: String {
    switch cause {
    case .notADatabase:
      "is not an SQLite database"
    case .foreign:
      "is an SQLite database, but not one that tropebuild made for this purpose"
    case .newerVersion(let found, let known):
      "is from a newer tropebuild (schema \(found), this one knows up to \(known))"
    case .damaged(let detail):
      "is damaged (\(detail))"
    case .busy:
      "is being written by another process"
    case .readOnly:
      "cannot be written"
    case .diskFull:
      "cannot grow, the disk is full"
    case .cannotOpen(let detail):
      "cannot be opened (\(detail))"
    case .noDirectory(let directory):
      "cannot be made: there is no directory '\(directory)'"
    case .noFile:
      "is a device or a pipe, and a database is a file"
    case .other(let code, let message):
      "could not be used (SQLite error \(code): \(message))"
    }
  }

  private var advice: String {
    switch cause {
    case .notADatabase, .foreign:
      "move it away, or name another file in the tropefile"
    case .newerVersion:
      "update tropebuild, or name another file in the tropefile"
    case .damaged:
      "records come back from the ledger at no cost: move their database away and build again; a ledger's replies "
        + "do not: rescue what is left of them with 'sqlite3 FILE .recover' before you build"
    case .busy:
      "wait until that process has ended, or end it, then run again"
    case .readOnly:
      "check the permissions of the file and of its directory, and that the disk is not mounted "
        + "read-only"
    case .diskFull:
      "make room and run again: nothing that was recorded is lost"
    case .cannotOpen:
      "check that its directory exists and that both may be read"
    case .noDirectory:
      "make it first, or name another file"
    case .noFile:
      "name another file"
    case .other:
      "run again, and if it stays, move the file away"
    }
  }
}

extension OriginalDatabaseError: CustomStringConvertible {
  /// What is wrong and what to do about it, in lower case, for the user.
  package var description: String {
    switch cause {
    case .missing: "there is no database '\(path)'; check the path"
    case .marked:
      "'\(path)' is not a database of the original scripts, but another program's (tropebuild's own "
        + "need no import: name it in the tropefile as 'ledger' or 'build.database')"
    case .noTables:
      "'\(path)' is not a database of the original scripts: it has neither the tables 'tropemovie' and "
        + "'character_tropes' nor 'deathmovie' and 'character_deaths'; give the file that 'api-mining-init-db' "
        + "made"
    }
  }
}
