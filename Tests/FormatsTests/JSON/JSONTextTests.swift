import Formats
import Foundation
import Testing

struct JSONTextTests {
  private func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    JSONText.appendString(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [
    ("a\"b\\c/d", #""a\"b\\c/d""#), ("\n\t\r\u{8}\u{0}\u{1F}", #""\n\t\r\u0008\u0000\u001f""#),
    ("\u{2028}\u{2029}\u{85}", #""\u2028\u2029\u0085""#),
    ("\u{2027}\u{202A}é\u{86}â", "\"\u{2027}\u{202A}é\u{86}â\""),
    ("", "\"\""), ("👩‍👧", "\"👩‍👧\""), ("\u{7F}", "\"\u{7F}\""),
  ])
  func `escaped is what JSON demands and what could pass for a line end`(text: String, json: String)
  {
    #expect(Array(escaped(text).utf8) == Array(json.utf8))
  }

  @Test func `separators of lines stay where they are to be kept`() {
    var bytes: [UInt8] = []
    JSONText.appendString("\u{2028}\"\u{2029}\n\u{85}é", to: &bytes, separators: .kept)
    #expect(bytes == Array("\"\u{2028}\\\"\u{2029}\\n\u{85}é\"".utf8))
  }

  @Test func `wherever it stands, a byte is written as it is alone, and read again`() throws {
    let plain = "abcdefghijklmnopqrs"
    for place in 0...plain.count {
      for value in UInt8(0)..<0x80 {
        let byte = String(UnicodeScalar(value))
        let text = String(plain.prefix(place) + byte + plain.dropFirst(place))
        let json = escaped(text)
        let alone = escaped(byte).dropFirst().dropLast()
        #expect(json == "\"" + plain.prefix(place) + alone + plain.dropFirst(place) + "\"")
        #expect(try JSONDocument(Array(json.utf8), strings: .checked).root.string == text)
      }
    }
  }

  @Test func `every scalar comes back through another reader of JSON`() throws {
    var text = ""
    for value in stride(from: UInt32(0), to: 0x11_0000, by: 7) {
      if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
    }
    for value in UInt32(0)..<0x3100 {
      if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
    }
    let data = Data("[\(escaped(text))]".utf8)
    let back = try JSONSerialization.jsonObject(with: data) as? [String]
    #expect(back?.first.map { Array($0.utf8) } == Array(text.utf8))
  }

  @Test(arguments: [(0.0, "0"), (-0.0, "0"), (1, "1"), (0.7, "0.7"), (1e-7, "1e-07"), (2, "2")])
  func `whole numbers have no fraction`(value: Double, json: String) {
    #expect(JSONText.number(value) == json)
  }
}
