import Formats
import Foundation
import Testing
import TestSupport
import TropeModel

@testable import Recipe

struct CheckTests {
  private let recipe: Recipe

  init() throws { recipe = try Fixture.recipe() }

  private func check(
    _ content: String?, finish: String? = "stop", refusal: String? = nil,
    cast: [String]? = ["Neo", "Morpheus"]
  ) throws -> ReplyVerdict? {
    let question = try Fixture.question(recipe, cast: cast)
    return recipe.check(
      content: content, finishReason: finish, refusal: refusal, for: [question]
    ).first
  }

  private static func reply(_ pairs: [(String, String)], key: String = "characters") -> String {
    let items = pairs.map { name, trope in
      var json = Array("{\"name\":".utf8)
      JSONText.appendString(name, to: &json)
      json += ",\"trope\":".utf8
      JSONText.appendString(trope, to: &json)
      return String(decoding: json, as: UTF8.self) + "}"
    }
    return "\"\(key)\":[\(items.joined(separator: ","))]"
  }

  private func check(_ pairs: [(String, String)], cast: [String]?) throws -> ReplyVerdict? {
    try check("{\(Self.reply(pairs))}", cast: cast)
  }

  @Test func `a whole reply is a record in the order of the cast, others after it`() throws {
    let verdict = try check(
      [
        ("Trinity", "Mentor"), ("Morpheus", "Mentor"), ("Neo", "Chosen One"),
        ("Cypher", "No Trope"),
      ],
      cast: ["Neo", "Morpheus"])
    #expect(
      verdict
        == .record([
          LabelledCharacter(name: "Neo", tropeID: "CHOSEN_ONE", isInCast: true),
          LabelledCharacter(name: "Morpheus", tropeID: "MENTOR", isInCast: true),
          LabelledCharacter(name: "Trinity", tropeID: "MENTOR", isInCast: false),
          LabelledCharacter(name: "Cypher", tropeID: "NO_TROPE", isInCast: false),
        ]))
  }

  @Test func `a word that is longer than any makes a bad reply and is compared with nothing`()
    throws
  {
    let long = String(repeating: "e", count: Recipe.mostBytesOfWord + 1)
    #expect(
      try check([(long, "Mentor")], cast: nil)
        == .bad(.overlongWord(place: "'characters[0].name'")))
    let trope = try check([("Neo", long)], cast: ["Neo"])
    guard case .bad(.overlongWord(let place))? = trope else {
      Issue.record("\(String(describing: trope))")
      return
    }
    #expect(place.contains("Neo"))
    #expect(
      try check("{\(Self.reply([("Neo", "Mentor")])),\"\(long)\":1}", cast: ["Neo"])
        == .bad(.overlongWord(place: "the reply")))
    let member = #"{"characters":[{"name":"Neo","trope":"Mentor","\#(long)":1}]}"#
    #expect(
      try check(member, cast: ["Neo"]) == .bad(.overlongWord(place: "'characters[0]'")))
    let whole = String(long.dropLast())
    #expect(
      try check([(whole, "Mentor")], cast: nil)
        == .record([LabelledCharacter(name: whole, tropeID: "MENTOR", isInCast: false)]))
  }

  @Test func `without a cast any names are a record, and none at all too`() throws {
    #expect(try check(#"{"characters":[]}"#, cast: nil) == .record([]))
    #expect(
      try check([("Neo", "Mentor")], cast: nil)
        == .record([LabelledCharacter(name: "Neo", tropeID: "MENTOR", isInCast: false)]))
  }

  @Test func `a missing finish reason counts as a whole reply, white space around it is nothing`()
    throws
  {
    #expect(try check(" {\"characters\":[]}\n", finish: nil, refusal: "", cast: nil) == .record([]))
  }

  @Test(arguments: [
    ("neo", "Neo"), (" Neo\n", "Neo"), ("The  ORACLE", "The Oracle"), ("O’Brien", "O'Brien"),
    ("\"Doc\" Brown", "“Doc” Brown"), ("Rene\u{301}e", "Renée"), ("Jean-Luc", "Jean\u{2011}Luc"),
    ("ΟΔΥΣΣΕΥΣ", "Οδυσσευσ"), ("<summary> Kid", "<summary>  Kid"),
    ("&lt;summary> Kid", "<summary>  Kid"),
    ("A B", "A\n\tB "), ("NA", "NA"), ("007", "007"), ("Ann", "Ann\u{200E}"), ("Mr. …", "Mr. ..."),
  ])
  func `a name that came back in another form is the cast's, in the cast's spelling`(
    answered: String, cast: String
  ) throws {
    #expect(
      try check([(answered, "Mentor")], cast: [cast])
        == .record([LabelledCharacter(name: cast, tropeID: "MENTOR", isInCast: true)]))
  }

  @Test func `names that differ in form only are told apart where the reply does`() throws {
    let verdict = try check(
      [("ANN", "Mentor"), ("ann", "Chosen One"), ("Ann", "No Trope")], cast: ["Ann", "ANN", "aNN"])
    #expect(
      verdict
        == .record([
          LabelledCharacter(name: "Ann", tropeID: "NO_TROPE", isInCast: true),
          LabelledCharacter(name: "ANN", tropeID: "MENTOR", isInCast: true),
          LabelledCharacter(name: "aNN", tropeID: "CHOSEN_ONE", isInCast: true),
        ]))
  }

  @Test(arguments: Fixture.nastyTexts.filter { !$0.isEmpty })
  func `nasty names come back as they were asked`(name: String) throws {
    let asked = Question.asked(name)
    #expect(
      try check([(asked, "Mentor")], cast: [name])
        == .record([LabelledCharacter(name: name, tropeID: "MENTOR", isInCast: true)]))
  }

  @Test func `a name that only the model has is kept on one line`() throws {
    #expect(
      try check([("The\n Boss ", "Mentor")], cast: nil)
        == .record([LabelledCharacter(name: "The Boss", tropeID: "MENTOR", isInCast: false)]))
  }

  @Test(arguments: [
    ([("Neo", "Chosen One")], ReplyFault.namesLeftOut(["Morpheus"])),
    ([], .namesLeftOut(["Neo", "Morpheus"])),
    ([("Neo", "Chosen Won"), ("Morpheus", "Mentor")], .unknownTrope("Chosen Won", name: "Neo")),
    ([("Neo", "CHOSEN_ONE"), ("Morpheus", "Mentor")], .unknownTrope("CHOSEN_ONE", name: "Neo")),
    ([("Neo", "Mentor"), ("Morpheus", "Mentor"), ("Neo", "Chosen One")], .doubledName("Neo")),
    ([("Neo", "Mentor"), ("Morpheus", "Mentor"), ("NEO", "Chosen One")], .doubledName("NEO")),
    (
      [("X", "Mentor"), ("Neo", "Mentor"), ("Morpheus", "Mentor"), ("x", "Chosen One")],
      .doubledName("x")
    ),
    ([("Neo", "Mentor"), ("Morpheus", "Mentor"), (" ", "Mentor")], .emptyName(trope: "Mentor")),
  ])
  func `an answer that is not one trope for each name is bad`(
    pairs: [(String, String)], fault: ReplyFault
  ) throws {
    #expect(try check(pairs, cast: ["Neo", "Morpheus"]) == .bad(fault))
  }

  // As SmolLM2-135M answers where it names the characters itself: to the most that the schema lets it.
  @Test(arguments: [nil, ["Pigeon", "Bill"]])
  func `the same answer about a name again is no further one`(cast: [String]?) throws {
    let again = [
      ("Bill", "Mentor"), ("Pigeon", "Mentor"), ("Pigeon", "Mentor"), ("pigeon", "Mentor"),
      ("BILL", "Mentor"),
    ]
    let judgement = try judge("{\(Self.reply(again))}", cast: cast)
    let names = cast ?? ["Bill", "Pigeon"]
    #expect(
      judgement.verdicts == [
        .record(
          names.map {
            LabelledCharacter(name: $0, tropeID: "MENTOR", isInCast: cast != nil)
          })
      ])
    #expect(judgement.notes == [.sameAnswerAgain])
  }

  @Test(arguments: [
    ("[]", ReplyFault.wrongKind(place: "the reply", expected: .object, found: .array)),
    ("null", .wrongKind(place: "the reply", expected: .object, found: .null)),
    ("{}", .missingKey(place: "the reply", key: "characters")),
    (#"{"characters":{}}"#, .wrongKind(place: "'characters'", expected: .array, found: .object)),
    (#"{"m1":[]}"#, .missingKey(place: "the reply", key: "characters")),
    (#"{"characters":[],"characters":[]}"#, .doubledKey(place: "the reply", key: "characters")),
    (
      #"{"characters":["Neo"]}"#,
      .wrongKind(place: "'characters[0]'", expected: .object, found: .string)
    ),
    (#"{"characters":[{"name":"Neo"}]}"#, .missingKey(place: "'characters[0]'", key: "trope")),
    (#"{"characters":[{"trope":"Mentor"}]}"#, .missingKey(place: "'characters[0]'", key: "name")),
    (
      #"{"characters":[{"name":"Neo","trope":null}]}"#,
      .wrongValue(field: FieldList.tropes.fields[0], name: "Neo", found: "null")
    ),
    (
      #"{"characters":[{"name":7,"trope":"Mentor"}]}"#,
      .wrongKind(place: "'characters[0].name'", expected: .string, found: .number)
    ),
    (
      #"{"characters":[{"name":"a","name":"b","trope":"Mentor"}]}"#,
      .doubledKey(place: "'characters[0]'", key: "name")
    ),
    (#"{"characters":[]} ok"#, .notJSON(JSONFault(offset: 18, problem: .textAfterEnd))),
    ("Sure! {", .notJSON(JSONFault(offset: 0, problem: .unexpected(0x53)))),
    (#"{"characters":[{"name":"#, .notJSON(JSONFault(offset: 23, problem: .endOfText))),
    ("", .empty),
  ])
  func `a reply of another shape is bad`(content: String, fault: ReplyFault) throws {
    #expect(try check(content) == .bad(fault))
  }

  @Test func `a reply without content is bad`() throws {
    #expect(try check(String?.none) == .bad(.empty))
    #expect(try check(String?.none, finish: "length") == .bad(.cutOff))
    #expect(try check(String?.none, refusal: "No.") == .bad(.refused("No.")))
  }

  @Test(arguments: [
    ("length", ReplyFault.cutOff), ("content_filter", .filtered),
    ("max_tokens", .cutOff), ("error", .otherEnd("error")),
  ])
  func `a reply that did not end by itself is bad, whole or not`(finish: String, fault: ReplyFault)
    throws
  {
    let whole = "{\(Self.reply([("Neo", "Chosen One"), ("Morpheus", "Mentor")]))}"
    for content in [whole, String(whole.dropLast(9))] {
      #expect(try check(content, finish: finish) == .bad(fault))
    }
  }

  private func judge(
    _ content: String, finish: String? = "stop", cast: [String]? = ["Neo"]
  ) throws -> ReplyJudgement {
    recipe.judge(
      content: content, finishReason: finish, refusal: nil,
      for: [try Fixture.question(recipe, cast: cast)])
  }

  private static let good = "{\(reply([("Neo", "Mentor")]))}"

  @Test(arguments: ["eos", "eos_token", "end_turn", "STOP", "tool_calls", "done", "<|im_end|>"])
  func `a whole reply is good whatever word its server has for that`(finish: String) throws {
    let judgement = try judge(Self.good, finish: finish)
    #expect(judgement.verdicts == [record("Neo")])
    #expect(judgement.notes == (finish == "STOP" ? [] : [.unknownEnd(finish)]))
    #expect(try judge(String(Self.good.dropLast(3)), finish: finish).verdicts != [record("Neo")])
    #expect(try judge("", finish: "eos").verdicts == [.bad(.otherEnd("eos"))])
  }

  @Test(arguments: [
    "```json\n\(good)\n```", "```\n\(good)\n```", "```JSON \(good)```",
    "~~~json\r\n\(good)\r\n~~~\n",
    "\n````json5\n\(good)\n````  ",
  ])
  func `a fence of Markdown is taken off`(content: String) throws {
    let judgement = try judge(content)
    #expect(judgement.verdicts == [record("Neo")])
    #expect(judgement.notes == [.fence])
  }

  @Test(arguments: [
    "<think>\nNeo < Trinity? </thin\n</think>\n\n\(good)", "\n<think></think>\(good)",
    "<think>…</think>```json\n\(good)\n```",
  ])
  func `thoughts before the answer are passed over`(content: String) throws {
    let judgement = try judge(content)
    #expect(judgement.verdicts == [record("Neo")])
    #expect(judgement.notes.contains(.thoughts))
  }

  @Test(arguments: ["<think>\n\(good)", "Well. <think></think>\(good)", "<think>a</think>b"])
  func `thoughts without an end, and other words, are no answer`(content: String) throws {
    let judgement = try judge(content)
    #expect(judgement.verdicts != [record("Neo")])
  }

  @Test func `a byte order mark is passed over, and an unknown key beside the asked ones too`()
    throws
  {
    let marked = try judge("\u{FEFF}" + Self.good)
    #expect(marked.verdicts == [record("Neo")])
    #expect(marked.notes == [.byteOrderMark])
    for more in [
      #"{"why":1,"characters":[{"name":"Neo","trope":"Mentor"}]}"#,
      #"{"characters":[{"name":"Neo","why":[{}],"trope":"Mentor"}]}"#,
    ] {
      let judgement = try judge(more)
      #expect(judgement.verdicts == [record("Neo")])
      #expect(judgement.notes == [.unknownKey("why")])
    }
  }

  @Test(arguments: [0x00, 0x07, 0x08, 0x0C, 0x1B, 0x7F, 0x9B] as [UInt32])
  func `a control character in a name is bad, and says so`(value: UInt32) throws {
    let scalar = try #require(Unicode.Scalar(value))
    let name = "Schlo\(Character(scalar))df"
    #expect(
      try check([(name, "Mentor")], cast: nil)
        == .bad(.controlCharacter(value, place: "'characters[0].name'")))
  }

  private func checkGroup(_ content: String, finish: String? = "stop") throws -> [ReplyVerdict] {
    let questions = [
      try Fixture.question(recipe, movie: 9, cast: ["Neo"]),
      try Fixture.question(recipe, movie: 4, cast: ["Ann"]),
      try Fixture.question(recipe, movie: 6, cast: nil),
    ]
    return recipe.check(content: content, finishReason: finish, refusal: nil, for: questions)
  }

  private func record(_ name: String, isInCast: Bool = true) -> ReplyVerdict {
    .record([LabelledCharacter(name: name, tropeID: "MENTOR", isInCast: isInCast)])
  }

  @Test func `movies of one reply are judged each for itself`() throws {
    let neo = Self.reply([("Neo", "Mentor")], key: "m1")
    let ann = Self.reply([("Bob", "Mentor")], key: "m2")
    let eve = Self.reply([("Eve", "Mentor")], key: "m3")
    #expect(
      try checkGroup("{\(eve),\(neo),\(ann)}")
        == [record("Neo"), .bad(.namesLeftOut(["Ann"])), record("Eve", isInCast: false)])
    #expect(
      try checkGroup("{\(neo),\(eve)}")
        == [record("Neo"), .bad(.movieLeftOut(key: "m2")), record("Eve", isInCast: false)])
    #expect(
      try checkGroup("{\(neo),\(neo),\(eve),\"m2\":null}")
        == [
          .bad(.doubledKey(place: "the reply", key: "m1")),
          .bad(.wrongKind(place: "'m2'", expected: .array, found: .null)),
          record("Eve", isInCast: false),
        ])
  }

  @Test func `of a group only the movies that were asked are judged`() throws {
    let movies = [("m1", "Neo"), ("m2", "Ann"), ("m3", "Eve")].map { key, name in
      Self.reply([(name, "Mentor")], key: key)
    }
    let verdicts = try checkGroup("{\(movies.joined(separator: ",")),\"m99\":[]}")
    #expect(verdicts == [record("Neo"), record("Ann"), record("Eve", isInCast: false)])
  }

  @Test func `of a reply that was cut off the whole movies are kept`() throws {
    let neo = Self.reply([("Neo", "Mentor")], key: "m1")
    let ann = Self.reply([("Ann", "Mentor")], key: "m2")
    #expect(
      try checkGroup("{\(neo),\(ann.dropLast(4))", finish: "length")
        == [record("Neo"), .bad(.cutOff), .bad(.cutOff)])
    #expect(
      try checkGroup("{\(neo),\(ann),", finish: "length")
        == [record("Neo"), record("Ann"), .bad(.cutOff)])
  }

  @Test func `what is wrong with the whole reply is wrong for each movie`() throws {
    let neo = Self.reply([("Neo", "Mentor")], key: "m1")
    for content in ["{\(neo)", "[]", ""] {
      let verdicts = try checkGroup(content)
      #expect(verdicts.count == 3)
      #expect(Set(verdicts).count == 1)
      if case .record = verdicts.first { Issue.record("recorded from \(content)") }
    }
  }

  @Test func `a cast of thousands is matched in any order`() throws {
    let cast = (0..<5_000).map { "Name \($0)" }
    let verdict = try check(cast.reversed().map { ($0, "Mentor") }, cast: cast)
    #expect(
      verdict
        == .record(cast.map { LabelledCharacter(name: $0, tropeID: "MENTOR", isInCast: true) }))
  }

  @Test func `damaged replies have a verdict for each question and only whole records`() throws {
    let cast = ["Neo", "Zoë \"Z\""]
    let single = "{\(Self.reply(cast.map { ($0, "Mentor") }))}"
    let group =
      "{\((1...3).map { Self.reply(cast.map { ($0, "Mentor") }, key: "m\($0)") }.joined(separator: ","))}"
    let alphabet = Array("{}[]\",:\\u0e Nm1".utf8)
    var random = SeededGenerator(seed: 3)
    var records = 0
    for round in 0..<2_000 {
      let count = round.isMultiple(of: 2) ? 1 : 3
      var bytes = Array((count == 1 ? single : group).utf8)
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        bytes[place] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }
      if round.isMultiple(of: 5) {
        bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
      }
      let question = try Fixture.question(recipe, cast: cast)
      let verdicts = recipe.check(
        content: String(decoding: bytes, as: UTF8.self),
        finishReason: round.isMultiple(of: 3) ? "length" : "stop", refusal: nil,
        for: Array(repeating: question, count: count))
      #expect(verdicts.count == count)
      for case .record(let characters, _) in verdicts {
        records += 1
        #expect(characters.prefix(2).map(\.name) == cast)
        #expect(characters.allSatisfy { $0.tropeID == "MENTOR" })
      }
    }
    #expect(records > 100)
  }
}
