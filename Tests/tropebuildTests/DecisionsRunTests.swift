import Foundation
import Testing
import TestSupport

/// Whole runs that ask by decisions.
@Suite struct DecisionsRunTests {
  private static let recipe = "recipe: {endpoint: decisions, model: gpt-6-luna}"

  /// Three movies with a cast.
  private func project(_ lines: String = recipe) throws -> TestProject {
    let project = try TestProject(
      tropefile: TestProject.settings(strategy: "realtime", sandbox: true, lines))
    for id in 1...3 { try project.addSmallMovie(id) }
    return project
  }

  @Test func `movies are decided about, booked and not asked again`() async throws {
    let project = try project()
    let outcome = try await project.build()
    #expect(outcome.output.contains("built 3"), "\(outcome.output)")
    #expect(outcome.output.contains(" 0 out;"), "\(outcome.output)")
    let rows = try project.rows("SELECT count(*), count(trope_id) FROM characters")
    #expect(rows == ["6|6"])
    try await project.expectNothingToDo(3)
    let kept = try project.rows(
      "SELECT count(*), sum(content LIKE '{\"answers\":[{%confidence%'), max(length(body)) < 3000, "
        + "sum(output_tokens) FROM replies", database: "ledger.db")
    #expect(kept == ["3|3|1|0"])
    // What was decided is served from the ledger, and by chat it is another question.
    try project.remove("build")
    let again = try await project.build()
    #expect(again.output.contains("reused 3"), "\(again.output)")
  }

  @Test func `a movie whose cast has no names is told, the others are decided about`() async throws
  {
    let project = try project()
    try project.addSmallMovie(4)
    let outcome = try await project.tropebuild()
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("built 3"), "\(outcome.output)")
    #expect((outcome.output + outcome.errors).contains("decisions need names"))
  }

  @Test func `a refusal costs one character its label`() async throws {
    let project = try project()
    let outcome = try await project.tropebuild("--faults", "refusal=40%")
    let rows = try project.rows(
      "SELECT count(*) > 0 FROM characters WHERE trope_id IS NULL")
    #expect(rows == ["1"], "\(outcome.output)\(outcome.errors)")
    #expect((outcome.output + outcome.errors).contains("refuses to decide about some characters"))
  }

  @Test(arguments: [
    ("recipe: {endpoint: decisions}\nplan: {strategy: batch}", "decisions are made in real time"),
    ("recipe: {endpoint: decisions, movies_per_request: 4}", "4 movies per request"),
    ("recipe: {endpoint: decisions, seed: 4}", "'recipe.seed' cannot go with"),
    ("recipe: {endpoint: decisions, reasoning_effort: low}", "'recipe.reasoning_effort'"),
    (
      "recipe: {endpoint: decisions, fields: {age: {type: integer}}}",
      "the field 'age' is no choice"
    ),
    (
      "recipe: {endpoint: decisions, fields: {side: {type: choice, values: [a, b], optional: true}}}",
      "the field 'side' is optional"
    ),
    ("recipe: {endpoint: decision}", "did you mean 'decisions'"),
    ("recipe: {endpoint: decisions, model: gpt-4o-mini}", "name gpt-6-luna"),
    ("recipe: {endpoint: decisions, catalog: one.csv}", "a decision is among 2 to 255"),
  ])
  func `what decisions cannot do is said before anything is sent`(
    lines: String, words: String
  ) async throws {
    let project = try TestProject(
      tropefile: "input: {directory: data}\napi: {sandbox: true}\n" + lines + "\n")
    try project.addSmallMovie(1)
    try project.write("one.csv", "id,name,description\nHERO,Hero,\n")
    let outcome = try await project.tropebuild()
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(!project.exists("ledger.db"))
  }

  @Test func `the plan has the real-time lane alone`() async throws {
    let project = try project("recipe: {endpoint: decisions}")
    let plan = try await project.tropebuild("plan")
    #expect(plan.status == 0, "\(plan.errors)")
    #expect(plan.output.contains("realtime") && !plan.output.contains("hybrid"), "\(plan.output)")
  }
}
