import Basics
import OpenAIClient
import Testing
import TestSupport
import TropeModel

@testable import Engine
@testable import Tropefile

/// Limits that the provider's administration told.
@Suite struct ReadLimitsTests {
  private let limits = ReadLimits(
    readAt: Timestamp(milliseconds: 1_795_000_000_000), origin: "https://api.openai.com",
    project: "proj_1", projectName: "labels",
    models: [
      ReadLimits.Model(model: "gpt-4o", requestsPerMinute: 1),
      ReadLimits.Model(
        model: "gpt-4o-mini", requestsPerMinute: 700, tokensPerMinute: 300_000,
        enqueuedTokens: 3_000_000),
    ], spendLimit: 20, usualTier: "fast", enabledTiers: ["fast"])

  private func server(_ url: String? = nil) -> Server {
    var api = Settings.API()
    api.baseURL = url
    return Server(api, environment: [:], dotEnv: [:], isAddressGiven: false)
  }

  @Test func `what is kept is read again, for the server that told it`() throws {
    let place = try TemporaryDirectory()
    let path = place("limits.json")
    #expect(ReadLimits.read(path, of: server()) == nil)
    try limits.write(to: path)
    #expect(ReadLimits.read(path, of: server()) == limits)
    #expect(ReadLimits.read(path, of: server("https://other.example/v1")) == nil)
    #expect(ReadLimits.read(path, of: nil) == nil)
    try AtomicFile.write("{\"read_at\": 7}", to: path)
    #expect(ReadLimits.read(path, of: server()) == nil)
  }

  @Test func `a snapshot has its model's limits, and no other model's`() {
    #expect(limits.limits(of: "gpt-4o-mini-2024-07-18")?.requestsPerMinute == 700)
    #expect(limits.limits(of: "gpt-4o-2024-08-06")?.requestsPerMinute == 1)
    #expect(limits.limits(of: "gpt-5") == nil)
    #expect(!limits.allows(tier: "flex"))
  }

  private func reader(projects: String) throws -> LimitsReader {
    let transport = FakeTransport { request in
      request.url.contains("/projects?")
        ? .json(#"{"data":[\#(projects)],"has_more":false}"#)
        : request.url.contains("/rate_limits")
          ? .json(#"{"data":[],"has_more":false}"#)
          : .json(#"{"error":{"message":"none"}}"#, status: 404)
    }
    let account = try APIAccount.fromEnvironment(["OPENAI_ADMIN_KEY": "admin"], isAdmin: true)
    return LimitsReader(
      client: OpenAIClient(account: account, transport: transport), server: server(),
      time: ManualTime().source)
  }

  @Test func `the only project needs no name, one of several does`() async throws {
    let one = #"{"id":"proj_1","name":"labels"}"#
    #expect(try await reader(projects: one).read(project: nil).project == "proj_1")
    let two = one + #",{"id":"proj_2","name":"Other"}"#
    await #expect(throws: BuildError.self) { try await reader(projects: two).read(project: nil) }
    #expect(try await reader(projects: two).read(project: "other").project == "proj_2")
    #expect(try await reader(projects: two).read(project: "proj_1").projectName == "labels")
    await #expect(throws: BuildError.self) { try await reader(projects: two).read(project: "x") }
  }
}
