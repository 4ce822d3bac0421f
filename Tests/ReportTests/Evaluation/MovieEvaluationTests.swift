import Testing
import TropeModel

@testable import Report

/// Tables of labelled movies, and how records agree with them.
@Suite struct MovieEvaluationTests {
  private static let fields = [
    RecipeField(name: "ending", type: .choice(["happy", "sad", "open"])),
    RecipeField(name: "deaths", type: .integer(FieldRange(least: 0))),
    RecipeField(name: "setting", type: .text, isOptional: true),
  ]

  private struct Refused: Error, DiagnosedFault {
    var words: (message: String, advice: String?) { ("refused", nil) }
  }

  /// Takes numbers for numbers, "null" for nothing told, and refuses "?".
  private static func value(_ text: String, _ field: RecipeField) throws(Refused) -> FieldValue {
    if text == "?" { throw Refused() }
    if text == "null" { return .null }
    return field.type.kind == .integer ? .integer(Int(text) ?? 0) : .text(text)
  }

  private func table(_ text: String) throws -> FieldGoldTable? {
    try FieldGoldTable(Array(text.utf8), path: "gold.csv")
  }

  private func labels(_ text: String) throws -> [FieldLabel] {
    try #require(try table(text)).labels(of: Self.fields, Self.value)
  }

  private func movie(_ number: Int64) throws -> MovieID { try #require(MovieID(number: number)) }

  @Test(arguments: [
    "wikipedia_id,title,ending,deaths\n1,\"A, B\",sad,2\n2,C,,0\n1,,open,\n",
    "ending\twikipedia_id\tdeaths\r\nsad\t1\t2\r\n\t2\t0\r\nopen\t1\t\r\n",
  ])
  func `cells are labels, empty ones none, and several lines of a movie several labels`(
    text: String
  ) throws {
    let (one, two) = (try movie(1), try movie(2))
    #expect(
      try labels(text) == [
        FieldLabel(
          LabelledSubject(movie: one), field: "ending", accepted: [.text("sad"), .text("open")]),
        FieldLabel(LabelledSubject(movie: one), field: "deaths", accepted: [.integer(2)]),
        FieldLabel(LabelledSubject(movie: two), field: "deaths", accepted: [.integer(0)]),
      ])
  }

  @Test(arguments: ["a,b\n1,2\n", "", "ditz\t{\"char\": \"A\", \"movie\": \"B\"}\n"])
  func `a file of another form is no table`(text: String) throws {
    #expect(try table(text)?.owner == nil)
  }

  @Test func `a table with a column of characters is one of characters`() throws {
    #expect(try table("wikipedia_id,character,trope,ending\n1,Ann,Hero,sad\n")?.owner == .character)
    #expect(try table("wikipedia_id,trope,ending\n1,Hero,sad\n")?.owner == .movie)
  }

  @Test(arguments: [
    ("wikipedia_id,ending\nx,sad\n", "gold.csv:2: 'x' is not the Wikipedia id"),
    ("wikipedia_id,ending\n1\n", "gold.csv:2: 1 field instead of 2, separated by commas"),
    (
      "wikipedia_id,ending,ending\n1,sad,open\n",
      "gold.csv:1: the header has the column 'ending' twice"
    ),
    ("wikipedia_id,ending\n1,sad\n2,?\n", "gold.csv:3: refused"),
    ("wikipedia_id,ending\n1,\n", "no movie in it has a label yet"),
    ("wikipedia_id,trope\n1,Hero\n", "lacks 'character', and no column is a field of the movie"),
    ("wikipedia_id,trope\n1,Hero\n", "its fields: 'ending', 'deaths', 'setting'"),
  ])
  func `what is wrong with a table is told by line`(text: String, words: String) throws {
    let error = try #require(#expect(throws: Diagnostics.self) { try labels(text) })
    #expect(error.description.contains(words), "\(error)")
  }

  @Test(arguments: [
    ("", "no labelled movie in it (a header 'wikipedia_id' and names of fields"),
    (
      "id,ending\n1,sad\n",
      "gold.csv:1: the header lacks 'wikipedia_id', separated from others by tabs or commas"
    ),
    ("id,ending\n1,sad\n", "named as its fields: 'ending', 'deaths', 'setting'"),
    ("wikipedia_id;ending\n1;sad\n", "its fields are separated by ';'"),
    ("Wikipedia_ID,ending\n1,sad\n", "'Wikipedia_ID', and the column is called 'wikipedia_id'"),
  ])
  func `where movies alone are asked about, it is told what a table of them has`(
    text: String, words: String
  ) throws {
    #expect(try table(text)?.owner == nil)
    let faults = FieldGoldTable.faults(
      of: Array(text.utf8), path: "gold.csv", fields: Self.fields)
    #expect(faults.description.contains(words), "\(faults)")
  }

