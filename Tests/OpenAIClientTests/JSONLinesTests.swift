import Basics
import Foundation
import OpenAIClient
import Testing

struct JSONLinesTests {
  private func withFile(_ content: [UInt8], _ body: (String) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "/lines-\(UUID().uuidString)"
    try Data(content).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  private func all(_ lines: consuming JSONLines) throws -> [(Int, String)] {
    var reader = lines
    var result: [(Int, String)] = []
    while let line = try reader.next() {
      result.append((reader.lineNumber, String(decoding: line, as: UTF8.self)))
    }
    return result
  }

  @Test(
    arguments: [
      ("", []), ("\n\n", []), ("a", [1]), ("a\n", [1]), ("a\nb", [1, 2]),
      ("a\n\r\n \nb\n", [1, 4]),
      ("a\u{2028}b\u{2029}c\u{85}d\n", [1]),
    ] as [(String, [Int])])
  func `splits at line feeds only and counts all lines`(_ text: String, _ numbers: [Int]) throws {
    let kept = text.split(separator: "\n").map(String.init).filter {
      !$0.allSatisfy { $0 == " " || $0 == "\r" }
    }
    // Chunks smaller than a line, equal to it, larger than the file.
    for chunk in [16, 17, 1 << 16] {
      try withFile(Array(text.utf8)) { path in
        let found = try all(JSONLines(path: path, chunk: chunk))
        #expect(found.map(\.0) == numbers)
        if !text.contains("\r") { #expect(found.map(\.1) == kept) }
      }
    }
    #expect(try all(JSONLines(bytes: Array(text.utf8))).map(\.0) == numbers)
  }

  @Test func `gives long lines whole, whatever the chunk`() throws {
    let lines = (0..<50).map { String(repeating: "x\($0)", count: $0 * 997) + "." }
    try withFile(Array(lines.joined(separator: "\n").utf8)) { path in
      let found = try all(JSONLines(path: path, chunk: 64))
      #expect(found.map(\.1) == lines)
    }
  }

  @Test func `a line beyond the bound is an error, not memory`() throws {
    try withFile(Array("short\n".utf8) + [UInt8](repeating: 0x61, count: 100_000)) { path in
      var reader = try JSONLines(path: path, longestLine: 1_000, chunk: 100)
      #expect(try reader.next()?.count == 5)
      #expect(throws: JSONLinesError.lineTooLong(path: path, line: 2, longest: 1_000)) {
        try reader.next()
      }
    }
  }

  @Test func `a byte order mark before the first line is no part of it`() throws {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    for text in ["{}\n{}\n", "{}", "\n{}\n"] {
      let without = try all(JSONLines(bytes: Array(text.utf8)))
      let with = try all(JSONLines(bytes: mark + Array(text.utf8)))
      #expect(with.map(\.0) == without.map(\.0))
      #expect(with.map(\.1) == without.map(\.1))
      try withFile(mark + Array(text.utf8)) { path in
        let read = try all(JSONLines(path: path, chunk: 16))
        #expect(read.map(\.1) == without.map(\.1))
      }
    }
  }

  @Test func `a file that is not there is told`() {
    let error = FileError(operation: .open, path: "/nowhere/x", errno: ENOENT)
    #expect(throws: JSONLinesError.file(error)) { _ = try JSONLines(path: "/nowhere/x") }
    #expect("\(JSONLinesError.file(error))" == "\(error)")
  }

  @Test func `a line that is too long is told with its file and what to do`() {
    let error = JSONLinesError.lineTooLong(path: "b/batch_0001.output.jsonl", line: 2, longest: 9)
    #expect(
      "\(error)"
        == "'b/batch_0001.output.jsonl' line 2 has more than 9 bytes, which no answer has; "
        + "remove the file, and the next run downloads it again")
  }
}
