import OpenAIClient
import Store
import Testing
import TestSupport
import TropeModel

@testable import Engine

/// Results that the server says it has are waited for and never paid for a second time by the run itself.
@Suite struct LateResultsTests {
  /// A rig whose server shows the results of a batch only so long after its end.
  private func late(
    _ delay: Duration, status: String = "completed",
    hide: @escaping @Sendable (inout PlayedServer.Batch, PlayedServer) -> Void
  ) throws -> Rig {
    let rig = try Rig()
    let clock = rig.time
    let end = rig.time.now + delay
    rig.server.poll = { batch, server in
      let ids = server.customIDs(batch.inputFile)
      server.finish(&batch, status: status, output: ids.map { Reply.line($0) })
      batch.completed = ids.count
      if clock.now < end { hide(&batch, server) }
    }
    return rig
  }

  @Test(arguments: ["completed", "expired", "cancelled"])
  func `a missing id of the output is waited for where answers are counted`(
    status: String
  ) async throws {
    let rig = try late(.seconds(900), status: status) { batch, _ in batch.outputFile = nil }
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(rig.server.batches.count == 1)
    #expect(try rig.ledger.batch(1)?.state == .ended)
  }

  @Test func `so it is where the server counts nothing and names no file at all`() async throws {
    let rig = try late(.seconds(60)) { batch, _ in
      batch.outputFile = nil
      batch.hasCounts = false
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(rig.server.batches.count == 1)
  }

  @Test func `an output file that is not there yet is asked for again, for half an hour`()
    async throws
  {
    let rig = try late(.seconds(1_500)) { batch, server in
      server.setContent("out-\(batch.id)", nil)
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(rig.server.batches.count == 1)
  }

  @Test func `an output file that is short twice is read until it is whole`() async throws {
    let rig = try late(.seconds(300)) { batch, server in
      server.setContent(
        "out-\(batch.id)", Reply.line(server.customIDs(batch.inputFile)[0]) + "\n")
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(try rig.ledger.totals().paid.replies == 3)
    #expect(rig.server.batches.count == 1)
  }

  @Test func `what never comes leaves the batch open, and nothing of it is asked again`()
    async throws
  {
    let rig = try late(.seconds(1_000_000)) { batch, server in
      server.setContent(
        "out-\(batch.id)", Reply.line(server.customIDs(batch.inputFile)[0]) + "\n")
    }
    let began = rig.time.now
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    #expect(rig.time.now - began >= .seconds(1_800))
    #expect(try rig.recordedMovies() == [1], "what has come is taken")
    #expect(rig.server.batches.count == 1)
    let batch = try some(rig.ledger.batch(1))
    #expect(batch.state == .submitted)
    #expect(batch.failure == "its results are missing")
    let sum = try rig.sum()
    #expect((sum.answered, sum.open, sum.plannedAgain) == (1, 2, 0))
    #expect(rig.stop.raised == nil, "other batches go on")
    #expect(rig.remarks.contains { $0.contains("retrieve --again 1") })
    #expect(
      rig.events.list.contains {
        if case .waiting(.batch, _, .results) = $0 { return true }
        return false
      })

    // The next run looks again and finds them.
    try rig.ledger.close()
    try rig.database.close()
    let again = try Rig(in: rig.directory, server: rig.server)
    again.server.poll = { batch, server in server.complete(&batch) }
    #expect(try await again.runBatches(open: [try some(again.ledger.batch(1))]).isEmpty)
    #expect(try again.recordedMovies() == [1, 2, 3])
    #expect(again.server.batches.count == 1)
  }

  @Test func `without waiting, missing results are left to the next look`() async throws {
    let rig = try late(.seconds(1_000_000)) { batch, _ in batch.outputFile = nil }
    let began = rig.time.now
    #expect(try await rig.runBatches(planned: [rig.requests()], noWait: true).isEmpty)
    #expect(rig.time.now - began < .seconds(120))
    #expect(try rig.ledger.batch(1)?.state == .submitted)
    #expect(try rig.sum().open == 3)
    #expect(rig.remarks.contains { $0.contains("its results are missing") })
  }

  @Test func `only a person has missing results paid for again`() async throws {
    let rig = try late(.seconds(1_000_000)) { batch, _ in batch.outputFile = nil }
    _ = try await rig.runBatches(planned: [rig.requests()], noWait: true)
    let cancelling = BatchCancelling(ledger: rig.ledger, time: rig.time.source)
    #expect(try cancelling.askAgain(try some(rig.ledger.batch(1))).hasPrefix("given up"))
    #expect(try rig.ledger.batch(1)?.state == .abandoned)
    #expect(try rig.sum().plannedAgain == 3)
    #expect(try cancelling.askAgain(try some(rig.ledger.batch(1))) == "has ended already")
  }

  @Test func `a batch that is still under way is not asked again`() async throws {
    let rig = try Rig()
    rig.server.poll = { batch, _ in batch.status = "in_progress" }
    _ = try await rig.runBatches(planned: [rig.requests()], noWait: true)
    let cancelling = BatchCancelling(ledger: rig.ledger, time: rig.time.source)
    #expect(try cancelling.askAgain(try some(rig.ledger.batch(1))).hasPrefix("is left as it is"))
    #expect(try rig.sum().open == 3)
  }

  @Test func `a batch whose results are late does not hold up the queue`() async throws {
    let rig = try Rig(movies: 4)
    rig.server.poll = { batch, server in
      server.complete(&batch)
      batch.completed = 2
      if batch.id == "batch_1", server.batches.count < 2 { batch.outputFile = nil }
    }
    #expect(
      try await rig.runBatches(
        planned: [rig.requests(0..<2), rig.requests(2..<4)], enqueued: 250
      ).isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3, 4])
  }

