import Testing
import TropeModel

@testable import Recipe

@Suite struct OverrideFileTests {
  private func file(_ text: String) throws -> OverrideFile {
    try OverrideFile(csv: Fixture.bytes(text), path: "overrides.csv")
  }

  private func text(_ file: OverrideFile) -> String { String(decoding: file.csv, as: UTF8.self) }

  private static let sample = #"""
    movie_id,title,character,trope,note
    7,"Heat, 1995",Ann,MENTOR,sure
    9,,"Smith, ""J"", jun.",Chosen One,

    """#

  @Test func `what stands in the file is kept as it is where nothing is changed`() throws {
    #expect(try text(file(Self.sample)) == Self.sample)
    let marked = "\u{FEFF}movie_id,character,trope\r\n7,Ann,MENTOR\r\n,,\r\n"
    #expect(
      try text(file(marked)) == "\u{FEFF}movie_id,character,trope\n7,Ann,MENTOR\n")
  }

  @Test func `a character's cells are changed in its line or in a new one`() throws {
    var file = try file(Self.sample)
    file.set(
      [("trope", "NO_TROPE")], movie: try Fixture.movie(7), character: "ann")
    file.set(
      [("trope", "MENTOR"), ("note", "a, b")], movie: try Fixture.movie(8), character: "Bo")
    #expect(
      text(file) == #"""
        movie_id,title,character,trope,note
        7,"Heat, 1995",Ann,NO_TROPE,sure
        9,,"Smith, ""J"", jun.",Chosen One,
        8,,Bo,MENTOR,"a, b"

        """#)
  }

  @Test func `a column that is missing is made before the note`() throws {
    var file = try file("movie_id,character,age,note\n7,Ann,3,why\n")
    file.set([("side", "bad")], movie: try Fixture.movie(7), character: "Ann")
    #expect(text(file) == "movie_id,character,age,side,note\n7,Ann,3,bad,why\n")
  }

  @Test func `a line goes when no field is left in it`() throws {
    var file = try file("movie_id,character,age,side,note\n7,Ann,3,bad,why\n")
    let movie = try Fixture.movie(7)
    let fields = ["age", "side"]
    func remove(_ columns: [String]?, _ character: String) -> Bool {
      file.remove(columns, of: fields, movie: movie, character: character)
    }
    #expect(remove(["age"], "Ann"))
    #expect(text(file) == "movie_id,character,age,side,note\n7,Ann,,bad,why\n")
    #expect(!remove(["age"], "Ann"))
    #expect(!remove(nil, "Bo"))
    #expect(remove(["side"], "Ann"))
    #expect(text(file) == "movie_id,character,age,side,note\n")
  }

  @Test(arguments: [
    ("", "an empty file"), ("movie;character\n", "the header lacks 'movie_id' and 'character'"),
    ("movie_id,character,trope,trope\n", "has the column 'trope' twice"),
    ("movie_id,character,trope\n7,Ann\n", "overrides.csv:2: the line has 2 fields, the header 3"),
    ("movie_id,character,trope\nx,Ann,MENTOR\n", "'x' is not the Wikipedia id"),
    ("movie_id,character,trope\n7, ,MENTOR\n", "the line names no character"),
    ("movie_id,character,trope\n7,\"Ann,MENTOR\n", "a quoted field that begins here has no end"),
  ])
  func `a file that cannot be read says where and why`(_ text: String, _ message: String) {
    let error = #expect(throws: Diagnostics.self) { try file(text) }
    #expect(error?.description.contains(message) == true, "\(String(describing: error))")
  }

  @Test func `tropes are taken by name and id, others are told with the nearest`() throws {
    let recipe = try Fixture.recipe()
    let (labels, problems) = recipe.handLabels(
      in: try file(
        """
        movie_id,character,trope,tropee
        1,A,MENTOR,
        2,B,golden boy/girl,
        3,C,Mentoor,
        4,D,,

        """))
    #expect(
      labels.map(\.label.answers) == [
        [.init(field: "trope", value: .text("MENTOR"))],
        [.init(field: "trope", value: .text("GOLDEN_BOY_GIRL"))],
      ])
    #expect(labels.map(\.line) == [2, 3])
    #expect(
      problems.map { $0.problem.diagnostic(path: "o.csv", line: $0.line).description } == [
        "o.csv:1: the column 'tropee' is no field of the recipe and is passed over (its fields: 'trope')",
        "o.csv:4: the catalog has no trope 'Mentoor' (near it: 'Mentor')",
        "o.csv:5: the line sets nothing: 'trope' is empty",
      ])
  }

  @Test func `values of own fields are held against their types`() throws {
    let fields = [
      RecipeField(name: "age", type: .integer(.init(least: 0, most: 120)), isOptional: true),
      RecipeField(name: "height", type: .number(.init())),
      RecipeField(name: "good", type: .boolean),
      RecipeField(name: "side", type: .choice(["null", "bad"]), isOptional: true),
      RecipeField(name: "note", type: .text),
    ]
    let recipe = try Fixture.recipe(fields: fields)
    func value(_ text: String, _ field: Int) throws -> FieldValue {
      try recipe.handAnswer(text, to: fields[field]).value
    }
    #expect(try value("31", 0) == .integer(31))
    #expect(try value("null", 0) == .null)
    #expect(try value("9", 1) == .number(9))
    #expect(try value("Yes", 2) == .boolean(true))
    #expect(try value("null", 3) == .text("null"))
    for (text, field) in [("121", 0), ("1.5", 0), ("null", 1), ("maybe", 2), ("good", 3)] {
      #expect(throws: OverrideProblem.self) { try value(text, field) }
    }
    let file = try file("movie_id,character,height,field_note,note\n1,A,1.75,tall,why\n")
    let label = try #require(recipe.handLabels(in: file).labels.first?.label)
    #expect(
      label.answers == [
        .init(field: "height", value: .number(1.75)), .init(field: "note", value: .text("tall")),
      ])
    #expect(label.note == "why" && label.tropeField == nil)
  }
}
