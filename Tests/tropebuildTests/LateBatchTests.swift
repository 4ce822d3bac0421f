import Foundation
import Testing
import TestSupport

/// Batches that wait for room behind one that is late: they go to real time, in time, and nothing is asked twice.
@Suite(.timeLimit(.minutes(5))) struct LateBatchTests {
  private static let movies = 48
  private static let why = "the batches before it are late, and real time is sooner"

  /// A project whose queue has room for one batch at a time, each expected in five to ten minutes.
  private func project() throws -> TestProject {
    let project = try TestProject(
      tropefile: """
        input:
          directory: data
        plan:
          strategy: hybrid
          num_batches: 3
          batch_token_target: 8k
        lanes:
          batch:
            poll_interval: 30s
        forecast:
          batch_turnaround_typical: 5m
          batch_turnaround_worst: 10m
        limits:
          requests_per_minute: 100k
          requests_per_day: 1M
          tokens_per_minute: 100M
          enqueued_tokens: 9k

        """)
    try project.addMovies(1..<(Self.movies + 1))
    return project
  }

  @Test(arguments: [["--deadline", "30m"], []])
  func batchesThatWaitBehindALateOneAreAskedInRealTime(_ options: [String]) async throws {
    // An hour for what was to take ten minutes at most; an hour is half a minute here.
    let scale = ["--time-scale", "120"]
    let sandbox = try await LiveSandbox(scale + ["--batch-turnaround", "60m..61m"])
    let project = try project()
    let outcome = try await Program.run(
      ["--json", "-s"] + scale + options, in: project.directory, environment: sandbox.environment)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try project.recordedMovies().count == Self.movies)

    // What the stream says of each move stands in the ledger too.
    let events = try outcome.output.jsonLines()
    let moves = events.filter { $0["event"] as? String == "moved" }
    #expect(!moves.isEmpty, "nothing was moved")
    for move in moves {
      #expect(move["from"] as? String == "batch" && move["to"] as? String == "realtime")
      #expect(move["reason"] as? String == Self.why)
    }
    let moved = moves.compactMap { $0["questions"] as? Int }.reduce(0, +)
    let listed = try await project.tropebuild("batches", "--json").output.jsonLines()
    let batches = listed.filter { $0["batch"] != nil }
    let summary = try #require(listed.last)
    let givenUp = batches.filter { $0["state"] as? String == "abandoned" }
    #expect(
      givenUp.compactMap { $0["batch"] as? Int }.sorted()
        == moves.compactMap { $0["batch"] as? Int }.sorted())
    #expect(givenUp.allSatisfy { $0["remote_id"] is NSNull }, "a submitted batch was given up")
    #expect(batches.first?["state"] as? String == "ended")
    for sums in batches + [summary] {
      let parts = ["answered", "failed", "planned_again", "open"].compactMap { sums[$0] as? Int }
      #expect(parts.count == 4 && parts.reduce(0, +) == sums["questions"] as? Int)
    }
    #expect(summary["planned_again"] as? Int == moved)
    #expect(summary["open"] as? Int == 0)

    // The server's own books: every question once, in one of the lanes.
    let account = try await sandbox.account()
    #expect(account.questions.count == Self.movies)
    #expect(account.twice == 0)
    #expect(account.batches_created == batches.count - givenUp.count)
    #expect(account.inBatches == summary["answered"] as? Int)
    #expect(account.realtime == Self.movies - account.inBatches)
    #expect(account.realtime >= moved)

    let ledger = try await project.tropebuild("ledger", "--json").output.jsonLines()
    #expect(ledger.last?["answered_questions"] as? Int == Self.movies)
    #expect(ledger.last?["reserved_dollars"] as? Double == 0)
    let shell = try Shell(project.directory.appendingPathComponent("ledger.db").path)
    let paid = try shell.rows("SELECT sum(cost_dollars) FROM replies").compactMap(Double.init)
    let told = events.last?["dollars"] as? Double
    #expect(abs((paid.first ?? -1) - (told ?? 0)) < 1e-9)
  }
}