  @Test func `a completed batch whose files are empty has not told its results yet`() async throws {
    let rig = try late(.seconds(60)) { batch, server in
      server.setContent("out-\(batch.id)", "")
      batch.completed = 0
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3])
  }

  @Test func `what the server counts as failed is asked again at once`() async throws {
    let rig = try Rig()
    rig.server.poll = { batch, server in
      let ids = server.customIDs(batch.inputFile)
      server.finish(&batch, output: [Reply.line(ids[0])])
      (batch.completed, batch.failed) = (1, 2)
    }
    let began = rig.time.now
    #expect(try await rig.runBatches(planned: [rig.requests()]).count == 2)
    #expect(rig.time.now - began < .seconds(60))
    #expect(try rig.sum().plannedAgain == 2)
  }

  @Test func `a line without a choice is booked with its usage and asked again`() async throws {
    let rig = try Rig()
    rig.server.poll = { batch, server in
      let ids = server.customIDs(batch.inputFile)
      let empty =
        #"{"id":"c","object":"chat.completion","model":"gpt-4o-mini","choices":[],"#
        + #""usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}}"#
      server.finish(
        &batch, output: [Reply.line(ids[0], empty)] + ids.dropFirst().map { Reply.line($0) })
      batch.completed = 3
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]).map(\.number) == [1])
    let paid = try rig.ledger.totals().paid
    #expect(paid.replies == 3)
    #expect(paid.usage.input == 1_200)
    #expect(try rig.outcome(of: 1) == .plannedAgain)
  }

  @Test func `a refusal for want of money on each line stops the lanes and fails nothing`()
    async throws
  {
    let rig = try Rig()
    rig.server.poll = { batch, server in
      let ids = server.customIDs(batch.inputFile)
      server.finish(
        &batch, output: [],
        errors: ids.map {
          #"{"id":"b","custom_id":"\#($0)","response":null,"error":{"code":"insufficient_quota","message":"You exceeded your current quota"}}"#
        })
      batch.failed = 3
    }
    #expect(
      try await rig.runBatches(planned: [rig.requests()], restGoesRealtime: false).isEmpty)
    guard case .cannotGoOn(.call(let failure)) = rig.stop.raised else {
      Issue.record("it went on")
      return
    }
    #expect(failure.kind == .quotaExhausted)
    #expect(rig.server.batches.count == 1)
    #expect(await rig.recorder.tally.failed.isEmpty)
    let sum = try rig.sum()
    #expect((sum.failed, sum.plannedAgain, sum.open) == (0, 3, 0))
    #expect(try rig.ledger.batch(1)?.state == .ended)
  }
}
