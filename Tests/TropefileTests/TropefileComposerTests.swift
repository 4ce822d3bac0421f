import Testing
import TropeModel

@testable import Tropefile

/// Texts that are no YAML, or YAML that no tropefile needs.
@Suite struct TropefileComposerTests {
  @Test func `broken YAML is told with its place`() {
    check(
      "input:\n  directory: 1️⃣\"d\n",
      "not valid YAML: the quote that opens here is never closed")
    check(
      "input: {directory: d}\nrecipe: a1️⃣: b\n",
      "not valid YAML: a ':' where no value can begin")
    check(
      "input:\n1️⃣\tdirectory: d\n",
      "not valid YAML: a character that no value can begin with, while scanning for the next "
        + "token that begins on line 2 (indent with spaces; YAML allows no tabs there)")
    check("input: 1️⃣*nowhere\n", "not valid YAML: no anchor of this name comes before")
    check(
      "input: {directory: d}\n1️⃣---\nplan: {}\n",
      "a second document begins here "
        + "(a tropefile is one YAML document; remove the '---')")
  }

  @Test func `merge keys and foreign tags are refused`() {
    checkKey(
      "recipe: &r {model: a}\nplan:\n  1️⃣<<: *r\n",
      "merge keys ('<<') are not read (write the keys out)")
    checkKey(
      "recipe: {model: 1️⃣!secret x}", "the tag '!secret' means nothing here (remove it)")
  }

  @Test func `what is no text is refused at its place`() {
    func check(_ bytes: [UInt8], _ expected: String, at place: String) {
      #expect(faults(of: bytes) == ["tropefile:\(place): \(expected)"])
    }
    let good = Array("input: {directory: d}\nü".utf8)
    check(good + [0xFF], "not UTF-8 text", at: "2:2")
    check(good + [0xC3], "not UTF-8 text", at: "2:2")
    check(good + [0xED, 0xA0, 0x80], "not UTF-8 text", at: "2:2")
    check(
      [0xFF, 0xFE, 0x69, 0], "not UTF-8 text (it looks like UTF-16; save it as UTF-8)", at: "1:1")
    check(
      good + [0], "a tropefile cannot hold the control character U+0000 (is this a text file?)",
      at: "2:2")
    check(good + [0x1B], "a tropefile cannot hold the control character U+001B", at: "2:2")
    check(
      Array("a\r\nb\r\u{7}".utf8), "a tropefile cannot hold the control character U+0007",
      at: "3:1")
    check(
      [UInt8](repeating: 0x23, count: (1 << 20) + 1),
      "1048577 bytes are more than the 1048576 a tropefile may have (is this a tropefile?)",
      at: "1:1")
  }

  @Test func `places count in letters, not in bytes`() {
    check(
      "input: {directory: \"dür\", 1️⃣x: 1}\r\nplan: {\"num_batches\": 2️⃣x}\r\n",
      "unknown key 'x' in 'input'",
      "'num_batches' must be a whole number from 1 to 10000, not 'x'")
  }

  @Test(arguments: ["[", "{a: ", "- ", "? "])
  func `deep nesting ends in a message`(opening: String) {
    #expect(!faults(of: Array(String(repeating: opening, count: 50_000).utf8)).isEmpty)
  }

  @Test func `aliases of aliases of aliases take no time`() {
    var text = "input: {directory: d}\nx0: &x0 [a]\n"
    for level in 1...60 {
      text += "x\(level): &x\(level) [*x\(level - 1), *x\(level - 1)]\n"
    }
    #expect(faults(of: Array(text.utf8)).count == 61)
  }

  @Test func `no text brings the reader down`() {
    // Every prefix of the example, and the example with each letter in turn replaced: whatever
    // comes out is settings or diagnostics with a place.
    let example = Array(
      "input: {directory: \"d\"}\nrecipe:\n  model: &m 'x'\n  ? seed\n  : 1\nplan: [a, *m]\n".utf8)
    var texts = example.indices.map { Array(example[..<$0]) }
    for index in example.indices {
      for byte in Array("\"'{}[]:,&*!|>%@`#?-\n\t \\<~".utf8) {
        var text = example
        text[index] = byte
        texts.append(text)
      }
    }
    for text in texts {
      do throws(Diagnostics) {
        _ = try TropefileReader.read(bytes: text, path: "tropefile")
      } catch {
        #expect(!error.all.isEmpty)
        for diagnostic in error.all {
          #expect(diagnostic.line != nil && diagnostic.column != nil)
        }
      }
    }
  }
}
