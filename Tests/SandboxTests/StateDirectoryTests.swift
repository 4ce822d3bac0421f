import Formats
import Foundation
import Testing

@testable import Sandbox

@Suite struct StateDirectoryTests {
  /// Runs `body` with a new directory that is removed afterwards.
  private static func withDirectory(_ body: (String) async throws -> Void) async throws {
    let path = NSTemporaryDirectory() + "/sandbox-state-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await body(path)
  }

  @Test func `a batch begun before a restart ends after it, and is billed once`() async throws {
    try await Self.withDirectory { path in
      let clock = ManualSandboxClock()
      let lines = (0..<10).map { Sample.line("c\($0)") }
      var id = ""
      try await SandboxHarness.run({ $0.stateDirectory = path }, clock: clock) { sandbox in
        id = try await sandbox.createBatch(lines, metadata: ["a": "b"])["id"]?.stringValue ?? ""
        clock.advance(by: 50)
        #expect(try await sandbox.batch(id)["status"] == "in_progress")
        _ = try await sandbox.call("POST", "/chat/completions", json: Sample.body())
      }
      clock.advance(by: 100)
      for _ in 0..<2 {
        try await SandboxHarness.run({ $0.stateDirectory = path }, clock: clock) { sandbox in
          let batch = try await sandbox.batch(id)
          #expect(batch["status"] == "completed")
          #expect(batch["metadata"]?["a"] == "b")
          #expect(try await sandbox.lines(ofFile: batch["output_file_id"]).count == 10)
          let ledger = try await sandbox.server.ledger()
          #expect(ledger.questions.map(\.batch) == [10])
          #expect(ledger.questions.map(\.realtime) == [1])
          #expect(ledger.batchesCreated == 1)
        }
      }
    }
  }

  @Test func `the day's requests survive a restart`() async throws {
    try await Self.withDirectory { path in
      let clock = ManualSandboxClock()
      func configure(_ configuration: inout SandboxConfiguration) {
        configuration.stateDirectory = path
        configuration.tier = 1
      }
      for remaining in ["9999", "9998"] {
        try await SandboxHarness.run(configure, clock: clock) { sandbox in
          let answer = try await sandbox.call("POST", "/chat/completions", json: Sample.body())
          #expect(answer.headers["x-ratelimit-remaining-requests"] == remaining)
        }
      }
    }
  }

  @Test func `a journal whose last line was cut off is read up to there`() async throws {
    try await Self.withDirectory { path in
      let directory = try StateDirectory(path: path, scale: 1)
      directory.append([.received(count: 3), .fileDeleted(id: "x")])
      let journal = path + "/journal.jsonl"
      let bytes = try #require(FileManager.default.contents(atPath: journal))
      try bytes.dropLast(5).write(to: URL(fileURLWithPath: journal))
      let again = try StateDirectory(path: path, scale: 1)
      #expect(try again.events() == [.received(count: 3)])
      again.append([.received(count: 1)])
      #expect(try again.events() == [.received(count: 3), .received(count: 1)])
    }
  }

  @Test func `events read as they were written`() throws {
    var schedule = BatchSchedule(createdAt: 5, turnaround: 100)
    schedule.doomed = .injected
    let batch = BatchRecord(
      id: "b", sequence: 3, inputFile: "f", endpoint: "/v1/chat/completions",
      metadata: ["k": "v"], outputExpiresAfter: 3_600, schedule: schedule)
    var end = BatchRecord.End(status: .expired)
    end.outputFile = "o"
    end.completed = 4
    end.cachedTokens = 7
    let events: [StateEvent] = [
      .fileCreated(
        FileRecord(
          id: "f", count: 9, createdAt: 1.5, filename: "a \"b\".jsonl", purpose: "batch",
          expiresAt: 8)),
      .fileDeleted(id: "f"), .batchCreated(batch),
      .batchChecked(id: "b", .accepted(model: "m", total: 3, tokens: 4)),
      .batchChecked(id: "b", .refused(model: nil, errors: [.duplicate("x"), .emptyFile])),
      .batchCancelled(id: "b", at: 2.25), .batchEnded(id: "b", end),
      .billed(
        Bill(
          at: 2.5, model: "m", way: .flex, questions: ["q", "r"],
          usage: Usage(input: 9, cached: 1, written: 2, writtenLong: 1, output: 2, reasoning: 1),
          cost: Cost(input: 0.25, cached: 0.5, written: 0.125, output: 2))),
      .weighed(model: "m", tokens: 5, at: 3, isRefused: true), .received(count: 2),
    ]
    for event in events {
      #expect(StateEvent(json: try JSON(parsing: event.json.bytes)) == event)
    }
  }
}
