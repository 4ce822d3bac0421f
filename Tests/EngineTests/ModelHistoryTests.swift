import Engine
import Planner
import Recipe
import Testing
import TestSupport
import Tropefile
import TropeModel

/// What a project asks whose tropefile names no model: whatever its records were made with.
@Suite struct ModelHistoryTests {
  private func load(_ rig: EngineRig, _ settings: [Setting] = []) throws -> Project {
    try ProjectLoader.load(directory: rig.place.path, settings: settings)
  }

  /// A rig whose tropefile has only these keys beside the inputs.
  private func rig(_ recipe: String = "") async throws -> EngineRig {
    let rig = try await EngineRig()
    let text = "input: {directory: data}\nplan: {strategy: realtime}\n"
    try rig.place.write(text + recipe, to: "tropefile")
    return rig
  }

  @Test func `a tropefile with nothing but the inputs asks gpt-6-luna without reasoning`()
    async throws
  {
    let rig = try await rig()
    try rig.place.write("input: {directory: data}\n", to: "tropefile")
    let project = try load(rig)
    let parameters = project.recipe.parameters
    #expect(parameters.model == "gpt-6-luna" && parameters.reasoningEffort == "none")
    #expect(!project.keepsModel)
    #expect(try project.terms().limitsAreAssumed)
    #expect(try await rig.build(project)?.built == 4)
    #expect(try load(rig).recipe.hashes == project.recipe.hashes)
    await rig.stop()
  }

  @Test func `a project of an earlier program keeps its model, and nothing is stale`() async throws
  {
    let rig = try await rig()
    // What a program whose default was gpt-4o-mini did with this tropefile.
    let model = Setting("recipe.model", "gpt-4o-mini", by: "a test")
    #expect(try await rig.build(try load(rig, [model]))?.built == 4)
    let project = try load(rig)
    #expect(project.keepsModel && project.settings.recipe.model == "gpt-4o-mini")
    #expect(project.recipe.parameters.reasoningEffort == nil)
    let preview = try await rig.run(project).look().preview
    #expect(preview.survey.staleCount == 0 && preview.survey.upToDate == 4)
    #expect(preview.shutdownNotice?.contains("gpt-4o-mini") == true)
    #expect(preview.shutdownNotice?.contains("'model: gpt-6-luna'") == true)
    #expect(try await rig.build(project) == nil)

    // A clean leaves the ledger, which knows as much.
    _ = try ProjectCleaner(project, command: "a test").reset(.build, onlyLooking: false)
    let again = try load(rig)
    #expect(again.settings.recipe.model == "gpt-4o-mini")
    let free = try await rig.build(again)
    #expect(free?.reused == 4 && free?.built == 0)
    #expect(try await rig.billed() == 4)
    await rig.stop()
  }

  @Test func `where nothing is answered yet, batches under way tell the model`() async throws {
    let rig = try await rig()
    let batches = [
      Setting("recipe.model", "gpt-4o-mini", by: "a test"),
      Setting("plan.strategy", "batch", by: "a test"),
    ]
    try await rig.build(try load(rig, batches), .writeBatches)
    // As an older version wrote its row: then the batch's file tells it.
    for change in ["", "UPDATE batches SET requested_model = NULL, prices = NULL"] {
      try Shell(rig.place("ledger.db")).run(change)
      let project = try load(rig)
      #expect(project.keepsModel && project.settings.recipe.model == "gpt-4o-mini")
      #expect(project.recipe.parameters.reasoningEffort == nil)
    }
    let summary = try await rig.build(try load(rig, [batches[1]]))
    #expect(summary?.built == 4)
    #expect(try await rig.isAskedOnce())
    #expect(try await rig.billed() == 4)
    await rig.stop()
  }

  @Test func `a few records of another model do not decide`() async throws {
    let rig = try await rig()
    let old = Setting("recipe.model", "gpt-4o-mini", by: "a test")
    try await rig.build(try load(rig, [old]))
    let one = try #require(MovieID(number: 1))
    let new = Setting("recipe.model", "gpt-6-luna", by: "a test")
    #expect(try await rig.build(try load(rig, [new])) { $0.movies = [one] }?.built == 1)
    #expect(try load(rig).settings.recipe.model == "gpt-4o-mini")
    await rig.stop()
  }

  @Test func `-t after a change of the model keeps the records`() async throws {
    let rig = try await rig()
    let old = Setting("recipe.model", "gpt-4o-mini", by: "a test")
    try await rig.build(try load(rig, [old]))
    try rig.place.write(
      "input: {directory: data}\nplan: {strategy: realtime}\n"
        + "recipe: {model: gpt-6-luna, reasoning_effort: none}\n", to: "tropefile")
    let project = try load(rig)
    #expect(try await rig.survey(project).staleCount == 4)
    #expect(try await rig.build(project) { $0.adopt = true }?.touched == 4)
    #expect(try await rig.survey(project).upToDate == 4)
    // A new movie goes to the new model alone.
    try rig.add(5)
    #expect(try await rig.build(project)?.built == 1)
    #expect(try await rig.billed() == 5)
    await rig.stop()
  }

  @Test func `records of a model that was sent no temperature then are kept`() async throws {
    let rig = try await rig("recipe: {model: gpt-6-luna, reasoning_effort: none}\n")
    let today = try load(rig)
    #expect(today.recipe.parameters.temperature == 0)
    let bare = Setting("recipe.temperature", "null", by: "a test")
    let before = try load(rig, [bare])
    #expect(before.recipe.parameters.temperature == nil)
    try await rig.build(before)
    #expect(try load(rig).recipe.hashes == before.recipe.hashes)
    #expect(try await rig.survey(try load(rig)).upToDate == 4)
    await rig.stop()
  }

  @Test func `a model that is gone is refused before anything is sent`() async throws {
    let rig = try await rig("recipe: {model: gpt-4.1-nano}\n")
    await #expect(throws: BuildError.self) { try await rig.build(try load(rig)) }
    #expect(try await rig.billed() == 0)
    #expect(rig.place.bytes(of: "ledger.db") == nil)
    await rig.stop()
  }
}
