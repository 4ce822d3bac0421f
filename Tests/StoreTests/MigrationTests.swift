import Store
import Testing
import TestSupport
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
    #expect(try shell.rows("PRAGMA user_version") == ["6"])
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

/// Databases of the second version, whose views have a column for each field.
@Suite struct SecondVersionTests {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    try Version2.make(at: directory("tropes.db"))
  }

  private func expectWhole(_ database: TropesDatabase) throws {
    #expect(try database.recordedMovies() == [try Samples.movie(7), try Samples.movie(9)])
    #expect(
      try database.storedRecord(of: try Samples.movie(7))?.characters == [
        LabelledCharacter(
          name: "Ann", tropeID: "CHOSEN_ONE", isInCast: true,
          fields: [FieldAnswer(field: "dies", value: .boolean(true))]),
        LabelledCharacter(
          name: "Smith, John", tropeID: nil, isInCast: false,
          fields: [FieldAnswer(field: "dies", value: .boolean(false))]),
      ])
    #expect(
      try database.storedRecord(of: try Samples.movie(9))?.characters == [
        LabelledCharacter(
          name: "Ünal", tropeID: "CHOSEN_ONE", isInCast: true,
          fields: [FieldAnswer(field: "dies", value: .null)])
      ])
    #expect(try database.buildLog().map(\.movie.number) == [7, 9])
    #expect(try database.recipes().count == 1)
    #expect(try database.catalog().map(\.id) == ["CHOSEN_ONE", "NO_TROPE"])
    #expect(try database.fields().map(\.name) == ["trope", "dies"])
  }

  @Test func `a database of the second version is brought up to date and loses nothing`() throws {
    let database = try TropesDatabase.open(path: directory("tropes.db"))
    try expectWhole(database)
    let shell = try Shell(directory("tropes.db"))
    #expect(try shell.rows("PRAGMA user_version") == ["6"])
    #expect(try shell.rows("SELECT * FROM character_tropes") == Version2.characterTropes)
    #expect(try shell.rows("SELECT * FROM character_deaths") == Version2.characterDeaths)
    #expect(
      try shell.rows("SELECT name, trope, dies FROM labels WHERE movie_id = 7") == [
        "Ann|CHOSEN_ONE|1", "Smith, John||0",
      ])
    #expect(try shell.rows("SELECT count(*) FROM deathmovie") == ["2"])
    #expect(try shell.rows("PRAGMA integrity_check") == ["ok"])
    #expect(try shell.rows("PRAGMA foreign_key_check").isEmpty)
    try database.close()
    try expectWhole(try TropesDatabase.open(path: directory("tropes.db")))
  }

  @Test func `it has the schema of a new one that has its fields`() throws {
    try TropesDatabase.open(path: directory("tropes.db")).close()
    let new = try TropesDatabase.open(path: directory("new.db"))
    try new.setFields([
      FieldRow(name: "trope", kind: .trope, isOptional: true, description: ""),
      FieldRow(name: "dies", kind: .boolean, isOptional: true, description: "whether it dies"),
    ])
    try new.close()
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
