import Testing

@testable import Display

@Suite struct TextTableTests {
  private var films: TextTable {
    var table = TextTable([
      .words("film", least: 8), .number("characters"), .words("state", dispensability: 1),
      .words("remote", least: 6, dispensability: 2),
    ])
    table.rows = [
      ["The Passion of Joan of Arc", "5", "in progress", "batch_0001"],
      ["七人の侍", "1,234", "ended"],
    ]
    return table
  }

  @Test func `writes everything in full where there is no terminal`() {
    #expect(
      films.lines(width: nil) == [
        "film                        characters  state        remote",
        "The Passion of Joan of Arc           5  in progress  batch_0001",
        "七人の侍                         1,234  ended",
      ])
  }

  @Test func `cuts words, the widest first, and never numbers`() {
    #expect(
      films.lines(width: 50) == [
        "film           characters  state        remote",
        "The Passion…            5  in progress  batch_0001",
        "七人の侍            1,234  ended",
      ])
  }

  @Test func `leaves out what can best be spared where cutting does not do, and says so`() {
    #expect(
      films.lines(width: 36) == [
        "film         characters  state",
        "The Passio…           5  in progress",
        "七人の侍          1,234  ended",
        "(not shown for want of room: remote)",
      ])
    #expect(
      films.lines(width: 24) == [
        "film          characters",
        "The Passion…           5",
        "七人の侍           1,234",
        "(not shown for want of…",
      ])
  }

  @Test(arguments: 20...90)
  func `no line is wider than the terminal`(width: Int) {
    for line in films.lines(width: width) { #expect(DisplayWidth.of(line) <= width) }
  }

  @Test func `a line break in a cell stays in its row`() {
    var table = TextTable([.words("a"), .words("b")])
    table.rows = [["one\ntwo", "three"]]
    #expect(table.lines(width: nil) == ["a        b", "one two  three"])
  }

  @Test func `marks stand close to what they mark`() {
    var table = TextTable([.marks, .words("strategy")])
    table.rows = [[">*", "batch"], ["", "realtime"]]
    #expect(table.lines(width: nil) == ["   strategy", ">* batch", "   realtime"])
  }
}
