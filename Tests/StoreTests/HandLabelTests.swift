import Store
import Testing
import TestSupport
import TropeModel

/// Labels that people set, and the schema that knows of them.
@Suite struct HandLabelTests {
  private let directory: TemporaryDirectory
  private let database: TropesDatabase

  init() throws {
    directory = try TemporaryDirectory()
    database = try Samples.tropes(at: directory("tropes.db"))
    try database.record([try Samples.record(1), try Samples.record(2)])
  }

  private func rows(_ sql: String) throws -> [String] {
    try Shell(directory("tropes.db")).rows(sql)
  }

  private func labels(_ labels: [(Int64, String, String)]) throws -> HandLabels {
    HandLabels(
      try labels.map { movie, name, trope in
        HandLabel(
          movie: try Samples.movie(movie), character: name,
          answers: [FieldAnswer(field: "trope", value: .text(trope))], tropeField: "trope",
          note: "seen")
      }
    ) { names, name in names.indices.filter { names[$0] == name } }
  }

  private static let who = "SELECT movie_id, name, trope, labelled_by FROM labels"

  @Test func `a label by hand wins and the model's answer comes back when it is taken away`()
    throws
  {
    let look = try database.setHandLabels(try labels([(1, "Ann", "NO_TROPE")]))
    #expect(look.changes == 1 && look.labelled == 1 && look.fates == [.fits])
    #expect(
      try rows(Self.who + " WHERE name = 'Ann'") == [
        "1|Ann|NO_TROPE|hand", "2|Ann|CHOSEN_ONE|gpt-4o-mini-1",
      ])
    let record = try #require(try database.storedRecord(of: try Samples.movie(1)))
    #expect(record.characters[0].isByHand && record.characters[0].note == "seen")
    #expect(record.characters[0].byModel.tropeID == "CHOSEN_ONE")
    #expect(try database.buildLog().count == 2)
    try database.setHandLabels(HandLabels())
    #expect(try rows(Self.who + " WHERE name = 'Ann' AND trope <> 'CHOSEN_ONE'").isEmpty)
    #expect(try rows("SELECT count(*) FROM hand_labels") == ["0"])
    #expect(
      try database.storedRecord(of: try Samples.movie(1))?.characters
        == (try Samples.record(1).characters))
  }

  @Test func `labels that a record has already write nothing`() throws {
    let wanted = try labels([(1, "Ann", "NO_TROPE"), (2, "Smith, John", "NO_TROPE")])
    try database.setHandLabels(wanted)
    try database.close()
    let before = directory.fingerprint()
    let reading = try #require(try TropesDatabase.openForReading(path: directory("tropes.db")))
    #expect(try reading.look(at: wanted).changes == 0)
    // Would throw: it is open for reading.
    #expect(try reading.setHandLabels(wanted).labelled == 2)
    try reading.close()
    #expect(directory.fingerprint() == before)
  }

  @Test func `a record that is built again keeps what people said`() throws {
    try database.setHandLabels(try labels([(1, "Ann", "NO_TROPE"), (3, "Ann", "NO_TROPE")]))
    try database.record([try Samples.record(1, names: ["Ben", "Ann"]), try Samples.record(3)])
    #expect(
      try rows(Self.who + " WHERE labelled_by = 'hand'") == [
        "1|Ann|NO_TROPE|hand", "3|Ann|NO_TROPE|hand",
      ])
    #expect(try rows("SELECT movie_id, position FROM hand_labels") == ["1|1", "3|0"])
    #expect(try database.handLabelled().map(\.movie.number) == [1, 3])
  }

  @Test func `whom a label does not find is told, and nothing is changed for it`() throws {
    let look = try database.setHandLabels(
      try labels([
        (1, "Nobody", "NO_TROPE"), (9, "Ann", "NO_TROPE"), (1, "Ann", "NEW"),
        (2, "Ann", "NO_TROPE"), (2, "Ann", "CHOSEN_ONE"),
      ]))
    #expect(
      look.fates == [
        .noCharacter(["Ann", "Smith, John"]), .noRecord, .waits, .fits, .doubled(3),
      ])
    #expect(look.changes == 1)
  }

  @Test func `a deleted record takes its labels along, and they come back with it`() throws {
    try database.setHandLabels(try labels([(1, "Ann", "NO_TROPE")]))
    try database.remove([try Samples.movie(1)])
    #expect(try rows("SELECT count(*) FROM hand_labels") == ["0"])
    try database.record([try Samples.record(1)])
    #expect(try rows("SELECT count(*) FROM hand_labels") == ["1"])
  }

  @Test func `a trope that only the model's answer has stays known`() throws {
    try database.setHandLabels(
      try labels([
        (1, "Ann", "NO_TROPE"), (1, "Smith, John", "NO_TROPE"), (2, "Ann", "NO_TROPE"),
        (2, "Smith, John", "NO_TROPE"),
      ]))
    try database.setCatalog([Samples.catalog[1]])
    #expect(try rows("SELECT trope_id FROM tropes ORDER BY 1") == ["CHOSEN_ONE", "NO_TROPE"])
  }

  @Test func `fields of a recipe of one's own are labelled one by one`() throws {
    try database.setFields([
      FieldRow(name: "age", kind: .integer, isOptional: true),
      FieldRow(name: "good", kind: .boolean),
    ])
    var record = try Samples.record(4)
    record.characters = [
      LabelledCharacter(
        name: "Ann", tropeID: nil, isInCast: true,
        fields: [
          FieldAnswer(field: "age", value: .null),
          FieldAnswer(field: "good", value: .boolean(true)),
        ])
    ]
    try database.record([record])
    let label = HandLabel(
      movie: try Samples.movie(4), character: "Ann",
      answers: [FieldAnswer(field: "age", value: .integer(31))])
    try database.setHandLabels(HandLabels([label]) { names, _ in Array(names.indices) })
    #expect(
      try rows("SELECT age, good, labelled_by FROM labels WHERE movie_id = 4") == ["31|1|hand"])
    try database.setHandLabels(HandLabels())
    #expect(
      try database.storedRecord(of: try Samples.movie(4))?.characters == record.characters)
  }

  @Test func `confidences are kept, and are not those of people`() throws {
    var record = try Samples.record(5)
    record.characters[0].confidence = 0.123_457
    record.characters[1].confidence = 0.5
    try database.record([record])
    #expect(
      try database.storedRecord(of: try Samples.movie(5))?.characters.map(\.confidence) == [
        0.123_457, 0.5,
      ])
    try database.setHandLabels(try labels([(5, "Ann", "NO_TROPE")]))
    #expect(
      try rows("SELECT confidence IS NULL, confidence FROM labels WHERE movie_id = 5") == [
        "1|", "0|0.5",
      ])
    #expect(
      try rows("SELECT confidence FROM characters WHERE movie_id = 5 AND position = 0") == [
        "0.123457"
      ])
  }

  @Test func `all columns of labels but the last have declared types`() throws {
    try database.setFields([
      FieldRow(name: "age", kind: .integer, isOptional: true),
      FieldRow(name: "height", kind: .number), FieldRow(name: "good", kind: .boolean),
      FieldRow(name: "side", kind: .choice), FieldRow(name: "role", kind: .trope),
    ])
    #expect(
      try rows("SELECT name, type FROM pragma_table_xinfo('labels')") == [
        "movie_id|INTEGER", "position|INTEGER", "name|TEXT", "in_cast|INTEGER", "age|INTEGER",
        "height|REAL", "good|BOOLEAN", "side|TEXT", "role|TEXT", "confidence|REAL",
        "labelled_by|",
      ])
  }

  @Test func `a field named like a column of the view keeps its name`() throws {
    try database.setFields([FieldRow(name: "confidence", kind: .number)])
    #expect(
      try rows("SELECT name FROM pragma_table_xinfo('labels')") == [
        "movie_id", "position", "name", "in_cast", "confidence", "label_confidence", "labelled_by",
      ])
  }

  @Test func `other fields keep every row and its rowid`() throws {
    let before = try rows("SELECT rowid, movie_id, position, name, trope_id FROM characters")
    try database.setFields([
      FieldRow(name: "trope", kind: .trope), FieldRow(name: "age", kind: .integer),
    ])
    #expect(try rows("SELECT rowid, movie_id, position, name, trope_id FROM characters") == before)
    try database.setFields([FieldRow(name: "trope", kind: .trope)])
    #expect(try rows("SELECT rowid, movie_id, position, name, trope_id FROM characters") == before)
    #expect(try rows("PRAGMA integrity_check") == ["ok"])
  }

  @Test func `titles go with their records`() throws {
    #expect(try database.titlesSource() == nil)
    #expect(try database.moviesWithoutTitle().map(\.number) == [1, 2])
    try database.setTitles(
      [
        MovieTitle(movie: try Samples.movie(1), title: "M", year: 1931),
        MovieTitle(movie: try Samples.movie(2), title: nil, year: nil),
      ], source: "a", replacingAll: true)
    #expect(try database.titlesSource() == "a")
    #expect(try database.moviesWithoutTitle().isEmpty)
    #expect(try rows("SELECT * FROM movies") == ["1|M|1931", "2||"])
    try database.remove([try Samples.movie(1)])
    #expect(try rows("SELECT * FROM movies") == ["2||"])
  }
}
