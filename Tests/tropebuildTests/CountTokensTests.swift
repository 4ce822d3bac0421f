import Foundation
import Testing

@Suite struct CountTokensTests {
  /// No vocabulary anywhere, and no network.
  private static let bare = [
    "TIKTOKEN_CACHE_DIR": "", "XDG_CACHE_HOME": "/nonexistent/tropebuild", "HOME": "",
  ]

  @Test func anEstimateIsMarkedAndSaysHowToGetExactCounts() async throws {
    let project = try TestProject(tropefile: nil)
    let outcome = try await Program.run(
      ["count-tokens", "--offline"], in: project.directory, environment: Self.bare,
      input: "hello world")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("≈"))
    #expect(Int(outcome.output.dropFirst().dropLast()).map { $0 >= 2 } == true)
    #expect(outcome.errors.contains("o200k_base.tiktoken"))
    #expect(outcome.errors.contains("tokenizer.vocabulary"))
  }

  @Test func whoAsksForTheEstimateGetsABareNumber() async throws {
    let project = try TestProject(tropefile: nil)
    let outcome = try await Program.run(
      ["count-tokens", "--estimate"], in: project.directory, environment: Self.bare,
      input: "hello world")
    #expect(Int(outcome.output.dropLast()).map { $0 >= 2 } == true)
    #expect(outcome.errors.isEmpty)
  }

  @Test(arguments: [
    ("not json", "standard input:2:"), ("{\"txt\": \"a\"}", "standard input:2:"),
    ("[\"text\"]", "standard input:2:"), ("{\"text\": 7}", "standard input:2:"),
  ])
  func `a line that is no text is named`(line: String, place: String) async throws {
    let project = try TestProject(tropefile: nil)
    let outcome = try await Program.run(
      ["count-tokens", "--jsonl", "--estimate"], in: project.directory, environment: Self.bare,
      input: "{\"text\": \"a\"}\n\(line)\n{\"text\": \"b\"}\n")
    #expect(outcome.status == 2)
    #expect(outcome.output.split(separator: "\n").count == 1)
    #expect(outcome.errors.contains(place))
  }

  @Test(.enabled(if: SharedTokenizer.isThere, "needs ../shared/tokenizer beside the repository"))
  func countsAreThoseOfTheVectors() async throws {
    let lines = try String(contentsOfFile: SharedTokenizer.vectors, encoding: .utf8)
    let expected = try lines.utf8.split(separator: UInt8(ascii: "\n")).map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
      return try #require(object?["count"] as? Int)
    }
    let project = try TestProject()
    try project.write(
      "tropefile",
      "input:\n  directory: data\ntokenizer:\n  vocabulary: \(SharedTokenizer.vocabulary)\n")
    let outcome = try await Program.run(
      ["count-tokens", "--jsonl"], in: project.directory,
      environment: ["XDG_CACHE_HOME": project.directory.path], input: lines)
    #expect(outcome.output.split(separator: "\n").map { Int($0) } == expected)
    #expect(outcome.errors.isEmpty)
    #expect(project.exists("tropebuild/o200k_base.index"), "the next start maps the index")
  }

  @Test func aWrongVocabularyIsRefusedByItsHash() async throws {
    let project = try TestProject()
    try project.write("wrong.tiktoken", "aGVsbG8= 0\n")
    let outcome = try await Program.run(
      ["count-tokens", "--vocabulary", "wrong.tiktoken"], in: project.directory, input: "a")
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("'wrong.tiktoken' is not the published 'o200k_base'"))
  }
}
