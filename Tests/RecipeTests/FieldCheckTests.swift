import Testing
import TestSupport
import TropeModel

@testable import Recipe

/// The check of answers to fields.
struct FieldCheckTests {
  private func check(
    _ field: RecipeField, _ value: String, names: [String]? = ["Neo"]
  ) throws -> ReplyVerdict? {
    let recipe = try Fixture.recipe(fields: [field])
    return recipe.check(
      content: #"{"characters":[{"name":"Neo","f":\#(value)}]}"#, finishReason: "stop",
      refusal: nil, for: [try Fixture.question(recipe, cast: names)]
    ).first
  }

  private static func field(_ type: FieldType, optional: Bool = false) -> RecipeField {
    RecipeField(name: "f", type: type, isOptional: optional)
  }

  private static let age = FieldType.integer(FieldRange(least: 0, most: 120))
  private static let mass = FieldType.number(FieldRange(least: -0.5, most: 2))

  @Test(arguments: [
    (field(.text), #"" a\n baker\t""#, FieldValue.text("a baker")),
    (field(.text, optional: true), "null", .null), (field(.text, optional: true), #"" ""#, .null),
    (field(age), "0", .integer(0)), (field(age), "120", .integer(120)),
    (field(age), "43.0", .integer(43)), (field(age), "1.2e2", .integer(120)),
    (field(age, optional: true), "null", .null),
    (field(.integer(FieldRange())), "-9223372036854775808", .integer(.min)),
    (field(mass), "2", .number(2)), (field(mass), "-0.5", .number(-0.5)),
    (field(mass, optional: true), "null", .null), (field(.boolean), "true", .boolean(true)),
    (field(.boolean), "false", .boolean(false)), (field(.boolean, optional: true), "null", .null),
    (field(.choice(["a", "b"])), #""b""#, .text("b")),
    (field(.choice(["a", "null"]), optional: true), "null", .null),
  ])
  func `a value of the field's type is recorded`(
    field: RecipeField, json: String, value: FieldValue
  ) throws {
    let line = LabelledCharacter(
      name: "Neo", tropeID: nil, isInCast: true, fields: [FieldAnswer(field: "f", value: value)])
    #expect(try check(field, json) == .record([line]))
  }

  @Test(arguments: [
    (field(.text), "null", "a text, not null"), (field(.text), #"" \t ""#, #"a text, not " \t ""#),
    (field(.text), "7", "a text, not 7"), (field(.text), #"["a"]"#, #"a text, not ["a"]"#),
    (field(age), "121", "a whole number from 0 to 120, not 121"),
    (field(age), "-1", "a whole number from 0 to 120, not -1"),
    (field(age), "43.5", "a whole number from 0 to 120, not 43.5"),
    (field(age), #""43""#, #"a whole number from 0 to 120, not "43""#),
    (field(age), "null", "a whole number from 0 to 120, not null"),
    (
      field(age, optional: true), "true",
      "a whole number from 0 to 120, or null, not true"
    ),
    (
      field(.integer(FieldRange(most: 5))), "9223372036854775808",
      "a whole number of at most 5, not 9223372036854775808"
    ),
    (field(mass), "2.01", "a number from -0.5 to 2, not 2.01"),
    (field(.number(FieldRange())), "1e999", "a number, not 1e999"),
    (field(.boolean), "0", "true or false, not 0"),
    (field(.boolean), "null", "true or false, not null"),
    (field(.choice(["a", "b"])), #""B""#, #"one of 'a', 'b', not "B""#),
    (field(.choice(["a", "b"]), optional: true), "{}", "one of 'a', 'b', or null, not {}"),
    (field(.trope), "null", "one trope of the catalog, not null"),
  ])
  func `any other value is bad, and the fault names field, character and what was expected`(
    field: RecipeField, json: String, words: String
  ) throws {
    guard case .bad(let fault) = try check(field, json) else {
      Issue.record("recorded \(json)")
      return
    }
    #expect(fault.description == "'f' of 'Neo' must be " + words)
  }

  @Test func `a trope stands beside other fields, and may be missing where that is allowed`() throws
  {
    let recipe = try Fixture.recipe(fields: [
      RecipeField(name: "dies", type: .boolean),
      RecipeField(name: "role", type: .trope, isOptional: true),
    ])
    let content =
      #"{"characters":[{"role":"Mentor","name":"Neo","dies":true},"#
      + #"{"name":"X","dies":false,"role":null}]}"#
    let dies = { FieldAnswer(field: "dies", value: .boolean($0)) }
    #expect(
      recipe.check(
        content: content, finishReason: "stop", refusal: nil,
        for: [try Fixture.question(recipe, cast: ["Neo"])]) == [
          .record([
            LabelledCharacter(name: "Neo", tropeID: "MENTOR", isInCast: true, fields: [dies(true)]),
            LabelledCharacter(name: "X", tropeID: nil, isInCast: false, fields: [dies(false)]),
          ])
        ])
  }

  @Test(arguments: ["\\u0000", "\\u001b", "\\f", "\\b", "\\u0098", "\u{9B}"])
  func `a control character where a letter was makes no other word`(control: String) throws {
    let verdict = try check(Self.field(.text), "\"Schlo\(control)df\"")
    guard case .bad(.controlCharacter(_, place: "'f' of 'Neo'")) = verdict else {
      Issue.record("it is \(verdict.map { "\($0)" } ?? "nothing")")
      return
    }
  }

  @Test func `a list that a schema engine closed is known by its length`() throws {
    let recipe = try Fixture.recipe(fields: [Self.field(.boolean)])
    func fault(_ answered: Int, of all: Int) throws -> ReplyVerdict? {
      let names = (1...all).map { "Person \($0)" }
      let list = names.prefix(answered).map { #"{"name":"\#($0)","f":true}"# }
      return recipe.check(
        content: "{\"characters\":[\(list.joined(separator: ","))]}", finishReason: "stop",
        refusal: nil, for: [try Fixture.question(recipe, cast: names)]
      ).first
    }
    #expect(try fault(20, of: 25) == .bad(.arrayClosed(at: 20, of: 25)))
    #expect(try fault(24, of: 25) == .bad(.namesLeftOut(["Person 25"])))
    #expect(try fault(19, of: 20) == .bad(.namesLeftOut(["Person 20"])))
  }

  @Test(arguments: [
    (#"{"name":"Neo"}"#, ReplyFault.missingKey(place: "'characters[0]'", key: "f")),
    (#"{"f":true}"#, .missingKey(place: "'characters[0]'", key: "name")),
    (#"{"name":"Neo","f":true,"f":true}"#, .doubledKey(place: "'characters[0]'", key: "f")),
    (#"{"name":" ","f":true}"#, .emptyName(trope: nil)),
    (#"{"name":"Trinity","f":true}"#, .namesLeftOut(["Neo"])),
  ])
  func `an element of another shape is bad`(element: String, fault: ReplyFault) throws {
    let recipe = try Fixture.recipe(fields: [Self.field(.boolean)])
    let verdict = recipe.check(
      content: "{\"characters\":[\(element)]}", finishReason: "stop", refusal: nil,
      for: [try Fixture.question(recipe, cast: ["Neo"])])
    #expect(verdict == [.bad(fault)])
  }
}
