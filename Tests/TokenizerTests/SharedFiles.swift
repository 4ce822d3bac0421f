import Foundation
import TestSupport

@testable import Tokenizer

/// The files beside the repository that these tests measure themselves by.
enum SharedFiles {
  static let folder = Checkout.shared

  static func path(_ name: String) -> String { folder.appending(path: name).path }

  static func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  static let vocabularyPath = path("tokenizer/o200k_base.tiktoken")
  static let hasVocabulary = exists("tokenizer/o200k_base.tiktoken")
  static let whyNot = "needs ../shared/tokenizer beside the repository"

  /// The exact counter, loaded once for all tests.
  static let counter = Result {
    TokenCounter(vocabulary: try Vocabulary.load(path: vocabularyPath))
  }

  /// The objects of a file of JSON lines.
  static func objects(_ name: String) throws -> [[String: Any]] {
    try Data(contentsOf: URL(filePath: path(name))).split(separator: 0x0A).map {
      try JSONSerialization.jsonObject(with: $0) as? [String: Any] ?? [:]
    }
  }

  /// The plots of a file of lines `id TAB plot`.
  static func plots(_ name: String) throws -> [[UInt8]] {
    try Data(contentsOf: URL(filePath: path(name))).split(separator: 0x0A).map { line in
      Array(line[(line.firstIndex(of: 0x09) ?? line.startIndex)...].dropFirst())
    }
  }

  /// A folder of its own for a test, removed afterwards.
  static func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }
}

/// Random texts, the same in every run.
extension SeededGenerator {
  /// Letters, blanks and symbols, with now and then something that is hard to cut.
  mutating func text(upTo length: Int) -> String {
    let common = Array("abcdeABC  ..,!(\"- the of and")
    let hard = Array("'sſ12½\t\n\r/٣亚ʰéÉ\u{200B}\u{2028}\u{85}\u{FEFF}🎉\u{301}")
    let share = [0, 3, 30].randomElement(using: &self) ?? 0
    var text = ""
    for _ in 0..<Int.random(in: 0...length, using: &self) {
      let from = Int.random(in: 0..<100, using: &self) < share ? hard : common
      text.append(from.randomElement(using: &self) ?? " ")
    }
    return text
  }
}
