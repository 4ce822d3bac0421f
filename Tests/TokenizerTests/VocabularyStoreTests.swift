import Foundation
import Testing

@testable import Tokenizer

@Suite struct VocabularyStoreTests {
  private let name = "fb374d419588a4632f3f557e76b4b70aebbca790"

  @Test func `the named file comes first, then tiktoken's cache, then ours`() {
    #expect(
      VocabularyStore.candidates(
        explicit: "my.tiktoken",
        environment: ["TIKTOKEN_CACHE_DIR": "/t", "DATA_GYM_CACHE_DIR": "/d", "HOME": "/h"])
        == ["my.tiktoken", "/t/" + name, "/h/.cache/tropebuild/o200k_base.tiktoken"])
  }

  @Test func `tiktoken's older variable counts where the newer is not set`() {
    #expect(
      VocabularyStore.candidates(explicit: nil, environment: ["DATA_GYM_CACHE_DIR": "/d/"])
        == ["/d/" + name])
  }

  @Test func `without either it is a folder among the temporary ones`() {
    let paths = VocabularyStore.candidates(explicit: nil, environment: ["TMPDIR": "/v"])
    #expect(paths.first == "/v/data-gym-cache/" + name)
    #expect(paths.contains("/tmp/data-gym-cache/" + name))
  }

  @Test func `an empty variable turns tiktoken's cache off`() {
    #expect(
      VocabularyStore.candidates(
        explicit: nil,
        environment: ["TIKTOKEN_CACHE_DIR": "", "DATA_GYM_CACHE_DIR": "/d", "XDG_CACHE_HOME": "/x"])
        == ["/x/tropebuild/o200k_base.tiktoken"])
  }

  @Test func `the index lies in our cache`() {
    #expect(
      VocabularyStore.indexPath(environment: ["XDG_CACHE_HOME": "/x", "TIKTOKEN_CACHE_DIR": "/t"])
        == "/x/tropebuild/o200k_base.index")
    #expect(VocabularyStore.indexPath(environment: [:]) == nil)
  }

  @Test func `the first readable file is found`() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let environment = ["TIKTOKEN_CACHE_DIR": folder]
      #expect(VocabularyStore.locate(explicit: folder, environment: environment) == nil)
      let path = folder + "/" + name
      try Data([1]).write(to: URL(filePath: path))
      #expect(VocabularyStore.locate(explicit: folder + "/none", environment: environment) == path)
    }
  }

  @Test func `wrong bytes are not installed`() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let path = folder + "/a/b.tiktoken"
      #expect(throws: VocabularyError.self) {
        try VocabularyStore.install(Array("<html>".utf8), at: path)
      }
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test(.enabled(if: SharedFiles.hasVocabulary, Comment(rawValue: SharedFiles.whyNot)))
  func `the right bytes are installed, with their folder and nothing beside them`() throws {
    let bytes = Array(try Data(contentsOf: URL(filePath: SharedFiles.vocabularyPath)))
    try SharedFiles.withTemporaryFolder { folder in
      let path = folder + "/cache/tropebuild/o200k_base.tiktoken"
      try VocabularyStore.install(bytes, at: path)
      #expect(Array(try Data(contentsOf: URL(filePath: path))) == bytes)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/cache/tropebuild")
      #expect(names == ["o200k_base.tiktoken"])
    }
  }
}
