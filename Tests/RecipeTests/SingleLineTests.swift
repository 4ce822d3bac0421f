import Testing

@testable import Recipe

struct SingleLineTests {
  @Test(arguments: [
    ("Neo", "Neo"), ("  The   Boss ", "The Boss"), ("a\r\n\tb", "a b"),
    ("a\u{2028}b\u{A0}c", "a b c"),
    ("\u{0}a\u{85}\u{9F}b\u{7F}", "a b"), (" \n", ""), ("", ""),
    ("שלום\u{200F} x", "שלום\u{200F} x"),
  ])
  func `white space and controls collapse to one blank`(text: String, collapsed: String) {
    #expect(Array(SingleLine.collapsed(text).utf8) == Array(collapsed.utf8))
  }

  @Test func `long texts are clipped for messages`() {
    #expect(SingleLine.clipped("ab\ncd", to: 3) == "ab …")
    #expect(SingleLine.clipped("abc", to: 3) == "abc")
  }
}
