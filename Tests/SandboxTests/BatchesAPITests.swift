import Formats
import Testing

@testable import Sandbox

@Suite struct BatchesAPITests {
  @Test func `a batch goes through its states as the clock goes on`() async throws {
    try await SandboxHarness.run { sandbox in
      let made = try await sandbox.createBatch((0..<10).map { Sample.line("c\($0)") })
      let id = try #require(made["id"]?.stringValue)
      #expect(made["status"] == "validating")
      #expect(made["request_counts"]?["total"] == 0)
      sandbox.clock.advance(by: 50)
      let running = try await sandbox.batch(id)
      #expect(running["status"] == "in_progress")
      #expect(running["request_counts"]?["total"] == 10)
      #expect(running["request_counts"]?["completed"] == 4)
      #expect(running["output_file_id"] == .null)
      sandbox.clock.advance(by: 48.5)
      #expect(try await sandbox.batch(id)["status"] == "finalizing")
      #expect(try await sandbox.server.ledger().questions.isEmpty)
      sandbox.clock.advance(by: 1.5)
      let done = try await sandbox.batch(id)
      #expect(done["status"] == "completed")
      #expect(done["error_file_id"] == .null)
      let lines = try await sandbox.lines(ofFile: done["output_file_id"])
      #expect(Set(lines.map { $0["custom_id"] }) == Set((0..<10).map { .string("c\($0)") }))
      #expect(lines.map { $0["custom_id"] } != (0..<10).map { .string("c\($0)") })
      #expect(try await sandbox.server.ledger().questions.map(\.batch) == [10])
    }
  }

  @Test func `all who look at a batch as it ends see all of it, and it is billed once`()
    async throws
  {
    try await SandboxHarness.run { sandbox in
      for number in 1...40 {
        let made = try await sandbox.createBatch((0..<3).map { Sample.line("b\(number)-\($0)") })
        let id = try #require(made["id"]?.stringValue)
        sandbox.clock.advance(by: 100)
        let seen = try await withThrowingTaskGroup(of: JSON.self) { group in
          for _ in 0..<12 { group.addTask { try await sandbox.batch(id) } }
          return try await group.reduce(into: []) { $0.append($1) }
        }
        for batch in seen + [try await sandbox.batch(id)] {
          #expect(batch["status"] == "completed")
          #expect(batch["request_counts"]?["completed"] == 3)
          #expect(batch["output_file_id"]?.stringValue != nil)
        }
      }
      #expect(try await sandbox.server.ledger().questions.map(\.batch) == [120])
    }
  }

  @Test func `a batch costs half of what real time costs`() async throws {
    try await SandboxHarness.run { sandbox in
      _ = try await sandbox.call("POST", "/chat/completions", json: Sample.body())
      let realtime = try await sandbox.server.ledger().cost
      _ = try await sandbox.createBatch([Sample.line("a")])
      sandbox.clock.advance(by: 100)
      let both = try await sandbox.server.ledger().cost
      #expect(abs(both - realtime * 1.5) < 1e-12)
    }
  }

