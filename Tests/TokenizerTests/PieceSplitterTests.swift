import Testing

@testable import Tokenizer
import TestSupport

/// These need no vocabulary: where a text is cut follows from the pattern alone.
@Suite struct PieceSplitterTests {
  /// `¦` marks the cuts. Checked against another implementation of the pattern (Python's `regex`).
  @Test(
    arguments: [
      "The¦ old¦ man¦,¦ and¦ the¦ sea¦.",
      "camel¦Case¦ HTTPServer¦ ABc",
      "it's¦ I'LL¦ we¦'x¦ x're¦ach",
      "don'ſ¦t",  // U+017F folds to s
      "'tis¦ '¦ '¦n",
      "亚洲¦AV¦ 亚AVb",
      "e\u{301}t¦ !\u{301}",
      "!!\u{301}'¦s",
      "a¦  ¦ b¦   ",
      "a¦ \n\n¦  ¦ b¦ \t\r\n¦x",
      "1¦\tx¦\u{A0}y",
      "123¦456¦7½Ⅷ¦٣",
      "x¦...\n/\n¦ y",
      "a¦/b¦ //¦ c",
      " (¦Tiffany¦)¦ -¦x¦ --¦y¦\"z",
      "🎉¦ 🎉¦x",
      "\u{1C}\u{200B}¦ \u{FEFF}¦x",
      "ǅab¦ ʰ¦X",
      "A¦\r\n¦B¦\u{85}\u{2028}\u{2028}¦\u{2028}c",
    ])
  func `a text is cut as the pattern says`(_ marked: String) {
    let expected = marked.split(separator: "¦", omittingEmptySubsequences: false).map(String.init)
    let text = Array(expected.joined().utf8)
    #expect(pieces(text).map { String(decoding: $0, as: UTF8.self) } == expected)
  }

  @Test func `no byte is lost, whatever the bytes`() {
    var source = SeededGenerator(seed: 5)
    for _ in 0..<2_000 {
      let bytes = (0..<100).map { _ in UInt8.random(in: 0...255, using: &source) }
      #expect(pieces(bytes).flatMap { $0 } == bytes)
    }
  }

  @Test func `bytes that are no UTF-8 are symbols`() {
    #expect(pieces([0x61, 0xFF, 0xC3, 0x62]) == [[0x61], [0xFF, 0xC3], [0x62]])
    #expect(pieces([0xFF, 0x62, 0xED, 0xA0, 0x80]) == [[0xFF, 0x62], [0xED, 0xA0, 0x80]])
  }

  @Test func `a window finds the same pieces as the general routine`() {
    var source = SeededGenerator(seed: 6)
    for _ in 0..<5_000 {
      let text = Array(source.text(upTo: 300).utf8)
      text.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        let splitter = PieceSplitter(base: base, count: buffer.count)
        var start = 0
        while start + TextWindow.width <= buffer.count {
          let window = TextWindow(base + start)
          let simple = window.complex == 0 ? .max : window.complex & (0 &- window.complex) &- 1
          var ends = window.starts & simple
          var position = start
          while ends != 0 {
            position = splitter.end(ofPieceAt: position)
            #expect(position == start + ends.trailingZeroBitCount)
            ends &= ends &- 1
          }
          start = splitter.end(ofPieceAt: start)
        }
      }
    }
  }

  private func pieces(_ text: [UInt8]) -> [[UInt8]] {
    text.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return [] }
      let splitter = PieceSplitter(base: base, count: buffer.count)
      var pieces: [[UInt8]] = []
      var position = 0
      while position < buffer.count {
        let end = splitter.end(ofPieceAt: position)
        pieces.append(Array(buffer[position..<end]))
        position = end
      }
      return pieces
    }
  }
}
