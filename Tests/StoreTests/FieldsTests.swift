import Store
import Testing
import TestSupport
import TropeModel

/// Records of recipes that ask for something else than a trope.
@Suite struct FieldsTests {
  private let directory: TemporaryDirectory
  private let database: TropesDatabase

  private static let fields = [
    FieldRow(name: "profession", kind: .text, description: "what they do, \"really\""),
    FieldRow(name: "age", kind: .integer, isOptional: true),
    FieldRow(name: "height", kind: .number), FieldRow(name: "married", kind: .boolean),
    FieldRow(name: "side", kind: .choice), FieldRow(name: "role", kind: .trope, isOptional: true),
  ]

  private static let answers: [FieldAnswer] = [
    FieldAnswer(field: "profession", value: .text("a \"baker\"\\ ’ünd\u{2028}☠")),
    FieldAnswer(field: "age", value: .integer(.max)),
    FieldAnswer(field: "height", value: .number(2)),
    FieldAnswer(field: "married", value: .boolean(false)),
    FieldAnswer(field: "side", value: .text("good")),
  ]

  init() throws {
    directory = try TemporaryDirectory()
    database = try Samples.tropes(at: directory("tropes.db"))
  }

  private func rows(_ sql: String) throws -> [String] {
    try Shell(directory("tropes.db")).rows(sql)
  }

  private func record(
    _ movie: Int64, _ characters: [LabelledCharacter]
  ) throws -> FinishedRecord {
    var record = try Samples.record(movie)
    record.characters = characters
    return record
  }

  private func record(
    _ movie: Int64, trope: String? = nil, _ answers: [FieldAnswer]
  ) throws -> FinishedRecord {
    try record(
      movie, [LabelledCharacter(name: "Ann", tropeID: trope, isInCast: true, fields: answers)])
  }

