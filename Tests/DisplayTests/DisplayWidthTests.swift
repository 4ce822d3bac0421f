import Testing

@testable import Display

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("Metropolis", 10), ("Amélie", 6), ("Ame\u{301}lie", 6), ("七人の侍", 8), ("기생충", 6),
    ("\u{1112}\u{1161}\u{11AB}", 2), ("🎬", 2), ("👩‍🚀", 2), ("🇫🇷", 2), ("❤", 1), ("❤\u{FE0F}", 2),
    ("Ａ", 2), ("ｱ", 1), ("a\u{200B}b", 2), ("━━", 2), ("≈$5", 3), ("…", 1),
  ])
  func `counts columns, not characters`(text: String, columns: Int) {
    #expect(DisplayWidth.of(text) == columns)
  }

  @Test(arguments: [
    ("Nosferatu", 9, "Nosferatu"), ("Nosferatu", 8, "Nosfera…"), ("Nosferatu", 1, "…"),
    ("Nosferatu", 0, ""), ("七人の侍", 8, "七人の侍"), ("七人の侍", 7, "七人の…"), ("七人の侍", 6, "七人…"),
    ("Sunrise: A Song", 9, "Sunrise:…"), ("a b", 2, "a…"), ("one two", 5, "one…"),
  ])
  func `cuts to columns and says that it did`(text: String, columns: Int, cut: String) {
    #expect(DisplayWidth.clipped(text, to: columns) == cut)
    #expect(DisplayWidth.of(DisplayWidth.clipped(text, to: columns)) <= columns)
  }

  @Test(arguments: [
    ("plain", "plain"), ("a\nb", "a b"), ("a\r\n\tb", "a b"), ("\u{1B}[2Jgone", " [2Jgone"),
    ("a\u{9B}31mb", "a 31mb"), ("a\u{2028}b", "a b"), ("a\u{202E}b", "a b"), ("Amélie", "Amélie"),
  ])
  func `takes out what would move the cursor or break the line`(text: String, clean: String) {
    #expect(DisplayWidth.printable(text) == clean)
  }
}
