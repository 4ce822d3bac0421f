import Foundation

/// The shared vocabulary and vectors beside the repository; tests that need them are skipped where they are absent.
enum SharedTokenizer {
  static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../shared/tokenizer").standardizedFileURL

  /// The vocabulary in tiktoken's format.
  static let vocabulary = directory.appendingPathComponent("o200k_base.tiktoken").path
  static let vectors = directory.appendingPathComponent("vectors.jsonl").path

  static var isThere: Bool { FileManager.default.fileExists(atPath: vocabulary) }
}
