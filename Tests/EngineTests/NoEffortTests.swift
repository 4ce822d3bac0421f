import Engine
import Testing
import TestSupport
import Tropefile

/// An effort that the model does not have.
@Suite struct NoEffortTests {
  @Test func `it is refused before anything is sent, and those that there are are told`()
    async throws
  {
    let rig = try await EngineRig(movies: 1...2)
    func project(_ effort: String) throws -> Project {
      try rig.loaded("recipe:\n  model: gpt-6.1-sol\n  reasoning_effort: \(effort)\n")
    }
    let error = await #expect(throws: NoEffort.self) { try await rig.build(project("none")) }
    #expect(
      error.map { "\($0)" }?.contains("not to be had of gpt-6.1-sol, which takes 'low', ") == true)
    #expect(try await rig.billed() == 0)
    #expect(try await rig.build(project("low"))?.built == 2)
    // What is up to date asks nobody.
    #expect(try await rig.build(project("low")) == nil)
    await rig.stop()
  }

  @Test func `try names the model of the variant`() async throws {
    let rig = try await EngineRig(movies: 1...2)
    let run = try rig.trial(
      "recipe:\n  reasoning_effort: none\ntry:\n  models: [gpt-6-luna, gpt-6.1-sol]\n")
    let error = await #expect(throws: NoEffort.self) { try await run.look() }
    #expect(error?.model == "gpt-6.1-sol" && error?.effort == "none")
    await rig.stop()
  }
}
