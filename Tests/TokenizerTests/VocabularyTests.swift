import Foundation
import Testing

@testable import Tokenizer

@Suite struct VocabularyTests {
  @Test func `a missing file is told by name`() {
    let error = #expect(throws: VocabularyError.self) {
      try Vocabulary.load(path: "/nowhere/o200k_base.tiktoken")
    }
    #expect(
      error?.message
        == "cannot read vocabulary '/nowhere/o200k_base.tiktoken': no such file or directory")
  }

  @Test func `an empty file is refused`() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let path = folder + "/empty"
      try Data().write(to: URL(filePath: path))
      let error = #expect(throws: VocabularyError.self) { try Vocabulary.load(path: path) }
      #expect(
        error?.message
          == "vocabulary '\(path)' is not the published 'o200k_base': 0 bytes instead of 3613922")
    }
  }

  @Test(arguments: [
    "YQ== 0\nYg== 1", "YQ== 1\n", "YQ==  0\n", "?Q== 0\n", "YQ= 0\n", " 0\n", "YQ== 0",
  ])
  func `a line that is none is refused`(_ text: String) throws {
    let bytes = Array(text.utf8)
    let source = VocabularySource(
      name: "tiny", address: "", sha256: "", byteCount: bytes.count, tokenCount: 2,
      tiktokenFileName: "")
    // Not a throwing closure of the typed kind: the compiler (6.3.1) crashes on it here.
    let isRefused = bytes.withUnsafeBytes { raw in
      (try? TiktokenFile.tables(from: raw, source: source, path: "tiny")) == nil
    }
    #expect(isRefused)
  }

  @Suite(.enabled(if: SharedFiles.hasVocabulary, Comment(rawValue: SharedFiles.whyNot)))
  struct Published {
    private let text = "In New York Harbor, filmmaker Carl Denham charters a ship."

    @Test func `the published file loads`() throws {
      let vocabulary = try Vocabulary.load(path: SharedFiles.vocabularyPath)
      #expect(!vocabulary.isFromIndex)
      #expect(vocabulary.tables.tokenCount == 199_998)
      #expect(vocabulary.tables.longestToken == 128)
    }

    @Test func `a cut file and one with a changed byte are refused`() throws {
      let bytes = try Data(contentsOf: URL(filePath: SharedFiles.vocabularyPath))
      var changed = bytes
      changed[1_000_000] ^= 1
      try SharedFiles.withTemporaryFolder { folder in
        for (name, content) in [("cut", bytes.dropLast(20)), ("changed", changed)] {
          try content.write(to: URL(filePath: folder + "/" + name))
          #expect(throws: VocabularyError.self) { try Vocabulary.load(path: folder + "/" + name) }
        }
      }
    }

    @Test func `an index gives the same counts`() throws {
      try SharedFiles.withTemporaryFolder { folder in
        let index = folder + "/cache/index"
        let fromText = try Vocabulary.load(path: SharedFiles.vocabularyPath, indexPath: index)
        #expect(!fromText.isFromIndex)
        try fromText.writeIndex(at: index)
        let fromIndex = try Vocabulary.load(path: SharedFiles.vocabularyPath, indexPath: index)
        #expect(fromIndex.isFromIndex)
        let ids = TokenCounter(vocabulary: fromText).encode(Array(text.utf8))
        #expect(TokenCounter(vocabulary: fromIndex).encode(Array(text.utf8)) == ids)
      }
    }

    /// Offsets into the file: magic number, version, size, hash, number of tokens, checksum, a
    /// table.
    @Test(arguments: [0, 8, 16, 24, 48, 56, 64, 72, 80, 88, 4096, 5_000_000])
    func `an index that differs in a bit is not used`(_ offset: Int) throws {
      let vocabulary = try Vocabulary.load(path: SharedFiles.vocabularyPath)
      try SharedFiles.withTemporaryFolder { folder in
        let index = folder + "/index"
        try vocabulary.writeIndex(at: index)
        var bytes = try Data(contentsOf: URL(filePath: index))
        bytes[offset] ^= 1
        try bytes.write(to: URL(filePath: index))
        let again = try Vocabulary.load(path: SharedFiles.vocabularyPath, indexPath: index)
        #expect(!again.isFromIndex)
        #expect(
          TokenCounter(vocabulary: again).count(text)
            == TokenCounter(vocabulary: vocabulary).count(text))
      }
    }

    @Test func `a cut index is not used, and none hides a missing vocabulary`() throws {
      let vocabulary = try Vocabulary.load(path: SharedFiles.vocabularyPath)
      try SharedFiles.withTemporaryFolder { folder in
        let index = folder + "/index"
        try vocabulary.writeIndex(at: index)
        #expect(throws: VocabularyError.self) {
          try Vocabulary.load(path: folder + "/none", indexPath: index)
        }
        let bytes = try Data(contentsOf: URL(filePath: index))
        for count in [0, 100, 4096, bytes.count - 8] {
          try bytes.prefix(count).write(to: URL(filePath: index))
          #expect(
            try !Vocabulary.load(path: SharedFiles.vocabularyPath, indexPath: index).isFromIndex)
        }
      }
    }
  }
}
