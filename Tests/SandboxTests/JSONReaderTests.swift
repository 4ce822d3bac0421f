import JSONBytes
import Testing

@testable import Sandbox

@Suite struct JSONReaderTests {
  @Test func `objects keep the order of their keys`() throws {
    let value = try JSON(parsing: Array(#" {"b":1,"a":{"d":null,"c":[true,-2.5e1]}} "#.utf8))
    #expect(value.text == #"{"b":1,"a":{"d":null,"c":[true,-25.0]}}"#)
  }

  @Test(arguments: [
    (#""\u00e9\n\"\\""#, "é\n\"\\"), (#""\ud83d\ude00""#, "😀"), (#""a\/b""#, "a/b"),
    ("\"\u{2028}\"", "\u{2028}"),
  ])
  func `escapes are undone`(text: String, expected: String) throws {
    #expect(try JSON(parsing: Array(text.utf8)) == .string(expected))
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\" 1}", "01", "1.", "nul", "\"a", "\"\\x\"", "\"\\ud800\"", "[1] 2",
    "\"\n\"", "{\"a\":1,}", "-", "+1", "'a'",
  ])
  func `what is not JSON is refused`(text: String) {
    #expect(throws: JSONFault.self) { try JSON(parsing: Array(text.utf8)) }
  }

  @Test func `text that is not UTF-8 is refused`() {
    #expect(throws: JSONFault.self) { try JSON(parsing: [0x22, 0xFF, 0x22]) }
  }

  @Test func `nesting has an end`() {
    let deep = Array(String(repeating: "[", count: 100_000).utf8)
    #expect(throws: JSONFault(offset: 256, problem: .tooDeep)) { try JSON(parsing: deep) }
  }
}
