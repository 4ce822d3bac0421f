import Engine
import Foundation
import Testing

@testable import tropebuild

/// `try` as it is typed.
@Suite struct TryTests {
  @Test(arguments: [
    (1.0, false, true, nil, false, TrialConsent.given),
    (1.0, false, false, 2.0, false, .given),
    (1.0, true, false, nil, false, .given),
    (0.0, false, false, nil, false, .given),
    (1.0, false, false, nil, true, .toBeAsked),
    (1.0, false, false, nil, false, .refused(.needsConsent(cost: 1))),
    (3.0, false, true, 2.0, true, .refused(.overBudget(cost: 3, budget: 2))),
  ])
  func `money is spent only where somebody has said so`(
    cost: Double, isSandbox: Bool, agrees: Bool, budget: Double?, isTerminal: Bool,
    expected: TrialConsent
  ) {
    #expect(
      TrialConsent(
        cost: cost, isSandbox: isSandbox, agrees: agrees, budget: budget, isTerminal: isTerminal)
        == expected)
  }

  @Test func `-n shows the variants and writes nothing, a run tells which to take`() async throws {
    let project = try TestProject.small(strategy: "realtime")
    let before = try project.picture()
    let plan = try await project.tropebuild(
      "try", "-n", "--model", "gpt-4o-mini,gpt-6-luna", "--movies-per-request", "1,2")
    #expect(plan.status == 0, "\(plan.errors)")
    #expect(plan.output.contains("movies/request"))
    #expect(try project.picture() == before)
    let run = try await project.tropebuild(
      "try", "--model", "gpt-4o-mini,gpt-6-luna", "--movies-per-request", "1,2")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("recommended: "))
    #expect(run.output.contains("agreement with"))
    #expect(!project.exists("build/tropes.db") && !project.exists("build/try"))
    let again = try await project.tropebuild(
      "try", "--model", "gpt-4o-mini,gpt-6-luna", "--movies-per-request", "1,2")
    #expect(again.output.contains("recommended: "))
    #expect(!again.errors.contains("asking costs"))
  }

  @Test func `the report shows the last comparison, also what a model's own chance is`()
    async throws
  {
    let project = try TestProject.small(strategy: "realtime")
    let options = ["--model", "gpt-4o-mini,gpt-6-luna"]
    let none = try await Program.run(["try", "-n"] + options, in: project.directory)
    #expect(none.status == 0 && !project.exists("build"))
    let first = try await Program.run(["try"] + options, in: project.directory)
    #expect(first.status == 0 && !first.output.contains("again"), "\(first.errors)")
    let plan = try await Program.run(["try", "-n", "--again"] + options, in: project.directory)
    #expect(plan.output.contains("2 again") || plan.output.contains("1 again"), "\(plan.output)")
    let run = try await Program.run(["try", "--again"] + options, in: project.directory)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("asked again, "))
    #expect(run.output.contains("of the characters the same label"))
    try await project.build("report")
    let html = try project.text("build/report.html")
    #expect(html.contains("Variants compared") && html.contains("gpt-6-luna"))
    #expect(html.contains("asked again, ") && html.contains("id=\"trial-labels\""))
    #expect(!html.contains("paid now"))

    try project.write("build/try.json", "{}")
    let broken = try await project.tropebuild("report")
    #expect(
      broken.status == 0 && broken.errors.contains("is not what this 'tropebuild try' writes"))
    #expect(try !project.text("build/report.html").contains("Variants compared"))
    try await project.build("clean")
    #expect(!project.exists("build"))
  }

  @Test(arguments: [
    (["--movies-per-request", "1,99"], "from 1 to 64"),
    (["--effort", "lots"], "'--effort'|none"),
    (["--margin", "80%"], "a share such as 2%"),
    (["--reference", "7"], "neither a number"),
    (["--movies", "0"], "--gold"),
    (["--prompt", "nowhere.txt"], "nowhere.txt"),
  ])
  func `what cannot be compared is refused in words`(
    options: [String], words: String
  ) async throws {
    let project = try TestProject.small(strategy: "realtime")
    let outcome = try await Program.run(["try"] + options, in: project.directory)
    #expect(outcome.status == 2 || outcome.status == 64, "\(outcome.output)")
    #expect(
      words.split(separator: "|").contains { outcome.errors.contains($0) }, "\(outcome.errors)")
  }
}
