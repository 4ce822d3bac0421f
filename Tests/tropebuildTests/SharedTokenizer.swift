import Foundation
import TestSupport

/// The shared vocabulary and vectors beside the repository; tests that need them are skipped where they are absent.
enum SharedTokenizer {
  static let directory = Checkout.shared.appending(path: "tokenizer")

  /// The vocabulary in tiktoken's format.
  static let vocabulary = directory.appendingPathComponent("o200k_base.tiktoken").path
  static let vectors = directory.appendingPathComponent("vectors.jsonl").path

  static var isThere: Bool { FileManager.default.fileExists(atPath: vocabulary) }
}
