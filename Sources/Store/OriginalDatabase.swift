package import TropeModel

/// The database of the first system's scripts, for taking over what it holds. Read only: no byte of it is changed and
/// no file is made beside it.
package final class OriginalDatabase: Sendable {
  /// What its movies were asked.
  package enum Kind: String, Hashable, Sendable {
    /// One trope a character.
    case tropes = "TROPES"
    /// Whether each character dies.
    case deaths = "DEATHS"

    fileprivate var movies: String { self == .tropes ? "tropemovie" : "deathmovie" }
    fileprivate var characters: String { self == .tropes ? "character_tropes" : "character_deaths" }
    fileprivate var answer: String { self == .tropes ? "trope" : "dies" }
  }

  private let file: DatabaseFile
  package let kind: Kind

  private init(_ file: DatabaseFile, _ kind: Kind) {
    self.file = file
    self.kind = kind
  }

  /// Opens it, and makes sure that it is one.
  ///
  /// - Throws: `OriginalDatabaseError`, `StoreError`.
  package static func open(path: String) throws -> OriginalDatabase {
    let file: DatabaseFile?
    do {
      file = try DatabaseFile.forReading(path: path, format: .original)
    } catch {
      switch error.cause {
      // A mark or a version in its head: it is somebody's, and theirs have none.
      case .foreign, .newerVersion: throw OriginalDatabaseError(path: path, cause: .marked)
      default: throw error
      }
    }
    guard let file else { throw OriginalDatabaseError(path: path, cause: .missing) }
    let kind = try file.read { database -> Kind? in
      for kind in [Kind.tropes, .deaths] where try hasColumns(database, of: kind) { return kind }
      return nil
    }
    guard let kind else { throw OriginalDatabaseError(path: path, cause: .noTables) }
    return OriginalDatabase(file, kind)
  }

  /// Calls `body` with each movie that has been taken up there, in the order of the table.
  package func forEachMovie(_ body: (OriginalMovie) throws -> Void) throws {
    let kind = kind
    let outcome = try file.read { database -> Result<Void, any Error> in
      let movies = try Statement(
        database,
        """
        SELECT id, metadata_status, processed_status, processing_method, last_updated
        FROM \(kind.movies) ORDER BY rowid
        """)
      // Without an index of ours there is theirs on movie_id; the order of ids is that of the reply.
      let characters = try Statement(
        database,
        "SELECT name, \(kind.answer) FROM \(kind.characters) WHERE movie_id = ? ORDER BY id")
      while try movies.step() {
        var answers: [OriginalMovie.Answer] = []
        characters.bind(movies.text(0), at: 1)
        while try characters.step() {
          answers.append(
            OriginalMovie.Answer(
              name: characters.text(0), value: characters.optionalText(1) ?? ""))
        }
        characters.reset()
        let movie = OriginalMovie(
          id: movies.text(0), castStatus: CastStatus(rawValue: movies.text(1)),
          status: movies.text(2), lane: movies.text(3) == "BATCH" ? .batch : .realtime,
          updatedAt: OriginalMovie.moment(movies.text(4)), answers: answers)
        do { try body(movie) } catch { return .failure(error) }
      }
      return .success(())
    }
    try outcome.get()
  }

  private static func hasColumns(_ database: Database, of kind: Kind) throws -> Bool {
    let wanted = [
      kind.movies: [
        "id", "metadata_status", "processed_status", "processing_method", "last_updated",
      ],
      kind.characters: ["id", "movie_id", "name", kind.answer],
    ]
    return try wanted.allSatisfy { table, columns in
      // A view of that name is tropes.db's or a notebook's, not theirs.
      let isTable = try database.value(
        Bool.self,
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?",
        arguments: [table])
      guard isTable == true else { return false }
      let names: [String] = try database.rows(
        "SELECT name FROM pragma_table_info(?)", arguments: [table]
      ).map { try $0[0] }
      return Set(columns).isSubset(of: names)
    }
  }
}

extension DatabaseFormat {
  /// What has no mark and no version: the databases of others.
  fileprivate static let original = DatabaseFormat(
    applicationID: 0, durability: .survivesProcess, migrations: [], oldestReadAsNewest: 0)
}

/// A movie of the first system's database.
package struct OriginalMovie: Hashable, Sendable {
  /// A character, and its trope as `CHOSEN_ONE`, or whether it dies as `1` or `0`.
  package struct Answer: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// As the table has it.
  package var id: String
  /// What was known of its cast when it was asked; `nil` for a word that is none of theirs.
  package var castStatus: CastStatus?
  /// `PENDING`, `PROCESSING`, `COMPLETED` or `FAILED`.
  package var status: String
  /// How it was asked.
  package var lane: Lane
  /// `nil` where it is not in their form.
  package var updatedAt: Timestamp?
  /// In the order in which they were recorded.
  package var answers: [Answer]

  package init(
    id: String, castStatus: CastStatus?, status: String, lane: Lane, updatedAt: Timestamp?,
    answers: [Answer]
  ) {
    self.id = id
    self.castStatus = castStatus
    self.status = status
    self.lane = lane
    self.updatedAt = updatedAt
    self.answers = answers
  }

  /// The state of a movie that was answered.
  package static let completed = "COMPLETED"

  /// A moment of the form `2024-12-01 17:41:31.029071`, in UTC; the fraction may be missing.
  static func moment(_ text: String) -> Timestamp? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first, whole.utf8.count == 19 else { return nil }
    let fraction = parts.count == 2 ? parts[1].prefix(3) : ""
    let padded = fraction + String(repeating: "0", count: 3 - fraction.count)
    return Timestamp(iso8601: whole.replacing(" ", with: "T") + "." + padded + "Z")
  }
}

/// Why a file cannot be taken over.
package struct OriginalDatabaseError: Error, Hashable, Sendable {
  /// What is the matter with it.
  package enum Cause: Hashable, Sendable {
    /// There is no such file, or an empty one.
    case missing
    /// It has the mark of another program; ours have one too.
    case marked
    /// It lacks the tables, or columns of them.
    case noTables
  }

  /// The file as it was named.
  package var path: String
  package var cause: Cause

  /// A fault of a file.
  package init(path: String, cause: Cause) {
    self.path = path
    self.cause = cause
  }
}
