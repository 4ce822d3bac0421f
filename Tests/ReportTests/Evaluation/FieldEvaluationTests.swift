import Testing
import TropeModel

@testable import Report

/// Tables of characters that are labelled in other fields than tropes, and how records agree with them.
@Suite struct FieldEvaluationTests {
  private static let fields = [
    RecipeField(name: "dies", type: .boolean, isOptional: true),
    RecipeField(name: "age", type: .integer(FieldRange(least: 0))),
    RecipeField(name: "side", type: .choice(["good", "bad"])),
    RecipeField(name: "trope", type: .text),
  ]

  private struct Refused: Error, DiagnosedFault {
    var words: (message: String, advice: String?) { ("refused", nil) }
  }

  /// Takes "null" for nothing told, and refuses "?".
  private static func value(_ text: String, _ field: RecipeField) throws(Refused) -> FieldValue {
    switch (text, field.type.kind) {
    case ("?", _): throw Refused()
    case ("null", _): .null
    case (_, .boolean): .boolean(text == "true")
    case (_, .integer): .integer(Int(text) ?? 0)
    default: .text(text)
    }
  }

  private func labels(_ text: String, mayBeUnlabelled: Bool = false) throws -> [FieldLabel] {
    try #require(try FieldGoldTable(Array(text.utf8), path: "gold.csv"))
      .labels(of: Self.fields, mayBeUnlabelled: mayBeUnlabelled, Self.value)
  }

