import Basics
import Testing

@Suite struct HexTests {
  @Test func `every byte has two digits that mean it`() {
    for byte in UInt8.min...UInt8.max {
      let digits = Array(Hex.text([byte]).utf8)
      #expect(digits.count == 2)
      #expect(Hex.value(of: digits[0]) == byte >> 4)
      #expect(Hex.value(of: digits[1]) == byte & 15)
    }
    #expect(Hex.text([0x00, 0xAB, 0x9F]) == "00ab9f")
  }

  @Test func `digits have either case, and nothing else is one`() {
    #expect(Hex.value(of: UInt8(ascii: "F")) == 15)
    for byte in "/:@G`g \u{0}".utf8 { #expect(Hex.value(of: byte) == nil) }
  }

  @Test(arguments: [
    ("batch_a-b.c~d", "", "batch_a-b.c~d"), ("a b/c?", "", "a%20b%2Fc%3F"),
    ("a b/c?", "/", "a%20b/c%3F"), ("é", "", "%C3%A9"), ("", "", ""),
  ])
  func `what a URI reserves is percent-encoded`(text: String, kept: String, encoded: String) {
    #expect(PercentEncoding.encoded(text, keeping: kept) == encoded)
  }
}
