import Formats
import Foundation
import Testing

@testable import Sandbox

@Suite struct SandboxServerTests {
  @Test func `the ledger has the documented form`() async throws {
    try await SandboxHarness.run { sandbox in
      _ = try await sandbox.call("POST", "/chat/completions", json: Sample.body())
      let url = sandbox.base.replacingOccurrences(of: "/v1", with: "/sandbox/ledger")
      let ledger = try await sandbox.call("GET", url).json
      #expect(
        ledger.objectValue?.keys == [
          "questions", "batches_created", "requests", "rate_limited", "flex_refused",
          "tokens_weighed", "lost_answers", "bill", "cost",
        ])
      #expect(
        ledger["questions"]?[0]?.objectValue?.keys
          == [
            "question", "batch", "realtime", "decisions", "tiers", "input_tokens", "cached_tokens",
            "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost",
          ])
      #expect(ledger["questions"]?[0]?["question"]?.stringValue?.count == 64)
      #expect(ledger["requests"] == 1)
    }
  }

  @Test(arguments: [
    ("GET", "/models", "any"), ("GET", "/models/none", "any"), ("GET", "/nothing", "any"),
    ("GET", "/models", nil), ("POST", "/chat/completions", "any"),
  ])
  func `every answer says that a sandbox gave it`(
    method: String, path: String, key: String?
  ) async throws {
    try await SandboxHarness.run { sandbox in
      let answer = try await sandbox.call(method, path, key: key)
      #expect(answer.headers["x-tropebuild-sandbox"] == "1")
    }
  }

  @Test func `the list of models has the sandbox's own, and says whose it is`() async throws {
    try await SandboxHarness.run { sandbox in
      let models = try await sandbox.call("GET", "/models").json["data"]?.arrayValue ?? []
      let own = models.filter { $0["owned_by"] == "tropebuild" }
      #expect(own.map { $0["id"] } == ["sandbox-lexical"])
    }
  }

  @Test func `the ledger sums what the requests that were let in weighed`() async throws {
    try await SandboxHarness.run({
      $0.ownLimits = TierLimits(
        requestsPerMinute: 1, tokensPerMinute: 100_000, enqueuedTokens: 1_000)
    }) { sandbox in
      let body = Sample.body()
      let allowed = try await sandbox.call("POST", "/chat/completions", json: body)
      #expect(allowed.status == 200)
      let remaining = try #require(
        allowed.headers["x-ratelimit-remaining-tokens"].flatMap { Int($0) })
      let refused = try await sandbox.call("POST", "/chat/completions", json: body)
      #expect(refused.status == 429)
      #expect(try await sandbox.server.ledger().weighedTokens == 100_000 - remaining)
    }
  }

  @Test func `above a tier's requests a minute the answer is a 429 that says how long to wait`()
    async throws
  {
    try await SandboxHarness.run({
      $0.ownLimits = TierLimits(
        requestsPerMinute: 2, tokensPerMinute: 100_000, enqueuedTokens: 1_000)
    }) { sandbox in
      for _ in 0..<2 {
        #expect(
          try await sandbox.call("POST", "/chat/completions", json: Sample.body()).status == 200)
      }
      let refused = try await sandbox.call("POST", "/chat/completions", json: Sample.body())
      #expect(refused.status == 429)
      #expect(refused.errorCode == "rate_limit_exceeded")
      #expect(refused.headers["retry-after"] == "30")
      #expect(refused.headers["x-ratelimit-remaining-requests"] == "0")
      #expect(
        refused.errorMessage
          == "Rate limit reached for gpt-4o-mini in organization org-sandbox on requests per min "
          + "(RPM): Limit 2, Used 2, Requested 1. Please try again in 30s.")
      sandbox.clock.advance(by: 30)
      #expect(
        try await sandbox.call("POST", "/chat/completions", json: Sample.body()).status == 200)
      #expect(try await sandbox.server.ledger().rateLimited == 1)
    }
  }

  @Test func `an answer waits for the clock`() async throws {
    try await SandboxHarness.run({ $0.latency = 10...10 }) { sandbox in
      async let answer = sandbox.call("POST", "/chat/completions", json: Sample.body())
      while sandbox.clock.sleepers == 0 { await Task.yield() }
      let before = try await sandbox.server.ledger()
      #expect(before.cost == 0)
      sandbox.clock.advance(by: 10)
      let status = try await answer.status
      #expect(status == 200)
    }
  }

  @Test(arguments: [
    ("GET", "/nothing", 404), ("PUT", "/files", 405), ("GET", "/chat/completions", 405),
    ("GET", "/files/file-none", 404), ("GET", "/batches/batch_none", 404),
    ("GET", "/models/none", 404), ("BREW", "/models", 405),
  ])
  func `what does not exist is refused in the API's form`(
    method: String, path: String, status: Int
  ) async throws {
    try await SandboxHarness.run { sandbox in
      let answer = try await sandbox.call(method, path)
      #expect(answer.status == status)
      #expect(
        answer.json["error"]?.objectValue?.keys == ["message", "type", "param", "code"])
    }
  }
}
