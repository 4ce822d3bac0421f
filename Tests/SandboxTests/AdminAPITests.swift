import Formats
import Testing

@testable import Sandbox

@Suite struct AdminAPITests {
  private static let admin = "sk-admin-sandbox"

  private static func get(
    _ sandbox: SandboxHarness, _ path: String
  ) async throws -> SandboxHarness.Answer {
    try await sandbox.call("GET", "/organization/\(path)", key: admin)
  }

  /// The buckets of a page.
  private static func buckets(_ sandbox: SandboxHarness, _ path: String) async throws -> [JSON] {
    try #require(try await get(sandbox, path).json["data"]?.arrayValue)
  }

  private static func results(_ buckets: [JSON]) -> [JSON] {
    buckets.flatMap { $0["results"]?.arrayValue ?? [] }
  }

  private static func dollars(_ results: [JSON]) -> Double {
    results.reduce(0) { $0 + ($1["amount"]?["value"]?.doubleValue ?? 0) }
  }

  /// Asks in every way on two days: a batch, the standard tier, flex, fast and a decision.
  private static func use(_ sandbox: SandboxHarness) async throws {
    func chat(_ more: [(String, JSON)]) async throws {
      let body = Sample.body(
        model: "gpt-6-luna", more: [("reasoning_effort", "none")] + more)
      #expect(try await sandbox.call("POST", "/chat/completions", json: body).status == 200)
    }
    try await chat([])
    try await chat([("service_tier", "flex")])
    _ = try await sandbox.createBatch([Sample.line("a"), Sample.line("b", Sample.body(plot: "B."))])
    sandbox.clock.advance(by: 86_400)
    try await chat([("service_tier", "fast")])
    let decision: JSON = [
      "model": "gpt-6-luna", "input": "Victor walks.",
      "questions": [["type": "predicate", "instructions": "Victor walks."]],
    ]
    #expect(try await sandbox.call("POST", "/decisions", json: decision).status == 200)
  }

  private static let start = 1_800_000_000

