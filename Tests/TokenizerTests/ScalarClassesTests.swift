import Foundation
import Testing

@testable import Tokenizer

@Suite struct ScalarClassesTests {
  private let table = ScalarClasses.shared.table

  static let examples: [(Int, UInt8)] = [
    (0x41, ScalarClass.upper), (0x01C5, ScalarClass.upper), (0x7A, ScalarClass.lower),
    (0x02B0, ScalarClass.caseless), (0x4E9A, ScalarClass.caseless), (0x0301, ScalarClass.mark),
    (0x31, ScalarClass.number), (0xBD, ScalarClass.number), (0x20, ScalarClass.space),
    (0x85, ScalarClass.space), (0x2028, ScalarClass.space), (0x0A, ScalarClass.newline),
    (0x0D, ScalarClass.newline), (0x1C, ScalarClass.other), (0x200B, ScalarClass.other),
    (0xFEFF, ScalarClass.other), (0x1F389, ScalarClass.other), (0x10FFFF, ScalarClass.other),
  ]

  @Test(arguments: examples)
  func `a scalar has its class`(_ scalar: Int, _ expected: UInt8) {
    #expect(table[scalar] == expected)
  }

  @Test func `scalars newer than Unicode 16 have none`() {
    // CJK extension J, of Unicode 17.
    #expect(table[0x323B0] == ScalarClass.other)
  }

  @Test(
    .enabled(
      if: SharedFiles.exists("tokenizer/unicode16_classes.tsv"),
      Comment(rawValue: SharedFiles.whyNot)))
  func `every scalar has the class of the source`() throws {
    let names = Array("-UlBMNS".utf8)
    var expected = [UInt8](repeating: ScalarClass.other, count: 0x110000)
    let source = try String(
      contentsOfFile: SharedFiles.path("tokenizer/unicode16_classes.tsv"), encoding: .utf8)
    for line in source.split(separator: "\n") where !line.hasPrefix("#") {
      let fields = line.split(separator: "\t")
      let first = try #require(Int(fields[0], radix: 16))
      let last = try #require(Int(fields[1], radix: 16))
      let name = try #require(fields[2].utf8.first)
      let kind = UInt8(try #require(names.firstIndex(of: name)))
      for scalar in first...last { expected[scalar] = kind }
    }
    expected[0x0A] = ScalarClass.newline
    expected[0x0D] = ScalarClass.newline
    #expect(Array(UnsafeBufferPointer(start: table, count: 0x110000)) == expected)
  }
}