  @Test func `a new database asks for the trope, and says so`() throws {
    #expect(try database.fields() == [FieldRow(name: "trope", kind: .trope)])
    try database.record([try Samples.record(1)])
    #expect(
      try rows("SELECT movie_id, name, in_cast, trope FROM labels") == [
        "1|Ann|1|CHOSEN_ONE", "1|Smith, John|1|CHOSEN_ONE",
      ])
  }

  @Test func `every kind of value is read back as it was recorded`() throws {
    let others = [
      LabelledCharacter(
        name: "Bob", tropeID: nil, isInCast: false,
        fields: [
          FieldAnswer(field: "age", value: .null),
          FieldAnswer(field: "height", value: .number(-1e-7)),
          FieldAnswer(field: "married", value: .boolean(true)),
          FieldAnswer(field: "size", value: .integer(.min)),
          FieldAnswer(field: "mass", value: .number(1.7e30)),
        ]),
      LabelledCharacter(name: "Cecil", tropeID: "NO_TROPE", isInCast: true),
    ]
    let record = try record(
      1,
      [LabelledCharacter(name: "Ann", tropeID: nil, isInCast: true, fields: Self.answers)]
        + others)
    try database.record([record])
    #expect(try database.storedRecord(of: record.movie)?.characters == record.characters)
  }

  @Test func `the view has a column for each field, in its own type`() throws {
    try database.setFields(Self.fields)
    #expect(try database.fields() == Self.fields)
    try database.record([
      try record(1, trope: "CHOSEN_ONE", Self.answers),
      try record(2, [FieldAnswer(field: "age", value: .null)]),
    ])
    #expect(
      try rows("SELECT name FROM pragma_table_info('labels')") == [
        "movie_id", "position", "name", "in_cast", "profession", "age", "height", "married", "side",
        "role", "confidence", "labelled_by",
      ])
    #expect(
      try rows("SELECT age, height, married, side, role FROM labels ORDER BY movie_id") == [
        "9223372036854775807|2.0|0|good|CHOSEN_ONE", "||||",
      ])
    #expect(
      try rows(
        "SELECT typeof(profession), typeof(age), typeof(height), typeof(married) FROM labels")
        == ["text|integer|real|integer", "null|null|null|null"])
  }

  @Test func `a value of a field that was of another type before is not taken for one of now`()
    throws
  {
    try database.record([try record(1, [FieldAnswer(field: "age", value: .text("old"))])])
    try database.setFields([FieldRow(name: "age", kind: .integer)])
    #expect(try rows("SELECT age IS NULL FROM labels") == ["1"])
  }

  @Test func `who dies is also told by the first system's names`() throws {
    try database.setFields([FieldRow(name: "dies", kind: .boolean)])
    try database.record([
      try record(
        5,
        [
          LabelledCharacter(
            name: "Ann", tropeID: nil, isInCast: true,
            fields: [FieldAnswer(field: "dies", value: .boolean(true))]),
          LabelledCharacter(
            name: "Bob", tropeID: nil, isInCast: true,
            fields: [FieldAnswer(field: "dies", value: .boolean(false))]),
          LabelledCharacter(name: "Cecil", tropeID: "NO_TROPE", isInCast: true),
        ])
    ])
    #expect(
      try rows("SELECT movie_id, name, dies FROM character_deaths") == ["5|Ann|1", "5|Bob|0"])
    #expect(try rows("SELECT id, processed_status FROM deathmovie") == ["5|COMPLETED"])
    #expect(try rows("SELECT name, trope FROM character_tropes") == ["Cecil|NO_TROPE"])
    try database.setFields(Self.fields)
    #expect(
      try rows("SELECT name FROM sqlite_master WHERE name LIKE '%death%'").isEmpty)
  }

  @Test func `fields that are the same are not written again`() throws {
    try database.setFields(Self.fields)
    let before = try rows("PRAGMA data_version") + rows("PRAGMA schema_version")
    try database.setFields(Self.fields)
    #expect(try rows("PRAGMA data_version") + rows("PRAGMA schema_version") == before)
  }

  @Test func `a catalog that no character uses any more goes, also beside records without tropes`()
    throws
  {
    try database.record([try record(1, [FieldAnswer(field: "age", value: .integer(3))])])
    try database.setCatalog([])
    #expect(try rows("SELECT trope_id FROM tropes").isEmpty)
    #expect(try rows("SELECT trope_id FROM characters WHERE trope_id IS NOT NULL").isEmpty)
  }

  @Test func `what is no object of answers is damage, and named`() throws {
    let movie = try Samples.movie(1)
    for text in ["[]", "{\"a\":{}}", "no JSON"] {
      try database.record([try record(1, [FieldAnswer(field: "age", value: .integer(3))])])
      try Shell(directory("tropes.db")).run("UPDATE characters SET fields = '\(text)'")
      let error = #expect(throws: StoreError.self) { try database.storedRecord(of: movie) }
      #expect(error.map { "\($0)".contains("column 'fields'") } == true)
    }
  }

  @Test func `a recipe is known with what it asks for`() throws {
    var deaths = Samples.recipe
    deaths.fields = Samples.digest(-5)
    deaths.combined = Samples.digest(-6)
    try database.setRecipe(
      deaths, kind: .deaths, fields: "dies: true or false", model: "gpt-4o-mini",
      parametersJSON: "{}")
    #expect(try database.recipes()[deaths.combined] == deaths)
    #expect(try database.fieldWords(ofRecipe: deaths.combined) == "dies: true or false")
    #expect(try database.fieldWords(ofRecipe: Samples.recipe.combined) == nil)
    #expect(try rows("SELECT kind FROM recipes ORDER BY 1") == ["deaths", "tropes"])
  }

  @Test func `replies to other fields say nothing of how long the next ones will be`() throws {
    try database.record([try Samples.record(2)])
    let sizes = try database.replySizes(ofSandbox: false, fields: nil)
    #expect(sizes.map(\.sizes.namedMovies) == [1])
    #expect(sizes.first?.hash == Samples.recipe.model)
    #expect(try database.replySizes(ofSandbox: false, fields: Samples.digest(-5)).isEmpty)
  }

  @Test func `sizes tell how characters grow with the plot where the cast names nobody`() throws {
    for (movie, names) in [(1, 2), (2, 3), (3, 5)] {
      var record = try Samples.record(Int64(movie), names: (0..<names).map { "Name \($0)" })
      record.castStatus = .noCastFile
      record.log.plot.stamp.size = Int64(movie) * 1_000
      try database.record([record])
    }
    // Of a movie with a cast nothing is learnt for those.
    try database.record([try Samples.record(4)])
    let sizes = try #require(try database.replySizes(ofSandbox: false, fields: nil).first?.sizes)
    #expect(sizes.unnamedMovies == 3 && sizes.unnamedCharacters == 10)
    #expect(sizes.unnamedPlots.bytes == 6_000 && sizes.unnamedPlots.squares == 14_000_000)
    #expect(sizes.unnamedPlots.products == 2_000 + 6_000 + 15_000)
    // The line that fits best: 1.5 characters more for each thousand bytes.
    for (bytes, characters) in [(2_000, 10.0 / 3), (4_000, 10.0 / 3 + 3), (1_000, 10.0 / 3 - 1.5)] {
      #expect(abs(sizes.unnamedCharacters(inBytes: bytes) - characters) < 1e-9)
    }
  }

  @Test func `the line neither falls nor begins below nothing, and plots of one length have none`()
  {
    func sizes(_ plots: [(bytes: Double, characters: Int)]) -> ReplySizes {
      var sizes = ReplySizes()
      for plot in plots {
        sizes.unnamedMovies += 1
        sizes.unnamedCharacters += plot.characters
        sizes.unnamedPlots.bytes += plot.bytes
        sizes.unnamedPlots.squares += plot.bytes * plot.bytes
        sizes.unnamedPlots.products += plot.bytes * Double(plot.characters)
      }
      return sizes
    }
    #expect(ReplySizes().unnamedCharacters(inBytes: 100) == 0)
    #expect(sizes([(1_000, 4), (3_000, 2)]).unnamedCharacters(inBytes: 9_000) == 3)
    #expect(sizes([(500, 3), (500, 5)]).unnamedCharacters(inBytes: 9_000) == 4)
    #expect(abs(sizes([(1_000, 0), (2_000, 6)]).unnamedCharacters(inBytes: 500) - 1) < 1e-9)
  }
}
