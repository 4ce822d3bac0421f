import Foundation
import Testing
import TestSupport

/// A cascade as it is typed.
@Suite struct CascadeCommandTests {
  private static let recipe = """
    recipe:
      model: gpt-4o-mini
      confidence: logprobs
      cascade: {strong: {model: gpt-6.1-terra, effort: low}, target: 85%}
    """

  private func project(_ movies: Int) throws -> TestProject {
    let project = try TestProject(tropefile: TestProject.settings(Self.recipe))
    for id in 1...movies {
      try project.addMovie(
        id, plot: "Anna, the captain of ship \(id), saves the crew. Bert betrays them all.",
        cast: ["Anna", "Bert", "Carla"])
    }
    return project
  }

  private static let quality = [
    "--quality", "gpt-4o-mini=98%,gpt-6.1-terra=98%,left-out=0,mixed-up=0",
  ]

  private func run(_ project: TestProject, _ arguments: String...) async throws -> Program.Outcome {
    try await Program.run(arguments, in: project.directory)
  }

  @Test func `the certificate is told by build, status, explain and report`() async throws {
    let project = try project(40)
    let before = try await run(project, "status")
    #expect(before.output.contains("not begun, the cheap model comes first"), "\(before.errors)")
    let build = try await Program.run(["--yes"] + Self.quality, in: project.directory)
    #expect(build.status == 0, "\(build.output)\(build.errors)")
    #expect(build.errors.contains("of the pilot"))
    #expect(build.errors.contains("cascade: certified after") || build.errors.contains("no cut"))
    #expect(build.output.contains("cascade: gpt-4o-mini, then gpt-6.1-terra (low)"))

    let status = try await run(project, "status")
    #expect(
      status.output.contains("at least 85% of 120 labels are those of gpt-6.1-terra (low)"),
      "\(status.output)")
    let json = try await run(project, "status", "--json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    let cascade = try #require(object["cascade"] as? [String: Any])
    #expect(cascade["stage"] as? String == "certified" && cascade["movies"] as? Int == 40)
    // One count under one name; and a movie that both models label is one.
    #expect(build.output.contains("built 40, reused 0"), "\(build.output)")
    let tested = try #require(cascade["test_movies"] as? Int)
    let decided = try #require(cascade["test_decided_after"] as? Int)
    #expect(status.output.contains(", test \(tested)") && decided <= tested, "\(status.output)")
    #expect(build.errors.contains("At most ") && !build.errors.contains("certify the cut"))
    // docs/cascade.md names every field.
    let page = try String(
      contentsOf: Checkout.directory.appending(path: "docs/cascade.md"), encoding: .utf8)
    for name in cascade.keys { #expect(page.contains("`\(name)`"), "\(name)") }

    let explained = try await run(project, "explain", "1")
    #expect(explained.output.contains("gpt-6.1-terra (low)"), "\(explained.output)")
    // A record of the strong model is as it should be: advice to ask again would cost, and bring the cheap one back.
    let database = project.directory.appending(path: "build/tropes.db").path
    let strong = try #require(
      try Shell(database).rows(
        "SELECT movie_id FROM build_log JOIN recipes USING (recipe_id) WHERE model = 'gpt-6.1-terra'"
      )
      .first)
    let ofStrong = try await run(project, "explain", strong)
    #expect(
      ofStrong.output.contains("without confidence: none is asked of gpt-6.1-terra (low)"),
      "\(ofStrong.output)")
    #expect(!ofStrong.output.contains("--fresh"), "\(ofStrong.output)")
    let report = try await run(project, "report", "-o", "-")
    #expect(report.output.contains("Two models"), "\(report.errors)")

    let again = try await Program.run(["--json"] + Self.quality, in: project.directory)
    #expect(again.status == 0 && again.output.contains("\"built\":0"), "\(again.output)")
    let question = try await run(project, "-q")
    #expect(question.status == 0)
  }

  @Test func `one that saves nothing stops with status 2 and says what goes on`() async throws {
    let project = try project(25)
    let arguments = ["--quality", "gpt-4o-mini=10%,gpt-6.1-terra=98%,left-out=0,mixed-up=0"]
    let build = try await Program.run(arguments, in: project.directory)
    #expect(build.status == 2, "\(build.output)")
    #expect(build.errors.contains("saves next to nothing with 25 movies"), "\(build.errors)")
    #expect(build.errors.contains("85% is not within reach with gpt-4o-mini"), "\(build.errors)")
    #expect(build.errors.contains("'--yes' goes on"))
    let question = try await run(project, "-q")
    #expect(question.status == 1)
    let stream = try await Program.run(["--json"] + arguments, in: project.directory)
    #expect(stream.status == 2 && stream.output.contains("not within reach"))
    let yes = try await Program.run(["--yes"] + arguments, in: project.directory)
    #expect(yes.status == 0, "\(yes.errors)")
    #expect(yes.output.contains("no cut passed the test"))
    #expect(yes.output.contains("tokens in") && !yes.output.contains("nothing was asked"))
  }

  @Test func `characters for a target against gold are drawn into the file that is named, once`()
    async throws
  {
    let project = try TestProject(
      tropefile: TestProject.settings(
        Self.recipe.replacing("target: 85%", with: "target: 85%, gold: random.csv")))
    for id in 1...3 { try project.addMovie(id, plot: "Anna leaves.", cast: ["Anna", "Bert"]) }
    let arguments = ["try", "--to-label", "4", "--random", "-o", "random.csv"]
    let first = try await Program.run(arguments, in: project.directory)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.errors.contains("wrote 4 of 6 characters to 'random.csv'"), "\(first.errors)")
    // Nobody has labelled any, and the file stays as it is.
    let again = try await Program.run(arguments, in: project.directory)
    #expect(again.status == 2 && again.errors.contains("random.csv"), "\(again.errors)")
    let plan = try await run(project, "-n")
    #expect(plan.output.contains("and there are none yet: 85% is certified"), "\(plan.output)")
    let alone = try await run(project, "try", "--random")
    #expect(alone.status == 64)
  }

  @Test(arguments: [
    ("confidence: none", "confidence: logprobs"),
    ("endpoint: decisions", "endpoint: chat"),
  ])
  func `what contradicts a cascade is told with its line`(line: String, advice: String) async throws
  {
    let project = try TestProject(
      tropefile: TestProject.settings(
        """
        recipe:
          model: gpt-4o-mini
          \(line)
          cascade: {strong: {model: gpt-6.1-terra}}
        """))
    try project.addSmallMovie(1)
    let outcome = try await run(project, "-n")
    #expect(outcome.status == 2 && outcome.errors.contains("tropefile:"))
    #expect(outcome.errors.contains("'recipe.cascade'") && outcome.errors.contains(advice))
  }

  @Test func `a certificate is for all movies, and for a cascade`() async throws {
    let project = try TestProject.small()
    let some = try await run(project, "--certify-again", "1")
    #expect(some.status == 64)
    let none = try await run(project, "--certify-again")
    #expect(none.status == 2 && none.errors.contains("recipe.cascade"))
  }
}
