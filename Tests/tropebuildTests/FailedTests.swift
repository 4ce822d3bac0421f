import Foundation
import Testing

/// Movies whose replies were no good: what is said of them, and how they are asked about again.
@Suite struct FailedTests {
  private static let refusals = ["--faults", "refusal=100%", "--set", "lanes.attempts=1"]

  /// A project of which movies 1 and 2 are built and the model has refused to answer about 3 and 4.
  private func project() async throws -> TestProject {
    let project = try TestProject.small()
    try await project.build("1", "2")
    let refused = try await Program.run(Self.refusals, in: project.directory)
    #expect(refused.status == 1, "\(refused.output)\(refused.errors)")
    return project
  }

  @Test func `every command gives the same answer about a movie that failed`() async throws {
    let project = try await project()
    let attempts = ["--set", "lanes.attempts=1"]
    func run(_ words: String...) async throws -> Program.Outcome {
      try await Program.run(words + attempts, in: project.directory)
    }
    let reason = "1 reply was no good; the last one: the model refused"
    let look = try await run("-n")
    #expect(look.output.contains("nothing to do: 2 up to date, 2 cannot be built"))
    #expect(look.output.contains("cannot be built: 3: \(reason)"), "\(look.output)")
    let explained = try await run("explain", "3")
    #expect(
      explained.output.contains("state     cannot be built: \(reason)"), "\(explained.output)")
    #expect(!explained.output.contains("lane:"))
    let object = try await run("explain", "3", "--json").output.jsonLines().first
    #expect(object?["state"] as? String == "failed")
    let build = try await run()
    #expect(build.status == 1)
    #expect(build.output.contains("failed: 3: \(reason)"), "\(build.output)")
    #expect(build.output.contains("2 failed as before ('tropebuild --failed' asks again)"))
    // The question can be looked at all the same.
    let question = try await run("explain", "3", "--question")
    #expect(question.output.contains("\"messages\""))
  }

  @Test func `--failed asks about these and no others`() async throws {
    let project = try await project()
    try project.addSmallMovie(5)
    let attempts = ["--set", "lanes.attempts=1"]
    let look = try await project.preview("--failed", "--set", "lanes.attempts=1")
    #expect(look.movies.map { $0["movie"] as? Int } == [3, 4])
    let named = try await project.preview("--failed", "4", "5", "--set", "lanes.attempts=1")
    #expect(named.movies.map { $0["movie"] as? Int } == [4])
    let again = try await Program.run(["--failed"] + attempts, in: project.directory)
    #expect(again.status == 0, "\(again.errors)")
    #expect(again.output.count("built") == 2)
    let none = try await Program.run(["--failed"] + attempts, in: project.directory)
    #expect(none.status == 0)
    #expect(none.output == "nothing to do: no movie has failed\n")
    // What never was asked is still to be built.
    #expect(try await project.build().output.count("built") == 1)
    #expect(try await project.tropebuild("--failed", "-B").status == 64)
  }

  @Test func `after a rehearsal a movie is stale because only the sandbox has answered`()
    async throws
  {
    let project = try TestProject.small()
    try await project.build()
    let environment = ["OPENAI_BASE_URL": "http://127.0.0.1:1/v1", "OPENAI_API_KEY": "k"]
    let look = try await Program.run(
      ["-n", "--json", "--set", "api.sandbox=false"], in: project.directory,
      environment: environment)
    let movies = try look.output.jsonLines().dropLast()
    #expect(
      movies.allSatisfy { $0["reasons"] as? [String] == ["only the sandbox has answered"] },
      "\(look.output)\(look.errors)")
    #expect(movies.count == 4)
  }

  @Test func `the report groups what failed and promises nothing false`() async throws {
    let project = try await project()
    try project.write("data/plot_summaries_9.txt", "")
    _ = try await Program.run(["--set", "lanes.attempts=1"], in: project.directory)
    try await project.build("report")
    let page = try project.text("build/report.html")
    #expect(page.contains("2 movies: the model refused<"))
    #expect(page.contains("tropebuild --failed asks again about the 2"))
    #expect(page.contains("The next build looks at the others again."))
    #expect(!page.contains("The next build tries again"))
  }
}
