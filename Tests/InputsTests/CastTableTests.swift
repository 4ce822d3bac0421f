import Inputs
import Testing
import TropeModel

@Suite struct CastTableTests {
  private func names(_ text: String) throws -> [String] {
    try CastTable.names(in: Array(text.utf8), path: "c.csv")
  }

  private func row(_ name: String) -> String { "/m/1,2001,\(name),,,,,Actor,30,/m/2,/m/3,/m/4\n" }

  @Test func `the corpus's columns are understood`() throws {
    let file =
      CastTable.header + "\n" + row("Ann") + row("") + row("\"Smith, John\"")
      + row("\"Jo \"\"Two\"\" Lee\"")
    #expect(try names(file) == ["Ann", "Smith, John", "Jo \"Two\" Lee"])
  }

  @Test(arguments: [
    ("", []),
    ("\u{FEFF}", []),
    ("\n\r\n", []),
    ("character_name", []),
    ("character_name\n", []),
    ("character_name\n\n\n", []),
    ("\u{FEFF}character_name\r\nAnn\r\n", ["Ann"]),
    ("\"character_name\"\nAnn", ["Ann"]),
    (" character_name ,x\nAnn,", ["Ann"]),
    ("x,character_name\r1,Ann\r2,Bo", ["Ann", "Bo"]),
    ("character_name,x\n\"a\nb\r\nc\",1\nd,2\n", ["a b c", "d"]),
    ("character_name\n\"\"\"\"\n\"\"\n\" \"\n", ["\""]),
    ("character_name\n6'2\" Joe\n", ["6'2\" Joe"]),
    (
      "character_name\nNA\nNone\nnull\n007\nnan\nN/A\n7\n",
      ["NA", "None", "null", "007", "nan", "N/A", "7"]
    ),
    ("character_name\n  Ann \t Lee\u{A0}\nAnn Lee\nann lee\nAnn  Lee\n", ["Ann Lee", "ann lee"]),
    ("character_name\nJos\u{E9}\nJose\u{301}\n", ["Jos\u{E9}"]),
    ("character_name\n<b>&\"</summary>\n;\t|\n", ["<b>&\"</summary>", "; |"]),
  ])
  func `names are read as a person would`(file: String, expected: [String]) throws {
    #expect(try names(file) == expected)
  }

  @Test(arguments: [
    ("", []), ("\n", []), ("\r\n", []), ("\n\n\r\n/m/1,2,Ann,,,,,,,,,\r\n", ["Ann"]),
    ("\r/m/1,2,Ann,,,,,,,,,", ["Ann"]), (",more\n/m/1,2,Ann,,,,,,,,,,\n", ["Ann"]),
    ("_of_actor\n/m/1,2,Ann,,,,,,,,,\n", ["Ann"]),
  ])
  func `the corpus's header is known in every form`(rest: String, expected: [String]) throws {
    #expect(try names(CastTable.header + rest) == expected)
    #expect(try names("\u{FEFF}" + CastTable.header + rest) == expected)
  }

  @Test func `a fault behind the corpus's header has its line`() {
    let fault = #expect(throws: Diagnostic.self) {
      try names(CastTable.header + "\r\n" + row("Ann") + "a,b\n")
    }
    #expect(fault?.line == 3)
  }

  @Test func `five thousand names are all there, in order`() throws {
    let expected = (1...5_000).map { "Name \($0)" }
    let file = CastTable.header + "\n" + expected.map(row).joined()
    #expect(
      try names(file + file.split(separator: "\n").dropFirst().joined(separator: "\n")) == expected)
  }

  @Test(arguments: [
    (
      "name\nAnn\n",
      "c.csv:1: no column 'character_name' in the header (the first row must name the columns, one of "
        + "them 'character_name')"
    ),
    (
      "movie;character_name\n1;Ann\n",
      "c.csv:1: its columns are separated by ';', not by commas (save it as CSV with commas)"
    ),
    (
      "movie\tcharacter_name\n1\tAnn\n",
      "c.csv:1: its columns are separated by tabs, not by commas (save it as CSV with commas)"
    ),
    (
      "character_name,x,character_name\n",
      "c.csv:1: the header has the column 'character_name' twice (remove one of them)"
    ),
    (
      "\ncharacter_name,x\nAnn,1\n\nBo\n",
      "c.csv:5: 1 field where the header has 2 (a field that holds a comma or a line break stands "
        + "in double quotes)"
    ),
    (
      "character_name,x\n\"A\nnn\",1\nSmith, John,2\n",
      "c.csv:4: 3 fields where the header has 2 (a field that holds a comma or a line break stands "
        + "in double quotes)"
    ),
    (
      "character_name\nAnn\n\"Bo\nCy\n",
      "c.csv:3: a quoted field that begins here has no end (close it with a double quote; one "
        + "inside is written twice)"
    ),
    (
      "character_name\n\"Ann\" Lee\n",
      "c.csv:2: text after the closing quote of a field (a double quote inside a quoted field is "
        + "written twice)"
    ),
    (
      "character_name\nAnn\0\n",
      "c.csv:2: a NUL byte at offset 18 (a cast is plain text; remove the byte)"
    ),
  ])
  func `a fault has its line and what to do`(file: String, message: String) {
    let fault = #expect(throws: Diagnostic.self) { try names(file) }
    #expect(fault?.description == message)
  }

  @Test func `bytes that are no UTF-8 are a fault`() {
    let fault = #expect(throws: Diagnostic.self) {
      try CastTable.names(in: Array("character_name\nJos".utf8) + [0xE9, 0x0A], path: "c.csv")
    }
    #expect(fault?.line == 2)
    #expect(fault?.message == "not UTF-8: the byte at offset 18 is not part of a character")
  }
}
