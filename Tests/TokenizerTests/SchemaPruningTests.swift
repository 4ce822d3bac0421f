import Testing

@testable import Tokenizer

@Suite struct SchemaPruningTests {
  static let examples: [(String, String)] = [
    (#"{}"#, #"{}"#),
    (#"{"required":["a"]}"#, #"{}"#),
    (#"{"$schema":"x","type":"object"}"#, #"{"type":"object"}"#),
    (
      #"{"z":1,"required":[],"a":[{"additionalProperties":false,"b":2}]}"#,
      #"{"z":1,"a":[{"b":2}]}"#
    ),
    // A property of that name is no keyword.
    (
      #"{"properties":{"required":{"type":"string","required":[]}},"required":["required"]}"#,
      #"{"properties":{"required":{"type":"string"}}}"#
    ),
    (
      #"{"$defs":{"required":{"enum":["required"]}}}"#,
      #"{"$defs":{"required":{"enum":["required"]}}}"#
    ),
    (
      #"{"enum":[{"required":1}],"additionalProperties":{"a":{}}}"#, #"{"enum":[{"required":1}]}"#
    ),
    (#"{"a":"\"required\":1,}\\","required":[]}"#, #"{"a":"\"required\":1,}\\"}"#),
  ]

  @Test(arguments: examples)
  func `the keywords go and the order stays`(_ schema: String, _ expected: String) {
    #expect(String(decoding: SchemaPruning.pruned(Array(schema.utf8)), as: UTF8.self) == expected)
  }

  @Test(arguments: ["", "{", "[1,", #"{"a""#, #"{"a":1}}"#, #""\"#, #"{"a":}"#])
  func `what is no JSON stays as it is`(_ text: String) {
    #expect(SchemaPruning.pruned(Array(text.utf8)) == Array(text.utf8))
  }

  @Test func `nesting without end does not end the program`() {
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(SchemaPruning.pruned(deep) == deep)
  }
}
