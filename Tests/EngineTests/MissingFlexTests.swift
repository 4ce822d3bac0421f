import Engine
import Planner
import TestSupport
import Testing
import Tropefile
import TropeModel

/// A tropefile that asks for the tier flex, and a model that is not served so.
@Suite struct MissingFlexTests {
  @Test(arguments: [Strategy.flex, .hybridFlex])
  func `the plans that there are stand side by side, and the reason why one is missing`(
    strategy: Strategy
  ) async throws {
    let rig = try await EngineRig()
    let previewer = rig.door().previewer(
      try rig.project { $0.plan.strategy = strategy }, BuildOptions())
    let comparison = try await previewer.comparison(database: nil, ledger: nil)
    #expect(
      Set(comparison.table.rows.map(\.strategy)) == [.batch, .realtime, .hybrid])
    #expect(comparison.configured == nil)
    #expect(comparison.missingFlex == .model("gpt-4o-mini"))
    #expect(!(try await previewer.models(database: nil, ledger: nil)).isEmpty)
    await rig.stop()
  }

  @Test(arguments: [true, false])
  func `what the tropefile asks for is marked also where another plan is chosen`(
    choosing: Bool
  ) async throws {
    let rig = try await EngineRig()
    try rig.place.write(
      "input: {directory: data}\nrecipe: {model: gpt-6-luna, movies_per_request: 3}\nplan: {strategy: flex}\n",
      to: "tropefile")
    let project = try ProjectLoader.load(
      directory: rig.place.path,
      settings: choosing ? [Setting("plan.choose", "true", by: "--choose")] : [])
    let comparison = try await rig.door().previewer(project, BuildOptions())
      .comparison(database: nil, ledger: nil)
    let configured = try #require(comparison.configured)
    #expect(configured.strategy == .flex && configured.moviesPerRequest == 3)
    #expect(comparison.table.rows.filter(\.isConfigured) == [configured])
    // The choice is among all.
    #expect((comparison.choice != nil) == choosing)
    #expect(comparison.chosen != nil)
    await rig.stop()
  }

  @Test func `a build refuses it, with advice that helps`() async throws {
    let rig = try await EngineRig()
    let run = try rig.run(try rig.project { $0.plan.strategy = .flex })
    let error = await #expect(throws: BuildError.self) { try await run.look() }
    #expect(
      error?.description
        == "strategy 'flex' needs the tier flex, and gpt-4o-mini is not served so: name realtime or batch by --strategy or "
        + "'plan.strategy'; 'tropebuild plan --model gpt-4o-mini' shows what each costs")
    await rig.stop()
  }
}