  @Test func `what is billed is what the account of costs adds up to, day by day`() async throws {
    try await SandboxHarness.run { sandbox in
      try await Self.use(sandbox)
      let ledger = try await sandbox.server.ledger()
      let days = try await Self.buckets(sandbox, "costs?start_time=\(Self.start)")
      #expect(days.count == 2)
      #expect(days.allSatisfy { ($0["start_time"]?.intValue ?? 1) % 86_400 == 0 })
      #expect(abs(Self.dollars(Self.results(days)) - ledger.cost) < 1e-12)
      #expect(days.allSatisfy { Self.dollars(Self.results([$0])) > 0 })
      let items = Self.results(
        try await Self.buckets(sandbox, "costs?start_time=\(Self.start)&group_by[]=line_item"))
      #expect(abs(Self.dollars(items) - ledger.cost) < 1e-12)
      let names = Set(items.compactMap { $0["line_item"]?.stringValue })
      #expect(
        names.isSuperset(of: [
          "gpt-6-luna, input_tokens", "gpt-6-luna, flex, output_tokens",
          "gpt-4o-mini, batch, input_tokens", "gpt-6-luna, decisions, input_tokens",
        ]))
      #expect(items.allSatisfy { $0["quantity_unit"] == "tokens" })
      let one = try await Self.buckets(
        sandbox, "costs?start_time=\(Self.start)&line_items%5B%5D=gpt-6-luna,%20input_tokens")
      #expect(Self.results(one).count == 1)
      let url = sandbox.base.replacing("/v1", with: "/sandbox/ledger")
      let bill = try await sandbox.call("GET", url).json["bill"]?.arrayValue ?? []
      #expect(abs(bill.reduce(0) { $0 + ($1["cost"]?.doubleValue ?? 0) } - ledger.cost) < 1e-12)
      #expect(Set(bill.compactMap { $0["date"]?.stringValue }) == ["2027-01-15", "2027-01-16"])
    }
  }

  @Test func `usage is told by model, batch and tier, and in spans of any width`() async throws {
    try await SandboxHarness.run { sandbox in
      try await Self.use(sandbox)
      let path = "usage/completions?start_time=\(Self.start)"
      let all = Self.results(try await Self.buckets(sandbox, path))
      #expect(all.compactMap { $0["num_model_requests"]?.intValue }.reduce(0, +) == 5)
      #expect(all.allSatisfy { $0["model"] == .null && $0["batch"] == .null })
      let grouped = Self.results(
        try await Self.buckets(
          sandbox, path + "&group_by[]=model&group_by[]=batch&group_by[]=service_tier"))
      let lines = grouped.map { line in
        [line["model"], line["batch"], line["service_tier"], line["num_model_requests"]].map {
          $0 ?? .null
        }
      }
      #expect(
        Set(lines) == [
          ["gpt-6-luna", false, "default", 1], ["gpt-6-luna", false, "flex", 1],
          ["gpt-6-luna", false, "priority", 1], ["gpt-4o-mini", true, "default", 2],
        ])
      for (filter, count) in [("batch=true", 2), ("batch=false", 3), ("models=gpt-6-luna", 3)] {
        let found = Self.results(try await Self.buckets(sandbox, "\(path)&\(filter)"))
        #expect(found.compactMap { $0["num_model_requests"]?.intValue }.reduce(0, +) == count)
      }
      let hours = try await Self.get(sandbox, path + "&bucket_width=1h").json
      #expect(hours["data"]?.arrayValue?.count == 24)
      #expect(hours["has_more"] == true)
      let decisions = Self.results(
        try await Self.buckets(sandbox, "usage/decisions?start_time=\(Self.start)"))
      #expect(decisions.map { $0["num_model_requests"] } == [1])
      // Input is told whole and in its parts.
      for line in all {
        let parts = ["uncached", "cached", "cache_write"].compactMap {
          line["input_\($0)_tokens"]?.intValue
        }
        #expect(parts.reduce(0, +) == line["input_tokens"]?.intValue)
      }
    }
  }

  @Test func `a batch that is cancelled is billed when it ends, not when it would have ended`()
    async throws
  {
    try await SandboxHarness.run { sandbox in
      let lines = (0..<20).map { Sample.line("\($0)", Sample.body(plot: "Plot \($0).")) }
      let id = try #require(try await sandbox.createBatch(lines)["id"]?.stringValue)
      sandbox.clock.advance(by: 40)
      _ = try await sandbox.call("POST", "/batches/\(id)/cancel")
      // Cancelling takes ten seconds; uncancelled it would have ended after a hundred.
      sandbox.clock.advance(by: 11)
      let minutes = try await Self.buckets(
        sandbox, "usage/completions?start_time=\(Self.start)&bucket_width=1m")
      #expect(minutes.count == 1)
      let results = Self.results(minutes)
      #expect((results.first?["num_model_requests"]?.intValue ?? 0) > 0)
    }
  }

  @Test func `a long time comes page by page`() async throws {
    try await SandboxHarness.run { sandbox in
      sandbox.clock.advance(by: 9.5 * 86_400)
      var page: String?
      var starts: [Int] = []
      repeat {
        let more = page.map { "&page=\($0)" } ?? ""
        let answer = try await Self.get(
          sandbox, "costs?start_time=\(Self.start)&limit=4\(more)"
        ).json
        #expect(answer["object"] == "page")
        starts += (answer["data"]?.arrayValue ?? []).compactMap { $0["start_time"]?.intValue }
        page = answer["next_page"]?.stringValue
        #expect(answer["has_more"] == .bool(page != nil))
      } while page != nil
      #expect(starts.count == 10)
      #expect(zip(starts, starts.dropFirst()).allSatisfy { $1 - $0 == 86_400 })
    }
  }

  @Test(arguments: [
    "costs", "costs?start_time=x", "costs?start_time=1800000000&limit=181",
    "costs?start_time=1800000000&bucket_width=1h", "costs?start_time=1800000000&group_by=model",
    "usage/completions?start_time=1800000000&limit=32",
    "usage/completions?start_time=1800000000&batch=maybe",
    "costs?start_time=1800000000&page=2", "costs?start_time=1800000000&before=1",
  ])
  func `a query that is wrong is refused`(path: String) async throws {
    try await SandboxHarness.run { sandbox in
      let answer = try await Self.get(sandbox, path)
      #expect(answer.status == 400)
    }
  }

  @Test func `administration takes an admin key, and nothing else does`() async throws {
    try await SandboxHarness.run({ $0.adminKey = "right" }) { sandbox in
      let path = "/organization/costs?start_time=\(Self.start)"
      let keys: [(path: String, key: String?, status: Int)] = [
        (path, "any-key", 403), (path, nil, 401), (path, "right", 200), ("/models", "right", 401),
        ("/models", "any-key", 200),
      ]
      for (path, key, status) in keys {
        let answer = try await sandbox.call("GET", path, key: key)
        #expect(answer.status == status)
      }
    }
  }

  @Test func `limits and tiers of the project are those that hold`() async throws {
    try await SandboxHarness.run({ configuration in
      configuration.tier = 1
      configuration.tiers.allowsFlex = false
      configuration.tiers.isFastByDefault = true
    }) { sandbox in
      let base = "projects/proj_sandbox"
      #expect(try await Self.get(sandbox, "projects").json["data"]?[0]?["id"] == "proj_sandbox")
      let limits = try await Self.buckets(sandbox, "\(base)/rate_limits")
      let mini = limits.first { $0["model"] == "gpt-4o-mini" }
      #expect(mini?["max_requests_per_1_minute"] == 500)
      #expect(mini?["max_requests_per_1_day"] == 10_000)
      #expect(mini?["max_tokens_per_1_minute"] == 200_000)
      #expect(mini?["batch_1_day_max_input_tokens"] == 2_000_000)
      let settings = try await Self.get(sandbox, "\(base)/service_tier_settings").json
      #expect(settings["default"] == "fast")
      #expect(settings["enabled_tiers"] == ["fast"])
      #expect(try await Self.get(sandbox, "projects/other/rate_limits").status == 404)
    }
  }

  @Test(arguments: ["spend_limit", "projects/proj_sandbox/spend_limit"])
  func `a limit on spending is set, holds, and goes`(path: String) async throws {
    try await SandboxHarness.run { sandbox in
      #expect(try await Self.get(sandbox, path).status == 404)
      let limit: JSON = ["currency": "USD", "interval": "month", "threshold_amount": 0]
      let set = try await sandbox.call(
        "POST", "/organization/\(path)", limit.bytes, key: Self.admin)
      #expect(set.json["threshold_amount"] == 0)
      let told = try await Self.get(sandbox, path).json
      #expect(told["enforcement"]?["status"] == "enforcing")
      let body = Sample.body()
      #expect(try await sandbox.call("POST", "/chat/completions", json: body).status == 429)
      let deleted = try await sandbox.call("DELETE", "/organization/\(path)", key: Self.admin)
      #expect(deleted.json["deleted"] == true)
      #expect(try await sandbox.call("POST", "/chat/completions", json: body).status == 200)
    }
  }
}
