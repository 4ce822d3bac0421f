import Foundation
import Testing
import TestSupport

/// Builds at the tier flex against the sandbox.
@Suite struct FlexRunTests {
  private let luna = ["--set", "recipe.model=gpt-6-luna"]

  @Test func `a build at the tier flex waits for room and is booked in its own lane`()
    async throws
  {
    let project = try TestProject.small(sandbox: false)
    let sandbox = try await LiveSandbox([
      "--flex-availability", "60%", "--latency", "1s..2s", "--time-scale", "600",
    ])
    func run(_ arguments: [String]) async throws -> Program.Outcome {
      try await Program.run(
        arguments + luna, in: project.directory, environment: sandbox.environment)
    }
    let plan = try await run(["plan", "--offline"])
    #expect(plan.output.contains(" flex "), "\(plan.output)\(plan.errors)")
    #expect(plan.output.contains("hybrid-flex "))
    let built = try await run(["--strategy", "flex", "--time-scale", "600"])
    #expect(built.status == 0, "\(built.errors)\(built.output)")
    let ledger = try await Program.run(["ledger", "--json"], in: project.directory).output
    #expect(ledger.contains(#""lane":"flex""#), "\(ledger)")
    #expect(!ledger.contains(#""lane":"realtime""#), "\(ledger)")
  }

  @Test func `a model without the tier is told`() async throws {
    let project = try TestProject.small()
    let refused = try await project.tropebuild(
      "--strategy", "hybrid-flex", "--set", "recipe.model=gpt-4o-mini")
    #expect(refused.status == 2)
    #expect(refused.errors.contains("gpt-4o-mini is not served so"), "\(refused.errors)")
  }
}
