import Foundation
import Testing

/// When a build reads the vocabulary, and what it leaves behind.
@Suite(.enabled(if: SharedTokenizer.isThere, "needs ../shared/tokenizer beside the repository"))
struct VocabularyUseTests {
  private func project() throws -> TestProject {
    let project = try TestProject(
      tropefile: """
        input:
          directory: data
        plan:
          strategy: realtime
        tokenizer:
          vocabulary: words.tiktoken
        api:
          sandbox: true
        """)
    try project.write(
      "words.tiktoken", try Data(contentsOf: URL(fileURLWithPath: SharedTokenizer.vocabulary)))
    try project.addMovie(7, plot: "A miller's daughter marries a baron.", cast: ["Rose", "Baron"])
    return project
  }

  private func cache(_ project: TestProject) -> [String: String] {
    ["XDG_CACHE_HOME": project.directory.appendingPathComponent("cache").path]
  }

  @Test func aDryRunLeavesNoIndexAndABuildDoes() async throws {
    let project = try project()
    let preview = try await project.tropebuild("-n", environment: cache(project))
    #expect(preview.output.contains(" 1,992 "), "input tokens are exact")
    #expect(!project.exists("cache"))
    _ = try await project.tropebuild("-s", environment: cache(project))
    #expect(project.exists("cache/tropebuild/o200k_base.index"))
  }

  @Test func aRunWithNothingStaleNeverReadsIt() async throws {
    let project = try project()
    #expect(try await project.tropebuild("-s", environment: cache(project)).status == 0)
    // Whoever reads this one is stopped by its SHA-256.
    try project.write("words.tiktoken", "bm8= 0\n")
    let idle = try await project.tropebuild(environment: cache(project))
    #expect(idle.status == 0)
    #expect(idle.output.contains("nothing to do"))
    try project.addMovie(8, plot: "Another one.", cast: nil)
    let stopped = try await project.tropebuild(environment: cache(project))
    #expect(stopped.status == 2)
    #expect(stopped.errors.contains("is not the published 'o200k_base'"))
  }
}
