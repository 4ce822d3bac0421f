import Formats
import Testing

@testable import Sandbox

@Suite struct ChatAPITests {
  @Test func `a chat request is answered in the schema's form, in the order of its keys`()
    async throws
  {
    try await SandboxHarness.run { sandbox in
      let answer = try await sandbox.call("POST", "/chat/completions", json: Sample.body())
      #expect(answer.status == 200)
      let choice = try #require(answer.json["choices"]?[0])
      #expect(
        choice["message"]?["content"]
          == #"{"characters":[{"name":"Victor","trope":"Mad Scientist"},{"name":"James","trope":"Loyal Butler"}]}"#
      )
      #expect(choice["finish_reason"] == "stop")
      #expect(answer.json["model"] == "sandbox-lexical")
      #expect(answer.json["object"] == "chat.completion")
      #expect(answer.headers["x-request-id"]?.isEmpty == false)
    }
  }

  @Test func `without a key nothing is answered`() async throws {
    try await SandboxHarness.run { sandbox in
      let answer = try await sandbox.call("GET", "/models", key: nil)
      #expect(answer.status == 401)
    }
  }

  @Test func `with a key of its own the sandbox refuses any other`() async throws {
    try await SandboxHarness.run({ $0.key = "right" }) { sandbox in
      let wrong = try await sandbox.call("GET", "/models", key: "wrong")
      #expect(wrong.status == 401)
      #expect(wrong.errorCode == "invalid_api_key")
      let right = try await sandbox.call("GET", "/models", key: "right")
      #expect(right.status == 200)
    }
  }

  @Test func `a prefix of 1,024 tokens or more is cached from its second use on, in steps of 128`()
    async throws
  {
    let long = Sample.systemMessage + String(repeating: "\nMore words to read.", count: 300)
    try await SandboxHarness.run { sandbox in
      let body = Sample.body(system: long)
      let first = try await sandbox.call("POST", "/chat/completions", json: body).json["usage"]
      let second = try await sandbox.call(
        "POST", "/chat/completions", json: Sample.body(plot: "Another.", system: long)
      ).json["usage"]
      #expect(first?["prompt_tokens_details"]?["cached_tokens"] == 0)
      let cached = try #require(second?["prompt_tokens_details"]?["cached_tokens"]?.intValue)
      #expect(cached >= 1_024 && cached % 128 == 0)
    }
  }

  @Test(arguments: [
    ("messages", JSON.array([]), 400, "invalid_value"),
    ("model", "no-such-model", 404, "model_not_found"),
    ("temperature", 3, 400, "invalid_value"),
    ("temperatur", 1, 400, "unknown_parameter"),
    ("n", 2, 400, "invalid_value"),
    ("service_tier", "flex", 400, "invalid_value"),
  ])
  func `a field that is wrong is refused by name`(
    key: String, value: JSON, status: Int, code: String
  ) async throws {
    try await SandboxHarness.run { sandbox in
      let answer = try await sandbox.call(
        "POST", "/chat/completions", json: Sample.body(more: [(key, value)]))
      #expect(answer.status == status)
      #expect(answer.errorCode == code)
    }
  }

  @Test func `a reasoning model takes no temperature but 1`() async throws {
    try await SandboxHarness.run { sandbox in
      let answer = try await sandbox.call(
        "POST", "/chat/completions",
        json: Sample.body(model: "gpt-5-mini", more: [("temperature", 0)]))
      #expect(answer.status == 400)
      #expect(answer.errorCode == "unsupported_value")
      #expect(
        answer.errorMessage
          == "Unsupported value: 'temperature' does not support 0 with this model. "
          + "Only the default (1) value is supported.")
    }
  }

  @Test func `an answer longer than the token limit is cut off, says so, and is billed`()
    async throws
  {
    try await SandboxHarness.run { sandbox in
      let answer = try await sandbox.call(
        "POST", "/chat/completions", json: Sample.body(more: [("max_completion_tokens", 5)]))
      #expect(answer.json["choices"]?[0]?["finish_reason"] == "length")
      #expect(answer.json["usage"]?["completion_tokens"]?.intValue ?? 99 <= 5)
      #expect(try await sandbox.server.ledger().cost > 0)
    }
  }

  @Test func `a lost answer was billed all the same`() async throws {
    try await SandboxHarness.run { sandbox in
      sandbox.server.inject(.chatAnswerLost)
      await #expect(throws: (any Error).self) {
        try await sandbox.call("POST", "/chat/completions", json: Sample.body())
      }
      _ = try await sandbox.call("POST", "/chat/completions", json: Sample.body())
      let ledger = try await sandbox.server.ledger()
      #expect(ledger.questions.map(\.realtime) == [2])
    }
  }

  @Test func `a refusal ordered for the next request strikes once`() async throws {
    try await SandboxHarness.run { sandbox in
      sandbox.server.inject(
        .nextChat(APIFailure(status: 503, type: "service_unavailable_error", message: "Busy.")))
      let first = try await sandbox.call("POST", "/chat/completions", json: Sample.body())
      let second = try await sandbox.call("POST", "/chat/completions", json: Sample.body())
      #expect(first.status == 503)
      #expect(second.status == 200)
      #expect(try await sandbox.server.ledger().questions.map(\.realtime) == [1])
    }
  }
}
