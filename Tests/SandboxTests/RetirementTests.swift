import Formats
import Testing

@testable import Sandbox

@Suite struct RetirementTests {
  @Test func `the shutdown date of a model is told`() async throws {
    try await SandboxHarness.run { sandbox in
      let mini = try await sandbox.call("GET", "/models/gpt-4o-mini").json
      #expect(mini["shutdown_date"] == "2027-01-14")
      let luna = try await sandbox.call("GET", "/models/gpt-6-luna").json
      #expect(luna["shutdown_date"] == .null)
    }
  }

  @Test func `a model that is shut down is not there any more`() async throws {
    try await SandboxHarness.run({ $0.retirements["gpt-4o-mini"] = .after(60) }) { sandbox in
      let told = try await sandbox.call("GET", "/models/gpt-4o-mini").json
      #expect(told["shutdown_date"] == "2027-01-15")
      #expect(
        try await sandbox.call("POST", "/chat/completions", json: Sample.body()).status == 200)
      sandbox.clock.advance(by: 60)
      for name in ["gpt-4o-mini", "gpt-4o-mini-2024-07-18"] {
        let answer = try await sandbox.call(
          "POST", "/chat/completions", json: Sample.body(model: name))
        #expect(answer.status == 404)
        #expect(answer.errorCode == "model_not_found")
        #expect(try await sandbox.call("GET", "/models/\(name)").status == 404)
      }
      let names = try await sandbox.call("GET", "/models").json["data"]?.arrayValue ?? []
      #expect(!names.contains { $0["id"] == "gpt-4o-mini" })
      #expect(names.contains { $0["id"] == "gpt-4o" })
      #expect(try await sandbox.server.ledger().questions.map(\.realtime) == [1])
    }
  }

  @Test func `a batch that is created for a model that is gone fails`() async throws {
    try await SandboxHarness.run({ $0.retirements["gpt-4o-mini"] = .after(1) }) { sandbox in
      sandbox.clock.advance(by: 2)
      let batch = try await sandbox.createBatch([Sample.line("a")])
      sandbox.clock.advance(by: 101)
      let ended = try await sandbox.batch(try #require(batch["id"]?.stringValue))
      #expect(ended["status"] == "failed")
      #expect(ended["errors"]?["data"]?[0]?["code"] == "model_not_found")
    }
  }

  @Test func `lines that have not run when their model is shut down fail`() async throws {
    try await SandboxHarness.run({ $0.retirements["gpt-4o-mini"] = .after(50) }) { sandbox in
      let lines = (0..<20).map { Sample.line("\($0)", Sample.body(plot: "Plot \($0).")) }
      let batch = try await sandbox.createBatch(lines)
      sandbox.clock.advance(by: 101)
      let ended = try await sandbox.batch(try #require(batch["id"]?.stringValue))
      #expect(ended["status"] == "completed")
      let counts = ended["request_counts"]
      let done = try #require(counts?["completed"]?.intValue)
      #expect((6...13).contains(done))
      #expect(counts?["failed"] == .integer(20 - done))
      let failed = try await sandbox.lines(ofFile: ended["error_file_id"])
      #expect(
        failed.allSatisfy { $0["response"]?["body"]?["error"]?["code"] == "model_not_found" })
      #expect(try await sandbox.server.ledger().questions.count == done)
    }
  }

  @Test(arguments: [
    ("1970-01-01", 0), ("2000-02-29", 951_782_400), ("2027-01-14", 1_799_884_800),
  ])
  func `a date is its first second in UTC`(date: String, second: Int) {
    #expect(UTC.second(ofDate: date) == second)
    #expect(UTC.date(ofDay: second / 86_400) == date)
  }

  @Test(arguments: ["2027-02-30", "2027-13-01", "27-01-01", "6h", "2027-1-14"])
  func `what is no date is none`(text: String) {
    #expect(UTC.second(ofDate: text) == nil)
    #expect(Retirement(date: text) == nil)
  }
}
