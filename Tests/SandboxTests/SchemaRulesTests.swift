import Formats
import Testing

@testable import Sandbox

@Suite struct SchemaRulesTests {
  private static func message(_ schema: String) throws -> String? {
    let value = try JSON(parsing: Array(schema.utf8))
    do throws(APIFailure) {
      try SchemaRules.check(value, name: "s")
      return nil
    } catch {
      return error.message
    }
  }

  @Test func `a strict schema passes, references and recursion included`() throws {
    #expect(
      try Self.message(
        """
        {"type":"object","properties":{"a":{"$ref":"#/$defs/T"},"b":{"type":["string","null"]},
        "c":{"anyOf":[{"type":"integer"},{"$ref":"#"}]}},
        "required":["a","b","c"],"additionalProperties":false,"$defs":{"T":{"enum":["x"],"type":"string"}}}
        """) == nil)
  }

  @Test(arguments: [
    (#"{"anyOf":[{"type":"object"}]}"#, "anyOf"),
    (#"{"type":"array","items":{"type":"string"}}"#, "'type': 'object'"),
    (#"{"type":"object","properties":{},"required":[]}"#, "'additionalProperties'"),
    (
      #"{"type":"object","properties":{"a":{"type":"string"}},"required":[],"additionalProperties":false}"#,
      "Missing 'a'"
    ),
    (
      #"{"type":"object","properties":{},"required":["a"],"additionalProperties":false}"#,
      "names 'a'"
    ),
    (
      #"{"type":"object","properties":{"a":{"type":"string","default":"x"}},"required":["a"],"additionalProperties":false}"#,
      "'default' is not permitted"
    ),
    (
      #"{"type":"object","properties":{"a":{"allOf":[]}},"required":["a"],"additionalProperties":false}"#,
      "'allOf' is not permitted"
    ),
    (
      ##"{"type":"object","properties":{"a":{"$ref":"#/$defs/T"}},"required":["a"],"additionalProperties":false}"##,
      "can not be resolved"
    ),
    (
      ##"{"type":"object","properties":{"a":{"$ref":"#","description":"x"}},"required":["a"],"additionalProperties":false}"##,
      "keywords beside it"
    ),
    (
      #"{"type":"object","properties":{"a":{"enum":["x","x"]}},"required":["a"],"additionalProperties":false}"#,
      "twice"
    ),
    (
      #"{"type":"object","properties":{"a":{"type":"text"}},"required":["a"],"additionalProperties":false}"#,
      "not a valid type"
    ),
  ])
  func `a broken rule is named`(schema: String, words: String) throws {
    #expect(try Self.message(schema)?.contains(words) == true)
  }

  /// A schema whose only property is an enum of these values.
  private static func enumSchema(_ values: [String]) -> String {
    let schema: JSON = [
      "type": "object",
      "properties": ["a": ["type": "string", "enum": .array(values.map { .string($0) })]],
      "required": ["a"], "additionalProperties": false,
    ]
    return schema.text
  }

  @Test func `enums have limits of number and of length`() throws {
    #expect(try Self.message(Self.enumSchema((0..<1_000).map { "\($0)" })) == nil)
    #expect(
      try Self.message(Self.enumSchema((0..<1_001).map { "\($0)" }))?.contains("1000 enum values")
        == true)
    let long = (0..<251).map { "\($0)" + String(repeating: "x", count: 60) }
    #expect(try Self.message(Self.enumSchema(long))?.contains("15000 characters") == true)
    #expect(try Self.message(Self.enumSchema(Array(long.prefix(250)))) == nil)
  }

  @Test func `nesting deeper than ten levels is refused`() throws {
    func nested(_ levels: Int) -> String {
      (0..<levels).reduce(#"{"type":"string"}"#) { inner, _ in
        #"{"type":"object","properties":{"a":\#(inner)},"required":["a"],"additionalProperties":false}"#
      }
    }
    #expect(try Self.message(nested(10)) == nil)
    #expect(try Self.message(nested(11))?.contains("levels of nesting") == true)
  }
}