  private func movie(_ number: Int64) throws -> MovieID { try #require(MovieID(number: number)) }

  private static func recorded(
    _ name: String, dies: FieldValue, age: Int? = nil, side: String? = nil
  ) -> RecordedFields {
    RecordedFields(
      character: name,
      answers: [FieldAnswer(field: "dies", value: dies)]
        + (age.map { [FieldAnswer(field: "age", value: .integer($0))] } ?? [])
        + (side.map { [FieldAnswer(field: "side", value: .text($0))] } ?? []))
  }

  /// Two movies with a record: in one a character under another spelling, one who is missing, two who may be meant, and one
  /// labelled twice; in the other a record that was asked for deaths alone. One without.
  private func sample() throws -> FieldEvaluation {
    let labels = try labels(
      """
      wikipedia_id,character,dies,age,side,trope
      2,Ann,null,30,,
      1,Anna Lee,true,40,good,Hero
      1,Nobody,false,,bad,
      1,Ryan,true,,,
      1,Bert,false,20,good,
      1,Bert,,22,,
      3,Carl,true,,,

      """)
    return FieldEvaluation(
      labels, of: Self.fields, of: .character,
      records: [
        try movie(1): [
          Self.recorded("Capt. Anna Lee", dies: .boolean(true), age: 44, side: "good"),
          Self.recorded("Jack Ryan", dies: .boolean(true)),
          Self.recorded("Joe Ryan", dies: .boolean(true)),
          Self.recorded("Bert", dies: .boolean(true), age: 22, side: "bad"),
        ],
        try movie(2): [Self.recorded("Ann", dies: .null)],
      ])
  }

  @Test func `every label has its outcome, by movie and line`() throws {
    let evaluation = try sample()
    #expect(evaluation.fields.map(\.name) == ["dies", "age", "side"])
    #expect(
      evaluation.fields[0].cases.map(\.outcome) == [
        .agrees(.boolean(true)), .notFound, .ambiguous(["Jack Ryan", "Joe Ryan"]),
        .differs(.boolean(true)), .agrees(.null), .noRecord,
      ])
    #expect(evaluation.fields[0].cases[0].matched == "Capt. Anna Lee")
    #expect(
      evaluation.fields[1].cases.map(\.outcome)
        == [.differs(.integer(44)), .agrees(.integer(22)), .notAsked])
    #expect(
      evaluation.fields[2].cases.map(\.outcome)
        == [.agrees(.text("good")), .notFound, .differs(.text("bad"))])
    #expect(evaluation.subjects == 6)
  }

  @Test func `two labelled characters that are one in the record are none of them`() throws {
    let labels = try labels(
      "wikipedia_id,character,dies,age\n1,Mr. Lee,true,\n1,Dr. Lee,,7\n1,Cleo,true,\n")
    let evaluation = FieldEvaluation(
      labels, of: Self.fields, of: .character,
      records: [
        try movie(1): [
          Self.recorded("Lee", dies: .boolean(true), age: 7),
          Self.recorded("Cleo", dies: .boolean(true)),
        ]
      ])
    #expect(
      evaluation.fields.map { $0.cases.map(\.outcome) } == [
        [.ambiguous(["Lee"]), .agrees(.boolean(true))], [.ambiguous(["Lee"])],
      ])
  }

  @Test func `the figures of a field are those of its own labels`() throws {
    let fields = try sample().fields
    #expect(fields[0].agreed == 2 && fields[0].compared.count == 3 && fields[0].coverage == 0.5)
    #expect(fields[0].scores.map(\.value) == [.null, .boolean(false), .boolean(true)])
    #expect(fields[0].scores.map(\.precision) == [1, nil, 0.5])
    #expect(fields[0].scores.map(\.recall) == [1, 0, 1])
    // The nearest label counts: Bert was labelled 20 and 22.
    #expect(fields[1].meanDifference == 2)
    #expect(fields[2].accuracy?.value == 0.5)
  }

  @Test(arguments: [
    ("wikipedia_id,character,dies\n1,,true\n", "gold.csv:2: the character has no name"),
    ("wikipedia_id,character,dies\n1,Ann,true\nx,Ann,true\n", "gold.csv:3: 'x' is not"),
    ("wikipedia_id,character,age\n1,Ann,?\n", "gold.csv:2: refused"),
    ("wikipedia_id,character,age\n1,Ann,\n", "no character in it has a label yet"),
    ("wikipedia_id,character,dead\n1,Ann,true\n", "gold.csv:1: no column is a field"),
    // The column 'trope' is for tropes.
    ("wikipedia_id,character,trope\n1,Ann,x\n", "'dies', 'age', 'side', 'field_trope'"),
  ])
  func `what is wrong with a table is told by line`(text: String, words: String) throws {
    let error = try #require(#expect(throws: Diagnostics.self) { try labels(text) })
    #expect(error.description.contains(words), "\(error)")
  }

  @Test func `beside labels of tropes a table need not have others, nor the other way round`()
    throws
  {
    let text = "wikipedia_id\tcharacter\ttrope\tdies\n1\tAnn\tHero\t\n1\tBert\t\ttrue\n"
    #expect(try labels(text).map(\.subject.character) == ["Bert"])
    let lines = try GoldFile.read(Array(text.utf8), path: "gold.tsv", hasFields: true)
    #expect(lines.map(\.name) == ["Ann"])
    let error = #expect(throws: Diagnostics.self) {
      try GoldFile.read(Array(text.utf8), path: "gold.tsv")
    }
    #expect(error?.description.contains("gold.tsv:3: the character has no label") == true)
    let tropes = "wikipedia_id,character,trope,dies\n1,Ann,Hero,\n"
    #expect(try labels(tropes, mayBeUnlabelled: true).isEmpty)
  }

  @Test func `words and JSON tell the same figures`() throws {
    let text = FieldEvaluationText(try sample(), listsAll: true)
    #expect(text.summary == ["labelled characters  6"])
    #expect(text.fieldRows[0].prefix(5) == ["dies", "6", "3", "2", "66.7%"])
    #expect(
      text.leftOut == [
        "dies: movie has no record: 1", "dies: nobody of that name: 1",
        "dies: several of that name: 1", "age: record was not asked for it: 1",
        "side: nobody of that name: 1",
      ])
    #expect(text.caseLines.contains("agrees: 1 Anna Lee dies (true): as 'Capt. Anna Lee', true"))
    #expect(text.caseLines.contains("agrees: 1 Bert age (20, 22): 22"))
    #expect(
      text.caseLines.contains("several of that name: 1 Ryan dies (true): Jack Ryan; Joe Ryan"))
    let json = text.json
    #expect(
      json.hasPrefix(
        #"{"labelled_characters":6,"fields":[{"field":"dies","kind":"boolean","labelled":6,"compared":3,"agreed":2,"#
          + #""no_record":1,"not_found":1,"ambiguous":1,"not_asked":0,"#), "\(json)")
    #expect(
      json.contains(
        #"{"movie":1,"character":"Anna Lee","field":"dies","labels":[true],"outcome":"agrees","#
          + #""matched":"Capt. Anna Lee","answer":true,"candidates":[]}"#), "\(json)")
  }

  @Test func `who could not be told is listed in any case, once`() throws {
    #expect(
      FieldEvaluationText(try sample(), listsAll: false).caseLines == [
        "nobody of that name: 1 Nobody", "several of that name: 1 Ryan: Jack Ryan; Joe Ryan",
      ])
  }
}
