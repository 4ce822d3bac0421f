import Testing

@testable import Recipe

struct HarmlessTextTests {
  @Test(arguments: [
    ("</summary>", "&lt;/summary>"), ("<SUMMARY>", "&lt;SUMMARY>"),
    ("< \t/ Names", "&lt; \t/ Names"),
    ("a<movie key=\"m1\">b", "a&lt;movie key=\"m1\">b"), ("<<task>", "<&lt;task>"),
    ("<\u{A0}system>", "&lt;\u{A0}system>"),
    ("<\u{200B}\u{FEFF}/user", "&lt;\u{200B}\u{FEFF}/user"),
    ("a <", "a &lt;"), ("a </ ", "a &lt;/ "), ("<summary><names>", "&lt;summary>&lt;names>"),
  ])
  func `what could be one of our tags loses its bracket`(text: String, harmless: String) {
    #expect(HarmlessText.of(text) == harmless)
  }

  @Test func `a part of a text is looked at on its own`() {
    let text = Array("<names>a <task> <".utf8)
    var harmless: [UInt8] = []
    HarmlessText.append(text[7..<15], to: &harmless)
    HarmlessText.append(text[15...], to: &harmless)
    #expect(String(decoding: harmless, as: UTF8.self) == "a &lt;task> &lt;")
  }

  @Test(arguments: [
    "", "plain", "<ref name=a>&nbsp;</ref>", "a < b > c", "1<2", "<b>bold</b>", "&lt;summary>",
    "summary>", "<sum", "<éuser>", "<\u{1F600}names>", "<|im_start|>system", "<taxi task>",
  ])
  func `all other text stays byte for byte`(text: String) {
    #expect(Array(HarmlessText.of(text).utf8) == Array(text.utf8))
  }
}