  /// Five labels of the ending, three of deaths, two of the setting.
  private func sample() throws -> FieldEvaluation {
    let labels = try labels(
      """
      wikipedia_id,ending,deaths,setting
      5,sad,,
      1,sad,2,"Paris, 1920"
      2,sad,5,null
      3,happy,1,
      4,sad,,
      4,open,,

      """)
    func answers(_ ending: String, _ deaths: Int, _ setting: FieldValue) -> [RecordedFields] {
      let answers = [
        FieldAnswer(field: "ending", value: .text(ending)),
        FieldAnswer(field: "deaths", value: .integer(deaths)),
        FieldAnswer(field: "setting", value: setting),
      ]
      return [RecordedFields(answers: answers)]
    }
    return FieldEvaluation(
      labels, of: Self.fields, of: .movie,
      records: [
        try movie(1): answers("sad", 2, .text("paris 1920.")),
        try movie(2): answers("happy", 2, .text("Rome")),
        try movie(3): [
          RecordedFields(answers: [FieldAnswer(field: "ending", value: .text("happy"))])
        ],
        try movie(4): answers("open", 0, .null),
      ])
  }

  @Test func `every label has its outcome, by field and movie`() throws {
    let evaluation = try sample()
    #expect(evaluation.fields.map(\.name) == ["ending", "deaths", "setting"])
    #expect(
      evaluation.fields[0].cases.map(\.outcome) == [
        .agrees(.text("sad")), .differs(.text("happy")), .agrees(.text("happy")),
        .agrees(.text("open")), .noRecord,
      ])
    #expect(
      evaluation.fields[1].cases.map(\.outcome)
        == [.agrees(.integer(2)), .differs(.integer(2)), .notAsked])
    // Texts agree by their words, and the plot's silence with silence alone.
    #expect(
      evaluation.fields[2].cases.map(\.outcome)
        == [.agrees(.text("paris 1920.")), .differs(.text("Rome"))])
    #expect(evaluation.subjects == 5)
  }

  @Test func `choices have scores, numbers a distance, and texts neither`() throws {
    let fields = try sample().fields
    #expect(fields[0].agreed == 3 && fields[0].coverage == 0.8)
    #expect(fields[0].scores.map(\.value) == [.text("sad"), .text("happy"), .text("open")])
    #expect(fields[0].scores.map(\.support) == [2, 1, 1])
    #expect(fields[0].scores.map(\.answered) == [1, 2, 1])
    #expect(
      fields[0].confusion.contains(
        ConfusionCell(expected: .text("sad"), answered: .text("happy"), count: 1)))
    #expect(fields[0].meanDifference == nil)
    #expect(fields[1].scores.isEmpty && fields[1].macroF1 == nil)
    #expect(fields[1].meanDifference == 1.5)
    #expect(fields[2].scores.isEmpty && fields[2].meanDifference == nil)
  }

  @Test func `words and JSON tell the same figures`() throws {
    let text = FieldEvaluationText(try sample(), listsAll: true)
    #expect(text.summary == ["labelled movies  5"])
    #expect(text.fieldRows[0].prefix(5) == ["ending", "5", "4", "3", "75.0%"])
    #expect(text.fieldRows[1].last == "1.50")
    #expect(
      text.leftOut == [
        "ending: movie has no record: 1", "deaths: record was not asked for it: 1",
      ])
    #expect(text.caseLines.contains("differs: 2 setting (not told): Rome"))
    #expect(text.caseLines.contains("agrees: 4 ending (sad, open): open"))
    let json = text.json
    #expect(
      json.contains(#""field":"ending","kind":"choice","labelled":5,"compared":4"#), "\(json)")
    #expect(json.contains(#"{"movie":2,"field":"setting","labels":[null],"outcome":"differs""#))
    #expect(FieldEvaluationText(try sample(), listsAll: false).caseLines.isEmpty)
  }
}
