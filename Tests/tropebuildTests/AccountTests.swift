import Foundation
import Testing
import TestSupport

/// The provider's own bill and limits, by a sandbox that plays them.
@Suite struct AccountTests {
  @Test func `the ledger agrees with the provider's bill, and what was paid elsewhere is told`()
    async throws
  {
    let sandbox = try await LiveSandbox(["--batch-turnaround", "100ms..200ms"])
    let project = try TestProject.small(strategy: "hybrid", sandbox: false)
    var environment = sandbox.environment
    environment["OPENAI_ADMIN_KEY"] = "sk-admin-of-a-test"
    func run(_ arguments: String...) async throws -> Program.Outcome {
      try await Program.run(arguments, in: project.directory, environment: environment)
    }
    let built = try await run()
    #expect(built.status == 0, "\(built.errors)")
    let agreed = try await run("ledger", "--reconcile")
    #expect(agreed.status == 0, "\(agreed.output)\(agreed.errors)")
    #expect(agreed.output.contains("they agree: "), "\(agreed.output)")
    #expect(!(agreed.output + agreed.errors).contains("sk-admin-of-a-test"))

    // What another ledger paid is on the same bill.
    let other = try TestProject.small(sandbox: false)
    let more = try await Program.run([], in: other.directory, environment: environment)
    #expect(more.status == 0, "\(more.errors)")
    let differs = try await run("ledger", "--reconcile", "--json")
    #expect(differs.status == 1, "\(differs.output)\(differs.errors)")
    #expect(differs.output.contains(#""difference":"unknown_requests""#), "\(differs.output)")
    #expect(differs.output.contains(#""agrees":false"#))
  }

  @Test func `a sandbox's limits are read before anything was built`() async throws {
    let project = try TestProject.small()
    let read = try await project.build("limits", "--json", "--tier", "1")
    #expect(read.output.contains(#""read_now":true"#), "\(read.output)")
  }

  @Test func `limits are read, kept, and planned with`() async throws {
    let sandbox = try await LiveSandbox(["--tier", "2"])
    let project = try TestProject(
      tropefile: "input: {directory: data}\nrecipe: {model: gpt-4o-mini}\n")
    try project.addSmallMovie(1)
    var environment = sandbox.environment
    environment["OPENAI_ADMIN_KEY"] = "sk-admin-of-a-test"
    func run(_ arguments: String...) async throws -> Program.Outcome {
      try await Program.run(arguments, in: project.directory, environment: environment)
    }
    let tried = try await run("limits", "--dry-run")
    #expect(tried.status == 0, "\(tried.errors)")
    #expect(!project.exists("build/limits.json"))
    let read = try await run("limits")
    #expect(read.output.contains("'Default project', read on "), "\(read.output)\(read.errors)")
    let plan = try await run("plan", "--offline")
    #expect(
      plan.output.contains("limits: 5000 requests and 2.0M tokens a minute"), "\(plan.output)")
    #expect(plan.output.contains("read from project 'Default project' on "), "\(plan.output)")

    environment["OPENAI_ADMIN_KEY"] = "an-ordinary-key"
    let refused = try await run("limits")
    #expect(refused.status == 2)
    #expect(refused.errors.contains("OPENAI_ADMIN_KEY must be an admin key"), "\(refused.errors)")
    #expect(!refused.errors.contains("an-ordinary-key"))

    environment["OPENAI_ADMIN_KEY"] = nil
    let told = try await run("limits")
    #expect(told.status == 0)
    #expect(told.output.contains("not read again"), "\(told.output)")
  }
}