  @Test(arguments: [
    (["nonsense"], "invalid_json_line", 1),
    ([Sample.line("a"), Sample.line("a")], "duplicate_custom_id", 2),
    (
      [Sample.line("a"), Sample.line("b", Sample.body(model: "gpt-4o"))], "mismatched_model", 2
    ),
    ([Sample.line("a", Sample.body(model: "nobody"))], "model_not_found", 1),
    (
      [#"{"custom_id":"a","method":"POST","url":"/v1/x","body":{"model":"gpt-4o"}}"#],
      "invalid_url", 1
    ),
    (
      [#"{"method":"POST","url":"/v1/chat/completions","body":{}}"#], "missing_required_parameter",
      1
    ),
    ([""], "empty_file", nil),
  ])
  func `a bad input file fails the batch and says which line`(
    lines: [String], code: String, line: Int?
  ) async throws {
    try await SandboxHarness.run { sandbox in
      let made = try await sandbox.createBatch(lines)
      sandbox.clock.advance(by: 10)
      let batch = try await sandbox.batch(try #require(made["id"]?.stringValue))
      #expect(batch["status"] == "failed")
      let error = try #require(batch["errors"]?["data"]?[0])
      #expect(error["code"] == .string(code))
      #expect(error["line"] == JSON(line))
      sandbox.clock.advance(by: 1_000)
      #expect(try await sandbox.server.ledger().cost == 0)
    }
  }

  @Test func `a line that the model refuses is in the error file with its status`() async throws {
    try await SandboxHarness.run { sandbox in
      let bad = Sample.body(model: "gpt-5-mini", more: [("temperature", 0)])
      let made = try await sandbox.createBatch([Sample.line("a", bad), Sample.line("b", bad)])
      sandbox.clock.advance(by: 100)
      let batch = try await sandbox.batch(try #require(made["id"]?.stringValue))
      #expect(batch["status"] == "completed")
      #expect(batch["output_file_id"] == .null)
      #expect(batch["errors"] == .null)
      #expect(batch["request_counts"]?["failed"] == 2)
      let lines = try await sandbox.lines(ofFile: batch["error_file_id"])
      #expect(lines.map { $0["response"]?["status_code"] } == [400, 400])
      #expect(lines.map { $0["error"] } == [.null, .null])
    }
  }

  @Test func `what a full queue does not take fails, and fits once the queue has emptied`()
    async throws
  {
    let lines = (0..<6).map { Sample.line("c\($0)") }
    // The queue is made to hold one of these batches and not two, however exactly tokens are counted.
    var tokens = 0
    try await SandboxHarness.run { sandbox in
      let made = try await sandbox.createBatch(lines)
      sandbox.clock.advance(by: 200)
      let batch = try await sandbox.batch(try #require(made["id"]?.stringValue))
      tokens = try #require(batch["usage"]?["input_tokens"]?.intValue)
    }
    let limit = tokens * 3 / 2
    try await SandboxHarness.run({
      $0.ownLimits = TierLimits(
        requestsPerMinute: 500, tokensPerMinute: 200_000, enqueuedTokens: limit)
    }) { sandbox in
      let first = try await sandbox.createBatch(lines)
      let second = try await sandbox.createBatch(lines)
      sandbox.clock.advance(by: 50)
      #expect(
        try await sandbox.batch(try #require(first["id"]?.stringValue))["status"] == "in_progress")
      let refused = try await sandbox.batch(try #require(second["id"]?.stringValue))
      #expect(refused["status"] == "failed")
      let error = try #require(refused["errors"]?["data"]?[0])
      #expect(error["code"] == "token_limit_exceeded")
      #expect(error["line"] == .null)
      let grouped = "\(limit / 1_000),\(String(limit % 1_000 + 1_000).dropFirst())"
      #expect(
        error["message"]?.stringValue?.hasPrefix(
          "Enqueued token limit reached for gpt-4o-mini in organization org-sandbox. "
            + "Limit: \(grouped) enqueued tokens.") == true)
      sandbox.clock.advance(by: 100)
      let third = try await sandbox.createBatch(lines)
      sandbox.clock.advance(by: 100)
      #expect(
        try await sandbox.batch(try #require(third["id"]?.stringValue))["status"] == "completed")
    }
  }

  @Test func `a cancelled batch delivers and bills what had run`() async throws {
    try await SandboxHarness.run { sandbox in
      let made = try await sandbox.createBatch((0..<10).map { Sample.line("c\($0)") })
      let id = try #require(made["id"]?.stringValue)
      sandbox.clock.advance(by: 50)
      let answer = try await sandbox.call("POST", "/batches/\(id)/cancel", json: [:])
      #expect(answer.json["status"] == "cancelling")
      sandbox.clock.advance(by: 20)
      let batch = try await sandbox.batch(id)
      #expect(batch["status"] == "cancelled")
      let output = try await sandbox.lines(ofFile: batch["output_file_id"])
      let errors = try await sandbox.lines(ofFile: batch["error_file_id"])
      #expect(output.count == 4)
      #expect(errors.count == 6)
      #expect(errors.allSatisfy { $0["error"]?["code"] == "batch_cancelled" })
      #expect(try await sandbox.server.ledger().questions.map(\.batch) == [4])
      let again = try await sandbox.call("POST", "/batches/\(id)/cancel", json: [:])
      #expect(again.status == 409)
    }
  }

  @Test func `an expired batch delivers and bills what had run`() async throws {
    try await SandboxHarness.run { sandbox in
      sandbox.server.inject(.batchExpires(doneFraction: 0.5))
      let made = try await sandbox.createBatch((0..<10).map { Sample.line("c\($0)") })
      let id = try #require(made["id"]?.stringValue)
      sandbox.clock.advance(by: 80_000)
      #expect(try await sandbox.batch(id)["status"] == "in_progress")
      sandbox.clock.advance(by: 7_000)
      let batch = try await sandbox.batch(id)
      #expect(batch["status"] == "expired")
      #expect(batch["request_counts"]?["completed"] == 5)
      let errors = try await sandbox.lines(ofFile: batch["error_file_id"])
      #expect(errors.map { $0["error"]?["code"] } == Array(repeating: "batch_expired", count: 5))
      #expect(errors.allSatisfy { $0["response"] == .null })
      #expect(try await sandbox.server.ledger().questions.map(\.batch) == [5])
    }
  }

  @Test func `a batch whose answer was lost can be found by its metadata`() async throws {
    try await SandboxHarness.run { sandbox in
      sandbox.server.inject(.batchCreateAnswerLost)
      await #expect(throws: (any Error).self) {
        try await sandbox.createBatch([Sample.line("a")], metadata: ["run": "7"])
      }
      let list = try await sandbox.call("GET", "/batches").json
      #expect(list["data"]?.arrayValue?.map { $0["metadata"]?["run"] } == ["7"])
    }
  }

  @Test func `lists come newest first, page by page`() async throws {
    try await SandboxHarness.run { sandbox in
      var ids: [JSON] = []
      for _ in 0..<5 {
        ids.append(try await sandbox.createBatch([Sample.line("a")])["id"] ?? .null)
      }
      let first = try await sandbox.call("GET", "/batches?limit=2").json
      #expect(first["data"]?.arrayValue?.map { $0["id"] } == [ids[4], ids[3]])
      #expect(first["has_more"] == true)
      #expect(first["last_id"] == ids[3])
      let last = try await sandbox.call(
        "GET", "/batches?limit=10&after=\(ids[3].stringValue ?? "")"
      ).json
      #expect(last["data"]?.arrayValue?.map { $0["id"] } == [ids[2], ids[1], ids[0]])
      #expect(last["has_more"] == false)
      #expect(try await sandbox.call("GET", "/batches?limit=101").status == 400)
    }
  }

  private static let wrongFields: [(String, JSON, Int)] = [
    ("endpoint", "/v1/nothing", 400), ("completion_window", "48h", 400),
    ("input_file_id", "file-none", 404), ("extra", 1, 400),
    ("metadata", ["k": .string(String(repeating: "x", count: 513))], 400),
    ("metadata", .object(JSONObject((0..<17).map { JSONObject.Member("k\($0)", "v") })), 400),
    ("output_expires_after", ["anchor": "created_at", "seconds": 60], 400),
  ]

  @Test(arguments: wrongFields)
  func `a creation with a wrong field is refused`(
    key: String, value: JSON, status: Int
  ) async throws {
    try await SandboxHarness.run { sandbox in
      let file = try await sandbox.upload(Array(Sample.line("a").utf8)).json
      var members = [
        JSONObject.Member("input_file_id", file["id"] ?? .null),
        JSONObject.Member("endpoint", "/v1/chat/completions"),
        JSONObject.Member("completion_window", "24h"),
      ]
      members.removeAll { $0.key == key }
      members.append(JSONObject.Member(key, value))
      let answer = try await sandbox.call(
        "POST", "/batches", json: .object(JSONObject(members)))
      #expect(answer.status == status)
      #expect(try await sandbox.server.ledger().batchesCreated == 0)
    }
  }

  @Test func `lines can be doubled and left out on order`() async throws {
    try await SandboxHarness.run { sandbox in
      sandbox.server.inject(.outputLineDoubled)
      let made = try await sandbox.createBatch([Sample.line("a"), Sample.line("b")])
      sandbox.clock.advance(by: 100)
      let id = try #require(made["id"]?.stringValue)
      let lines = try await sandbox.lines(ofFile: try await sandbox.batch(id)["output_file_id"])
      #expect(lines.count == 3)
      #expect(lines[0] == lines[1])
    }
  }

  @Test func `a batch runs on when its input file is deleted`() async throws {
    try await SandboxHarness.run { sandbox in
      let made = try await sandbox.createBatch([Sample.line("a")])
      let input = try #require(made["input_file_id"]?.stringValue)
      _ = try await sandbox.call("DELETE", "/files/\(input)")
      sandbox.clock.advance(by: 100)
      let batch = try await sandbox.batch(try #require(made["id"]?.stringValue))
      #expect(batch["status"] == "completed")
    }
  }

  @Test func `a file that is not for batches makes no batch`() async throws {
    try await SandboxHarness.run { sandbox in
      let file = try await sandbox.upload([123], fields: [("purpose", "user_data")]).json
      let answer = try await sandbox.call(
        "POST", "/batches",
        json: [
          "input_file_id": file["id"] ?? .null, "endpoint": "/v1/chat/completions",
          "completion_window": "24h",
        ])
      #expect(answer.status == 400)
      #expect(answer.json["error"]?["param"] == "input_file_id")
    }
  }
}
