import Testing

@testable import tropebuild

/// What others are shown of a command line.
@Suite struct CommandWordsTests {
  @Test(arguments: [
    (["tropebuild", "-j", "4"], "tropebuild -j 4"),
    (
      ["tropebuild", "--base-url", "https://me:pass@host/v1?key=1"],
      "tropebuild --base-url https://host/v1"
    ),
    (["tropebuild", "--base-url=https://pass@host/v1"], "tropebuild --base-url=https://host/v1"),
    (
      ["tropebuild", "--set", "api.base_url=https://pass@host/v1"],
      "tropebuild --set api.base_url=https://host/v1"
    ),
    (
      ["tropebuild", "--set=api.headers={X: secret}", "--set", "plan.budget=5"],
      "tropebuild --set=api.headers=… --set plan.budget=5"
    ),
    (["tropebuild", "sk-secret", "risk-free"], "tropebuild … risk-free"),
  ])
  func `secrets are left out, all else stays`(words: [String], shown: String) {
    #expect(CommandWords.harmless(words) == shown)
  }
}
