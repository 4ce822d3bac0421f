import Testing

@testable import Display

@Suite struct LiveAreaTests {
  private let size = TerminalSize(columns: 20, rows: 10)

  @Test func `draws over what stands there in one piece, without erasing it first`() {
    var area = LiveArea(inColour: false, isSynchronized: false)
    #expect(area.draw(["one", "two"], size: size) == "one\u{1B}[K\ntwo\u{1B}[K\n\u{1B}[J")
    #expect(area.draw(["1", "two"], size: size) == "\r\u{1B}[2A1\u{1B}[K\ntwo\u{1B}[K\n\u{1B}[J")
    #expect(area.draw(["1", "two"], size: size) == "", "nothing has changed")
    #expect(area.erase(size: size) == "\r\u{1B}[2A\u{1B}[J")
    #expect(area.erase(size: size) == "")
  }

  @Test func `puts what stays above the live lines`() {
    var area = LiveArea(inColour: false, isSynchronized: false)
    _ = area.draw(["live"], size: size)
    #expect(
      area.draw(["live"], below: ["news"], size: size)
        == "\r\u{1B}[1A\u{1B}[Jnews\nlive\u{1B}[K\n\u{1B}[J")
  }

  @Test func `reckons with lines that a narrower terminal has broken`() {
    var area = LiveArea(inColour: false, isSynchronized: false)
    _ = area.draw(["0123456789abcdefgh", "x"], size: size)
    let narrow = TerminalSize(columns: 8, rows: 10)
    #expect(
      area.draw(["0123456789", "x"], size: narrow)
        == "\r\u{1B}[4A012345…\u{1B}[K\nx\u{1B}[K\n\u{1B}[J")
  }

  @Test func `draws no more lines than the terminal is high`() {
    var area = LiveArea(inColour: false, isSynchronized: false)
    let low = TerminalSize(columns: 20, rows: 3)
    #expect(area.draw(["a", "b", "c"], size: low) == "b\u{1B}[K\nc\u{1B}[K\n\u{1B}[J")
  }

  @Test func `has colours and synchronized updates only where they are wanted`() {
    var line: StyledLine = "a "
    line.append("b", .bad)
    var plain = LiveArea(inColour: false, isSynchronized: false)
    #expect(plain.draw([line], size: size) == "a b\u{1B}[K\n\u{1B}[J")
    var rich = LiveArea(inColour: true, isSynchronized: true)
    #expect(
      rich.draw([line], size: size)
        == "\u{1B}[?2026ha \u{1B}[31mb\u{1B}[0m\u{1B}[K\n\u{1B}[J\u{1B}[?2026l")
  }

  @Test(arguments: [
    (9, "a bb cc"), (7, "a bb cc"), (6, "a bb …"), (4, "a b…"), (2, "a…"), (1, "…"),
  ])
  func `a line of several styles is cut as one`(columns: Int, cut: String) {
    var line: StyledLine = "a "
    line.append("bb ", .good)
    line.append("cc", .bad)
    #expect(line.clipped(to: columns).text == cut)
  }

  @Test(arguments: [
    (true, ["TERM": "xterm-256color"], true, true), (false, ["TERM": "xterm"], false, false),
    (true, ["TERM": "dumb"], false, false), (true, [:], false, false),
    (true, ["TERM": "xterm", "NO_COLOR": "1"], true, false),
    (true, ["TERM": "xterm", "NO_COLOR": ""], true, true),
    (true, ["TERM": "xterm", "CI": "true"], false, false),
    (true, ["TERM": "xterm", "CI": "false"], true, true),
  ])
  func `live lines and colours are for terminals that people look at`(
    isTerminal: Bool, environment: [String: String], isLive: Bool, hasColour: Bool
  ) {
    let kind = TerminalKind(isTerminal: isTerminal, environment: environment)
    #expect(kind.isLive == isLive)
    #expect(kind.hasColour == hasColour)
  }

  @Test(arguments: [
    ([:], true), (["LANG": "de_DE.UTF-8"], true), (["LC_ALL": "C"], false),
    (["LC_ALL": "", "LANG": "C.utf8"], true),
    (["LC_CTYPE": "de_DE@euro", "LANG": "C.UTF-8"], false),
  ])
  func `a locale that is not of UTF-8 gets ASCII`(environment: [String: String], isUnicode: Bool) {
    #expect(TerminalKind(isTerminal: true, environment: environment).hasUnicode == isUnicode)
  }
}
