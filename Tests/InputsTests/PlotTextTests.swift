import Inputs
import Testing

@Suite struct PlotTextTests {
  @Test(arguments: [
    ("A plot.", "A plot."),
    ("  A plot.\r\n\n", "A plot."),
    ("\u{FEFF}A plot.", "A plot."),
    ("\u{FEFF}\u{FEFF}A", "\u{FEFF}A"),
    ("\u{85}\u{A0}\u{1680}\u{2000}\u{200A}A\tb\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}", "A\tb"),
    // Letters whose last byte is that of a white space character, and a space that has no White_Space.
    ("\u{4E85}A\u{C5}", "\u{4E85}A\u{C5}"), ("\u{200B}A", "\u{200B}A"),
    ("é 😀", "é 😀"), ("x\u{1F}", "x\u{1F}"),
  ])
  func `white space and a byte order mark around a plot are no part of it`(
    file: String, plot: String
  ) throws {
    let text = try PlotText(bytes: Array(file.utf8)).text
    #expect(Array(text.utf8) == Array(plot.utf8))
  }

  @Test func `every white space character of Unicode is trimmed at both ends`() throws {
    let spaces = (0...0x10FFFF).compactMap(Unicode.Scalar.init).filter {
      $0.properties.isWhitespace
    }
    #expect(spaces.count == 25)
    let run = String(String.UnicodeScalarView(spaces))
    #expect(try PlotText(bytes: Array((run + "a" + run).utf8)).text == "a")
    #expect(throws: PlotFault.empty) { try PlotText(bytes: Array(run.utf8)) }
  }

  @Test(arguments: ["", " ", "\u{FEFF}", "\u{FEFF}\n", "\r\n\t\u{3000}"])
  func `nothing but white space is no plot`(file: String) {
    #expect(throws: PlotFault.empty) { try PlotText(bytes: Array(file.utf8)) }
  }

  @Test(arguments: [
    ([0x80], 0, 1),
    ([0x61, 0xC0, 0x80], 1, 1),
    ([0x61, 0x0A, 0x62, 0xC3], 3, 2),
    ([0x0A, 0x0A, 0xE0, 0x80, 0x80], 2, 3),
    ([0xED, 0xA0, 0x80], 0, 1),
    ([0xF4, 0x90, 0x80, 0x80], 0, 1),
    ([0xF5, 0x80, 0x80, 0x80], 0, 1),
    ([0xE2, 0x82, 0x61], 0, 1),
    ([0xF0, 0x9F, 0x98], 0, 1),
    (Array("twenty plain letters ".utf8) + [0xFF], 21, 1),
    (Array("é twenty plain letters ".utf8) + [0xE4, 0x20], 24, 1),
  ])
  func `the first byte that is no UTF-8 is named`(bytes: [UInt8], offset: Int, line: Int) {
    #expect(throws: PlotFault.notUTF8(offset: offset, line: line)) { try PlotText(bytes: bytes) }
  }

  @Test func `valid and invalid are what the standard library takes them for`() {
    // Two and three bytes of every kind of lead and trail byte.
    let edges: [UInt8] = [
      0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1,
      0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
    ]
    for first in edges {
      for second in edges {
        for third in edges {
          for tail in [[], [0x80], [0xBF, 0x41]] as [[UInt8]] {
            let bytes = [first, second, third] + tail
            let isValid = String(validating: bytes, as: UTF8.self) != nil
            #expect((TextBytes.firstInvalid(in: bytes) == nil) == isValid, "\(bytes)")
          }
        }
      }
    }
  }

  @Test func `a NUL is refused with its place`() {
    #expect(throws: PlotFault.nul(offset: 3, line: 2)) {
      try PlotText(bytes: [0x61, 0x0A, 0x62, 0x00, 0x63])
    }
  }
}
