import Formats
import Testing

@testable import Sandbox

@Suite struct ServiceTiersTests {
  private static func body(
    _ tier: JSON, model: String = "gpt-6-luna", plot: String = "Victor is mad."
  ) -> JSON {
    Sample.body(
      plot: plot, model: model, more: [("service_tier", tier), ("reasoning_effort", "none")])
  }

  private static func post(_ sandbox: SandboxHarness, _ body: JSON) async throws
    -> SandboxHarness.Answer
  {
    try await sandbox.call("POST", "/chat/completions", json: body)
  }

  @Test func `an answer names the tier that served it, and is billed at its price`() async throws {
    try await SandboxHarness.run { sandbox in
      var costs: [Double] = []
      for (tier, served) in [
        (JSON.null, "default"), ("auto", "default"), ("default", "default"), ("flex", "flex"),
        ("fast", "priority"), ("priority", "priority"),
      ] {
        let before = try await sandbox.server.ledger().cost
        let answer = try await Self.post(sandbox, Self.body(tier))
        #expect(answer.json["service_tier"]?.stringValue == served)
        costs.append(try await sandbox.server.ledger().cost - before)
      }
      for (cost, share) in zip(costs, [1, 1, 1, 0.5, 2, 2]) {
        #expect(abs(cost / costs[0] - share) < 1e-9)
      }
      let entry = try #require(try await sandbox.server.ledger().questions.first)
      #expect([entry.realtime, entry.flex, entry.priority] == [6, 1, 2])
    }
  }

  @Test func `a project whose default is fast serves fast what asks for nothing else`() async throws
  {
    try await SandboxHarness.run({ $0.tiers.isFastByDefault = true }) { sandbox in
      for (tier, served) in [
        (JSON.null, "priority"), ("auto", "priority"), ("default", "default"), ("flex", "flex"),
      ] {
        let answer = try await Self.post(sandbox, Self.body(tier))
        #expect(answer.json["service_tier"]?.stringValue == served)
      }
      // A model that has no fast tier is served as ever.
      let nano = try await Self.post(sandbox, Self.body(.null, model: "gpt-5.4-nano"))
      #expect(nano.json["service_tier"]?.stringValue == "default")
    }
  }

  @Test func `a tier that the project does not have is refused`() async throws {
    try await SandboxHarness.run({ configuration in
      configuration.tiers.allowsFlex = false
      configuration.tiers.allowsFast = false
    }) { sandbox in
      for tier in ["flex", "fast"] {
        let answer = try await Self.post(sandbox, Self.body(.string(tier)))
        #expect(answer.status == 400)
        #expect(answer.json["error"]?["param"] == "service_tier")
        #expect(answer.json["error"]?["type"] == "invalid_request_error")
        #expect(answer.errorMessage.contains("not allowed for this project"))
      }
    }
  }

  @Test func `flex that is not available costs nothing and counts against no limit`() async throws {
    try await SandboxHarness.run({ configuration in
      configuration.tier = 1
      configuration.tiers.flexOutages = [0...50]
    }) { sandbox in
      let refused = try await Self.post(sandbox, Self.body("flex"))
      #expect(refused.status == 429)
      #expect(refused.errorCode == "resource_unavailable")
      #expect(refused.errorMessage == "Resource Unavailable")
      let other = try await Self.post(sandbox, Self.body("default"))
      #expect(other.headers["x-ratelimit-remaining-requests"] == "499")
      sandbox.clock.advance(by: 51)
      #expect(try await Self.post(sandbox, Self.body("flex")).status == 200)
      let ledger = try await sandbox.server.ledger()
      #expect(ledger.flexRefused == 1)
      #expect(ledger.rateLimited == 0)
      #expect(ledger.questions.map(\.realtime) == [2])
    }
  }

  @Test func `the share of flex that is served is the one that was ordered`() async throws {
    try await SandboxHarness.run({ $0.tiers.flexAvailability = 0.25 }) { sandbox in
      var served = 0
      for number in 0..<60 {
        let body = Self.body("flex", plot: "Plot \(number % 20).")
        served += try await Self.post(sandbox, body).status == 200 ? 1 : 0
      }
      #expect((5...27).contains(served))
      #expect(try await sandbox.server.ledger().flexRefused == 60 - served)
    }
  }

  @Test func `flex is slower than the rest`() async throws {
    try await SandboxHarness.run({ $0.latency = 10...10 }) { sandbox in
      async let flex = Self.post(sandbox, Self.body("flex"))
      while sandbox.clock.sleepers < 1 { await Task.yield() }
      sandbox.clock.advance(by: 39)
      #expect(sandbox.clock.sleepers == 1)
      sandbox.clock.advance(by: 1)
      let answer = try await flex
      #expect(answer.status == 200)
    }
  }

  @Test func `a line of a batch with a tier of its own fails`() async throws {
    try await SandboxHarness.run { sandbox in
      let lines = [
        Sample.line("a", Self.body("flex")), Sample.line("b", Self.body(.null, plot: "Other.")),
      ]
      let batch = try await sandbox.createBatch(lines)
      sandbox.clock.advance(by: 101)
      let ended = try await sandbox.batch(try #require(batch["id"]?.stringValue))
      #expect(ended["request_counts"]?["completed"] == 1)
      let failed = try await sandbox.lines(ofFile: ended["error_file_id"])
      #expect(failed.map { $0["custom_id"] } == ["a"])
      #expect(failed.first?["response"]?["body"]?["error"]?["param"] == "service_tier")
    }
  }

  @Test(arguments: [
    (SpendLimit.organization, "organization_spend_limit_exceeded"),
    (.project, "project_spend_limit_exceeded"), (.credit, "credit_balance_exhausted"),
  ])
  func `once a limit on spending is reached nothing more is answered`(
    limit: SpendLimit, code: String
  ) async throws {
    try await SandboxHarness.run({ $0.spendLimits[limit] = 0.000_000_1 }) { sandbox in
      #expect(try await Self.post(sandbox, Self.body(.null)).status == 200)
      let refused = try await Self.post(sandbox, Self.body(.null))
      #expect(refused.status == 429)
      #expect(refused.errorCode == code)
      #expect(refused.json["error"]?["type"] == "insufficient_quota")
      // A month's limit is for a month.
      sandbox.clock.advance(by: 32 * 86_400)
      #expect(
        try await Self.post(sandbox, Self.body(.null)).status == (limit == .credit ? 429 : 200))
    }
  }

  @Test(arguments: [
    (FaultRates.Name.slowDown, 429, "slow_down"), (.overloaded, 503, "server_is_overloaded"),
  ])
  func `the refusals of a server that has too much to do can be ordered by rate`(
    name: FaultRates.Name, status: Int, code: String
  ) async throws {
    try await SandboxHarness.run({ $0.faults[name] = 1 }) { sandbox in
      let answer = try await Self.post(sandbox, Self.body(.null))
      #expect(answer.status == status)
      #expect(answer.errorCode == code)
      #expect(try await sandbox.server.ledger().cost == 0)
    }
  }
}
