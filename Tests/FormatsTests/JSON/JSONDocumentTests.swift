import Formats
import Foundation
import Testing

struct JSONDocumentTests {
  private func parse(_ text: String) throws(JSONFault) -> JSONView {
    try JSONDocument(Array(text.utf8)).root
  }

  @Test func `finds members, elements and values`() throws {
    let root = try parse(
      #" {"a": {"b": [1, -2.5e1, "x", true, null, {}]}, "n": null, "k\u0065y": "v", "d":1, "d":2} "#
    )
    let list = try #require(root["a"]?["b"]?.elements)
    #expect(list.count == 6)
    #expect(list[0].int == 1)
    #expect(list[1].int == -25)
    #expect(list[1].double == -25)
    #expect(list[2].string == "x")
    #expect(list[3].bool == true)
    #expect(list[4].kind == .null)
    #expect(list[5].members.isEmpty)
    #expect(root["n"] == nil)
    #expect(root["key"]?.string == "v")
    #expect(root["d"]?.int == 2)
    #expect(root["absent"] == nil)
    #expect(root.members.map(\.name) == ["a", "n", "key", "d", "d"])
    #expect(list[0].string == nil)
    #expect(list[2]["x"] == nil)
    #expect(String(decoding: list[1].rawBytes, as: UTF8.self) == "-2.5e1")
  }

  @Test(arguments: [
    (#""plain""#, "plain"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
    (#""\u00e9 \ud83d\ude00""#, "é 😀"), (#""\ud83d x \ude00""#, "\u{fffd} x \u{fffd}"),
    ("\"raw \u{2028}\u{2029}\u{85}\"", "raw \u{2028}\u{2029}\u{85}"), (#""""#, ""),
  ])
  func `reads strings`(_ text: String, _ value: String) throws {
    #expect(try parse(text).string == value)
  }

  @Test(arguments: [
    "", " ", "{", "}", "[1,]", "{\"a\":}", "{\"a\" 1}", "{a:1}", "tru", "nul", "01", "1.", "-",
    "1e",
    "+1", ".5", "\"", "\"\\x\"", "\"\\u12g4\"", "1 2", "[1 2]", "{\"a\":1,}", "\u{feff}{}", "NaN",
    "{\"custom_id\":\"cut off",
  ])
  func `refuses what is no JSON`(_ text: String) {
    #expect(throws: JSONFault.self) { try parse(text) }
  }

  @Test func `nesting cannot exhaust the stack`() throws {
    let deep = String(repeating: "[", count: 199) + String(repeating: "]", count: 199)
    #expect(try parse(deep).kind == .array)
    #expect(throws: JSONFault.self) { try parse(String(repeating: "[", count: 1_000_000)) }
  }

  @Test func `invalid UTF-8 becomes replacement characters`() throws {
    let document = try JSONDocument([0x22, 0x61, 0xFF, 0x22])
    #expect(document.root.string == "a\u{fffd}")
  }

  @Test(arguments: ["plain", "\"\\\n\u{0}\u{1f}", "é😀\u{2028}"])
  func `what is quoted reads back as it was`(_ text: String) throws {
    let quoted = JSONText.quoted(text)
    #expect(try parse(quoted).string == text)
    let foundation = try JSONDecoder().decode([String].self, from: Data("[\(quoted)]".utf8))
    #expect(foundation == [text])
  }
}
