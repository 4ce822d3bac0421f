import Store
import TestSupport
import Testing
import TropeModel

/// Databases that an earlier tropebuild made.
@Suite struct MigrationTests {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    try Version1.make(at: directory("tropes.db"))
  }

  private func expectWhole(_ database: TropesDatabase) throws {
    #expect(try database.recordedMovies() == [try Samples.movie(7), try Samples.movie(9)])
    let record = try #require(try database.storedRecord(of: try Samples.movie(7)))
    #expect(
      record.characters == [
        LabelledCharacter(name: "Ann", tropeID: "CHOSEN_ONE", isInCast: true),
        LabelledCharacter(name: "Smith, John", tropeID: "NO_TROPE", isInCast: false),
      ])
    #expect(record.batchNumber == 2 && record.usage.cachedInput == 1_920)
    let log = try database.buildLog()
    #expect(log.map(\.movie.number) == [7, 9])
    #expect(log.map { $0.cast?.stamp.inode } == [nil, 8])
    let recipes = try database.recipes()
    #expect(try #require(recipes[log[0].recipe]).fields == nil)
    #expect(recipes.count == 1)
    #expect(try database.catalog().map(\.id) == ["CHOSEN_ONE", "NO_TROPE"])
    #expect(try database.fields() == [FieldRow(name: "trope", kind: .trope)])
  }

  @Test func `a database of the first version is brought up to date and loses nothing`() throws {
    let database = try TropesDatabase.open(path: directory("tropes.db"))
    try expectWhole(database)
    let shell = try Shell(directory("tropes.db"))
    #expect(try shell.rows("PRAGMA user_version") == ["2"])
    #expect(try shell.rows("SELECT * FROM character_tropes") == Version1.characterTropes)
    #expect(
      try shell.rows("SELECT name, trope FROM labels WHERE movie_id = 9") == ["Ünal|CHOSEN_ONE"])
    #expect(try shell.rows("PRAGMA integrity_check") == ["ok"])
    #expect(try shell.rows("PRAGMA foreign_key_check").isEmpty)
    try database.close()
    try expectWhole(try TropesDatabase.open(path: directory("tropes.db")))
  }

  @Test func `it has the schema of a new one`() throws {
    try TropesDatabase.open(path: directory("tropes.db")).close()
    try TropesDatabase.open(path: directory("new.db")).close()
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2"
    #expect(
      try Shell(directory("tropes.db")).rows(sql) == (try Shell(directory("new.db")).rows(sql)))
  }

  @Test func `a record of it that is deleted by hand makes its target stale`() throws {
    let database = try TropesDatabase.open(path: directory("tropes.db"))
    try Shell(directory("tropes.db")).run("DELETE FROM characters WHERE name = 'Ann'")
    #expect(try database.buildLog().map(\.movie.number) == [9])
  }

  @Test func `it is read as it is, and no byte of it is changed`() throws {
    let before = directory.fingerprint()
    let database = try #require(try TropesDatabase.openForReading(path: directory("tropes.db")))
    try expectWhole(database)
    try database.close()
    #expect(directory.fingerprint() == before)
  }
}
