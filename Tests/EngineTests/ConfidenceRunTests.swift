import Basics
import Recipe
import Store
import Testing
import TestSupport
import Tropefile
import TropeModel

@testable import Engine

/// Builds that ask for log probabilities.
@Suite struct ConfidenceRunTests {
  private func project(
    _ rig: EngineRig, asks: Bool = true, effort: String? = nil, batch: Bool = false
  ) throws -> Project {
    try rig.project {
      if asks { $0.recipe.confidence = .logprobs }
      if batch { $0.plan.strategy = .batch }
      $0.recipe.reasoningEffort = effort
    }
  }

  private func rows(_ rig: EngineRig, _ sql: String, in database: String = "build/tropes.db")
    throws -> [String]
  {
    try Shell(rig.place(database)).rows(sql)
  }

  private static let known =
    "SELECT count(*), count(confidence), min(confidence) >= 0.02, max(confidence) <= 0.9999 FROM labels"

  @Test(arguments: [false, true])
  func `every label has a confidence, in real time and in batches`(_ batch: Bool) async throws {
    let rig = try await EngineRig(movies: 1...6, hasCasts: true)
    try await rig.build(try project(rig, batch: batch))
    let parts = try #require(try rows(rig, Self.known).first).split(separator: "|")
    #expect(parts.count == 4 && parts[0] == parts[1] && parts[0] != "0")
    #expect(parts.suffix(2) == ["1", "1"])
    // What is kept is short: the tokens are not.
    #expect(
      try rows(
        rig,
        "SELECT count(*) FROM replies WHERE instr(body, CAST('\"token\"' AS BLOB)) > 0",
        in: "ledger.db") == ["0"])
    let before = try rows(rig, "SELECT movie_id, name, confidence FROM labels ORDER BY 1, 2")
    let billed = try await rig.billed()
    try FileRemoval.remove(rig.place("build/tropes.db"))
    try await rig.build(try project(rig, batch: batch))
    #expect(try rows(rig, "SELECT movie_id, name, confidence FROM labels ORDER BY 1, 2") == before)
    #expect(try await rig.billed() == billed)
    await rig.stop()
  }

  @Test func `a server of one's own is asked for log probabilities, and for bounded schemas`()
    async throws
  {
    let rig = try await EngineRig(movies: 1...1, hasCasts: true)
    let project = try rig.project {
      $0.recipe.model = "smol"
      $0.recipe.confidence = .logprobs
    }.served(by: LocalServer(slots: 2))
    let run = try rig.run(project, isSandbox: false)
    let preview = try await run.look().preview
    let database = try TropesDatabase.open(path: rig.place("tropes.db"))
    let ledger = try Ledger.open(path: rig.place("books.db"))
    let dialect = Build(
      project: project, options: run.options, isSandbox: false, isOpenAI: false,
      database: database, ledger: ledger, around: run.surroundings
    ).dialect(preview)
    let extras = RequestExtras(
      isBounded: true, boundNames: [.completionTokens, .tokens], logprobs: 20)
    #expect(dialect.realtime(movies: 1) == extras)
    #expect(dialect.batch(movies: 1) == extras)
    #expect(dialect.reading == .shareAmongLabels)
    try database.close()
    try ledger.close()
    await rig.stop()
  }

  @Test func `a record from before stays as it is, and is told until it is asked again`()
    async throws
  {
    let rig = try await EngineRig(movies: 1...3, hasCasts: true)
    try await rig.build(try project(rig, asks: false))
    let billed = try await rig.billed()
    let preview = try await rig.run(try project(rig)).look().preview
    #expect(preview.survey.staleCount == 0 && preview.withoutConfidence == 3)
    #expect(try await rig.build(try project(rig)) == nil)
    #expect(try await rig.build(try project(rig)) { $0.alwaysMake = true }?.reused == 3)
    #expect(try await rig.billed() == billed)
    #expect(try rows(rig, "SELECT count(confidence) FROM labels") == ["0"])
    try await rig.build(try project(rig)) {
      $0.alwaysMake = true
      $0.fresh = true
    }
    #expect(try rows(rig, "SELECT count(*) FROM labels WHERE confidence IS NULL") == ["0"])
    #expect(try await rig.billed() == 2 * billed)
    await rig.stop()
  }

  @Test func `a model that gives no log probabilities is refused before anything is sent`()
    async throws
  {
    let rig = try await EngineRig(movies: 1...1, hasCasts: true)
    var settings = try self.project(rig).settings
    settings.recipe.model = "gpt-6-luna"
    func project(effort: String?) -> Project {
      Project(
        directory: rig.place.path, settings: settings,
        recipe: Recipe(
          catalog: .builtIn, prompt: .builtIn,
          parameters: ModelParameters(model: "gpt-6-luna", reasoningEffort: effort)))
    }
    await #expect(throws: NoConfidence.model("gpt-6-luna", effort: "low")) {
      try await rig.build(project(effort: "low"))
    }
    #expect(try await rig.billed() == 0)
    try await rig.build(project(effort: "none"))
    #expect(try rows(rig, "SELECT count(*) FROM labels WHERE confidence IS NULL") == ["0"])
    await rig.stop()
  }
}
