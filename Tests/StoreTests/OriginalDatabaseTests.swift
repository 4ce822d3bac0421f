import Store
import Testing
import TestSupport
import TropeModel

@Suite struct OriginalDatabaseTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private var path: String { directory("trope_data.db") }

  @Test func `every movie comes with its state and its characters in the order of the reply`()
    throws
  {
    let shell = try Shell(path)
    try shell.run(OriginalSchema.tropes)
    try shell.run(
      """
      INSERT INTO tropemovie VALUES ('42', 'COMPLETE', 'COMPLETED', 'BATCH', 'batch_x', 1, 19505,
        '2024-12-01 17:41:31.029071');
      INSERT INTO tropemovie VALUES ('7', 'MISSING_METADATA', 'FAILED', 'CHAT', NULL, NULL, 900,
        '2024-12-01 17:41:31');
      INSERT INTO character_tropes (movie_id, name, trope) VALUES
        ('42', 'Zoë', 'CHOSEN_ONE'), ('42', 'Ann', 'NO_TROPE'), ('42', 'Zoë', 'CHOSEN_ONE');
      """)
    let original = try OriginalDatabase.open(path: path)
    #expect(original.kind == .tropes)
    var movies: [OriginalMovie] = []
    try original.forEachMovie { movies.append($0) }
    #expect(movies.map(\.id) == ["42", "7"])
    #expect(movies.map(\.castStatus) == [.complete, .noCastFile])
    #expect(movies.map(\.status) == ["COMPLETED", "FAILED"])
    #expect(movies.map(\.lane) == [.batch, .realtime])
    #expect(
      movies.map { $0.updatedAt?.iso8601 }
        == ["2024-12-01T17:41:31.029Z", "2024-12-01T17:41:31.000Z"])
    #expect(movies[0].answers.map(\.name) == ["Zoë", "Ann", "Zoë"])
    #expect(movies[0].answers.map(\.value) == ["CHOSEN_ONE", "NO_TROPE", "CHOSEN_ONE"])
    #expect(movies[1].answers.isEmpty)
  }

  @Test func `who dies is 1 or 0`() throws {
    let shell = try Shell(path)
    try shell.run(OriginalSchema.deaths)
    try shell.run(
      """
      INSERT INTO deathmovie VALUES ('42', 'COMPLETE', 'COMPLETED', 'CHAT', NULL, NULL, 1,
        '2024-12-01 17:41:31.029071');
      INSERT INTO character_deaths (movie_id, name, dies) VALUES ('42', 'A', 1), ('42', 'B', 0);
      """)
    let original = try OriginalDatabase.open(path: path)
    #expect(original.kind == .deaths)
    var answers: [String] = []
    try original.forEachMovie { answers += $0.answers.map(\.value) }
    #expect(answers == ["1", "0"])
  }

  @Test func `reading leaves no trace`() throws {
    try Shell(path).run(OriginalSchema.tropes)
    let before = directory.fingerprint()
    try OriginalDatabase.open(path: path).forEachMovie { _ in }
    #expect(directory.fingerprint() == before)
  }

  @Test func `what the caller throws comes through as it is`() throws {
    struct Own: Error {}
    let shell = try Shell(path)
    try shell.run(OriginalSchema.tropes)
    try shell.run(
      "INSERT INTO tropemovie VALUES ('1', 'COMPLETE', 'PENDING', 'CHAT', NULL, NULL, 1, '')")
    let original = try OriginalDatabase.open(path: path)
    #expect(throws: Own.self) { try original.forEachMovie { _ in throw Own() } }
  }

  @Test(arguments: [
    ("CREATE TABLE x (y)", OriginalDatabaseError.Cause.noTables),
    ("CREATE TABLE tropemovie (id)", .noTables),
    ("PRAGMA application_id = 4711; CREATE TABLE x (y)", .marked),
    ("PRAGMA user_version = 3; CREATE TABLE x (y)", .marked),
  ])
  func `another program's database is refused`(sql: String, cause: OriginalDatabaseError.Cause)
    throws
  {
    try Shell(path).run(sql)
    #expect(throws: OriginalDatabaseError(path: path, cause: cause)) {
      try OriginalDatabase.open(path: path)
    }
  }

  @Test func `tropes.db with its views of the same names is refused too`() throws {
    let database = try Samples.tropes(at: path)
    try database.record([try Samples.record(1)])
    try database.close()
    #expect(throws: OriginalDatabaseError(path: path, cause: .marked)) {
      try OriginalDatabase.open(path: path)
    }
  }

  @Test func `no file, an empty one and one of something else are told apart`() throws {
    #expect(throws: OriginalDatabaseError(path: path, cause: .missing)) {
      try OriginalDatabase.open(path: path)
    }
    try directory.write("", to: "trope_data.db")
    #expect(throws: OriginalDatabaseError(path: path, cause: .missing)) {
      try OriginalDatabase.open(path: path)
    }
    try directory.write(String(repeating: "no database at all\n", count: 100), to: "trope_data.db")
    #expect(throws: StoreError(path: path, cause: .notADatabase)) {
      try OriginalDatabase.open(path: path)
    }
  }
}
