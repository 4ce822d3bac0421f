import Store
import Testing
import TestSupport
import TropeModel

/// What is recorded of the movie itself.
@Suite struct MovieFieldsTests {
  private let directory: TemporaryDirectory
  private let database: TropesDatabase

  private static let fields = [
    FieldRow(name: "ending", kind: .choice, description: "how it ends"),
    FieldRow(name: "deaths", kind: .integer, isOptional: true),
    FieldRow(name: "length", kind: .number), FieldRow(name: "true_story", kind: .boolean),
    FieldRow(name: "setting", kind: .text),
  ]

  private static let answers = [
    FieldAnswer(field: "ending", value: .text("sad")), FieldAnswer(field: "deaths", value: .null),
    FieldAnswer(field: "length", value: .number(2)),
    FieldAnswer(field: "true_story", value: .boolean(true)),
    FieldAnswer(field: "setting", value: .text("a \"town\"\\ by the sea")),
  ]

  init() throws {
    directory = try TemporaryDirectory()
    database = try Samples.tropes(at: directory("tropes.db"))
  }

  private func rows(_ sql: String) throws -> [String] {
    try Shell(directory("tropes.db")).rows(sql)
  }

  private func record(_ movie: Int64, _ answers: [FieldAnswer]) throws -> FinishedRecord {
    var record = try Samples.record(movie)
    record.movieFields = answers
    return record
  }

  private func set() throws {
    try database.setFields([FieldRow(name: "trope", kind: .trope)], ofMovie: Self.fields)
  }

  @Test func `every kind of answer is read back as it was recorded`() throws {
    try set()
    #expect(try database.movieFields() == Self.fields)
    #expect(try database.fields().map(\.name) == ["trope"])
    try database.record([try record(1, Self.answers), try record(2, [])])
    #expect(try database.storedRecord(of: try Samples.movie(1))?.movieFields == Self.answers)
    #expect(try database.storedRecord(of: try Samples.movie(2))?.movieFields == [])
    try database.withResults { results in
      #expect(results.movieFields == Self.fields)
      var found: [[FieldAnswer]] = []
      try results.forEachRecord { found.append($0.movieFields) }
      #expect(found == [Self.answers, []])
    }
  }

  @Test func `the view has a row for each movie and a column for each field, in its own type`()
    throws
  {
    try set()
    try database.record([try record(1, Self.answers), try record(2, [])])
    try database.setTitles(
      [MovieTitle(movie: try Samples.movie(1), title: "M", year: 1931)], source: "a",
      replacingAll: true)
    #expect(
      try rows("SELECT * FROM movie_labels ORDER BY 1") == [
        "1|M|1931|sad||2.0|1|a \"town\"\\ by the sea|gpt-4o-mini-1",
        "2||||||||gpt-4o-mini-1",
      ])
    #expect(
      try rows("SELECT name, type FROM pragma_table_xinfo('movie_answers')") == [
        "movie_id|INTEGER", "fields|TEXT", "field_ending|TEXT", "field_deaths|INTEGER",
        "field_length|REAL", "field_true_story|BOOLEAN", "field_setting|TEXT",
      ])
    #expect(
      try rows("SELECT name FROM pragma_table_info('movie_labels')") == [
        "movie_id", "title", "year", "ending", "deaths", "length", "true_story", "setting", "model",
      ])
  }

  @Test func `other fields make other columns, and lose no answer`() throws {
    try set()
    try database.record([try record(1, Self.answers)])
    try database.setFields(
      [FieldRow(name: "trope", kind: .trope)],
      ofMovie: [FieldRow(name: "ending", kind: .integer), FieldRow(name: "mood", kind: .text)])
    #expect(try rows("SELECT ending IS NULL, mood IS NULL FROM movie_labels") == ["1|1"])
    try set()
    #expect(try rows("SELECT ending, setting FROM movie_labels").first?.hasPrefix("sad|a") == true)
    let before = try rows("PRAGMA data_version") + rows("PRAGMA schema_version")
    try set()
    #expect(try rows("PRAGMA data_version") + rows("PRAGMA schema_version") == before)
    #expect(try rows("PRAGMA integrity_check") == ["ok"])
    #expect(try database.buildLog().map(\.movie.number) == [1])
  }

  @Test func `a record that is written anew has only its own answers`() throws {
    try set()
    try database.record([try record(1, Self.answers), try record(2, Self.answers)])
    try database.record([try record(1, [])])
    #expect(try database.storedRecord(of: try Samples.movie(1))?.movieFields == [])
    #expect(try rows("SELECT movie_id FROM movie_answers") == ["2"])
    try database.remove([try Samples.movie(2)])
    #expect(try rows("SELECT count(*) FROM movie_answers") == ["0"])
    #expect(try database.buildLog().map(\.movie.number) == [1])
  }

  @Test func `an answer that is deleted by hand makes its target stale`() throws {
    try set()
    try database.record([try record(1, Self.answers), try record(2, Self.answers)])
    try Shell(directory("tropes.db")).run("DELETE FROM movie_answers WHERE movie_id = 1")
    #expect(try database.buildLog().map(\.movie.number) == [2])
    try Shell(directory("tropes.db")).run("DELETE FROM records WHERE movie_id = 2")
    #expect(try rows("SELECT count(*) FROM movie_answers") == ["0"])
  }

  @Test func `records of movies alone have neither characters nor a field of theirs`() throws {
    try database.setFields([], ofMovie: Self.fields)
    var record = try record(1, Self.answers)
    record.characters = []
    try database.record([record])
    #expect(try database.fields().isEmpty && database.emptyRecordCount() == 0)
    #expect(try rows("SELECT ending FROM movie_labels") == ["sad"])
    #expect(
      try rows("SELECT name FROM pragma_table_info('labels')") == [
        "movie_id", "position", "name", "in_cast", "confidence", "labelled_by",
      ])
  }

  @Test func `a database from before is read as one without such answers`() throws {
    try database.record([try Samples.record(1)])
    try database.close()
    try Shell(directory("tropes.db")).run(
      """
      DROP VIEW movie_labels; DROP TRIGGER answered_record_deleted; DROP TABLE movie_answers;
      DROP TABLE movie_fields; PRAGMA user_version = 5
      """)
    let old = try #require(try TropesDatabase.openForReading(path: directory("tropes.db")))
    #expect(try old.movieFields().isEmpty && old.fields().count == 1)
    #expect(try old.storedRecord(of: try Samples.movie(1))?.movieFields == [])
    try old.withResults { #expect($0.movieFields.isEmpty) }
    try old.close()
    let new = try TropesDatabase.open(path: directory("tropes.db"))
    #expect(try rows("PRAGMA user_version") == ["6"])
    #expect(try rows("SELECT movie_id, model FROM movie_labels") == ["1|gpt-4o-mini-1"])
    try new.close()
  }
}
