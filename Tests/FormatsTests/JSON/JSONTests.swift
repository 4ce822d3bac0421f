import Formats
import Testing

@Suite struct JSONTests {
  @Test func `objects keep the order of their keys`() throws {
    let value = try JSON(parsing: Array(#" {"b":1,"a":{"d":null,"c":[true,-2.5e1]}} "#.utf8))
    #expect(value.line == #"{"b":1,"a":{"d":null,"c":[true,-25.0]}}"#)
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

  @Test func `a value is written in one line, its members in order`() {
    let value: JSON = [
      "b": 1, "a": [nil, true, 0.5, "x\u{2028}\n"], "c": .spelled("0.500000"),
      "d": .number(.infinity),
      "e": .short(4), "f": .number(4), "g": .strings(["\"", "é"]), "h": [:],
    ]
    #expect(
      value.line
        == #"{"b":1,"a":[null,true,0.5,"x\u2028\n"],"c":0.500000,"d":null,"e":4,"f":4.0,"g":["\"","é"],"h":{}}"#
    )
  }

  @Test func `an object grows at its end`() {
    var object: JSONObject = ["z": 1]
    object.add("a", JSON(nil as String?))
    #expect((object + ["m": JSON(2.5)]).line == #"{"z":1,"a":null,"m":2.5}"#)
  }
}
