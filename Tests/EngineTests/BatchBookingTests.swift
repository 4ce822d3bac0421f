import Engine
import Planner
import Sandbox
import Store
import Testing
import TestSupport
import Tropefile
import TropeModel

/// By which model and prices the replies of a batch are booked: those that it asked for, whatever run collects it.
@Suite struct BatchBookingTests {
  /// A build that has sent batches of this project and waits for none.
  private func send(_ rig: EngineRig, _ project: Project) async throws -> LedgerBatch {
    try await rig.build(project, .writeBatches)
    try await rig.build(project, .submit([]))
    let ledger = try #require(try Ledger.openForReading(path: rig.place("ledger.db")))
    let batch = try #require(try ledger.batches().first)
    #expect(batch.state == .submitted)
    return batch
  }

  private func project(
    _ rig: EngineRig, _ model: String, _ change: (inout Settings) -> Void = { _ in }
  ) throws -> Project {
    try rig.project { settings in
      settings.recipe.model = model
      settings.plan.strategy = .batch
      change(&settings)
    }
  }

  /// How many replies the ledger has of each model that was asked.
  private func models(_ rig: EngineRig) throws -> [String] {
    try Shell(rig.place("ledger.db")).rows(
      "SELECT requested_model, count(*) FROM replies GROUP BY 1 ORDER BY 1")
  }

  /// What the ledger has booked, less what the sandbox has billed, in dollars.
  private func difference(_ rig: EngineRig) async throws -> Double {
    let ledger = try #require(try Ledger.openForReading(path: rig.place("ledger.db")))
    return try await ledger.totals().sandbox.costDollars - rig.sandbox.ledger().cost
  }

  @Test func `a batch that a changed recipe collects costs what its own model costs`() async throws
  {
    let rig = try await EngineRig(hasCasts: true)
    _ = try await send(rig, try project(rig, "gpt-4o"))
    let summary = try #require(try await rig.build(try project(rig, "gpt-4o-mini")))
    #expect(try models(rig) == ["gpt-4o|4", "gpt-4o-mini|4"])
    #expect(try await abs(difference(rig)) < 1e-9)
    #expect(try await abs(summary.dollars - rig.sandbox.ledger().cost) < 1e-9)
    await rig.stop()
  }

  @Test func `so does one of a ledger that does not name its model, by the batch's file`()
    async throws
  {
    let rig = try await EngineRig(hasCasts: true)
    _ = try await send(rig, try project(rig, "gpt-4o"))
    let shell = try Shell(rig.place("ledger.db"))
    try shell.run("UPDATE batches SET requested_model = NULL, prices = NULL")
    try await rig.build(try project(rig, "gpt-4o-mini"))
    #expect(try models(rig) == ["gpt-4o|4", "gpt-4o-mini|4"])
    #expect(try await abs(difference(rig)) < 1e-9)
    await rig.stop()
  }

  @Test func `a batch is booked by the prices that it was asked for with`() async throws {
    let rig = try await EngineRig(hasCasts: true)
    // The tenth of the usual prices, as somebody has negotiated them.
    let sent = try project(rig, "gpt-4o") { settings in
      settings.prices.batchInput = 0.125
      settings.prices.batchOutput = 0.5
    }
    _ = try await send(rig, sent)
    let summary = try #require(try await rig.build(try project(rig, "gpt-4o")))
    #expect(try models(rig) == ["gpt-4o|4"])
    #expect(try await abs(summary.dollars * 10 - rig.sandbox.ledger().cost) < 1e-9)
    await rig.stop()
  }

  @Test func `a batch of a cascade's strong model is the strong model's, also for the cheap part`()
    async throws
  {
    let rig = try await EngineRig(
      movies: 1...40, hasCasts: true,
      quality: "gpt-4o-mini=97%,gpt-6.1-terra=97%,left-out=0,mixed-up=0")
    let project = try project(rig, "gpt-4o-mini") { settings in
      settings.recipe.confidence = .logprobs
      settings.recipe.cascade.strongModel = "gpt-6.1-terra"
      settings.recipe.cascade.namedTarget = 0.9
    }
    // The second batch is the pilot's.
    let stop = StopSignal()
    let run = try rig.run(
      project, stop: stop,
      report: { event in
        if case .lane(.batch(2, .submitted, _, _)) = event { stop.raise(.interrupted) }
      }
    ) { $0.agrees = true }
    _ = try await run.run()
    #expect(try models(rig) == ["gpt-4o-mini|40"])
    let shell = try Shell(rig.place("ledger.db"))
    #expect(try shell.rows("SELECT state FROM batches") == ["ended", "submitted"])
    try await rig.build(project) { $0.agrees = true }
    #expect(try await abs(difference(rig)) < 1e-9)
    #expect(try models(rig).count == 2)
    await rig.stop()
  }

  @Test func `a budget counts a batch of another model at the most that its own model can cost`()
    async throws
  {
    let rig = try await EngineRig(hasCasts: true)
    let batch = try await send(rig, try project(rig, "gpt-4o"))
    let file = try #require(BatchFiles.most(ofFile: rig.place(batch.path)))
    let prices = try #require(ModelFacts.named("gpt-4o")).prices
    let most = prices.mostCost(
      input: batch.inputTokens.tokens, output: try #require(file.output), in: .batch,
      writing: file.writing)
    let next = try project(rig, "gpt-4o-mini") { $0.plan.budget = most }
    let summary = try #require(try await rig.build(next) { $0.noWait = true })
    #expect(summary.stop == .budgetReached(.reached(most)))
    #expect(try await rig.sandbox.ledger().batchesCreated == 1)
    await rig.stop()
  }
}
