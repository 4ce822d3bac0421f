import OpenAIClient
import Recipe
import Store
import Testing
import TestSupport
import TropeModel

@testable import Engine

/// A batch is made once, however late the server is, whatever became of the ledger, and a second one is found.
@Suite struct TwinBatchesTests {
  private static let lost = TransportFailure(
    kind: .connectionCut, message: "cut", requestMayHaveRun: true)

  /// A rig whose server answers the first creation at once with a failure, and has the batch only after a while.
  private func slow(
    _ delay: Duration, metadata keepsMetadata: Bool = true
  ) throws -> Rig {
    let rig = try Rig()
    let clock = rig.time
    let (ledger, projectID) = (rig.ledger, try rig.ledger.projectID())
    let end = rig.time.now + delay
    rig.server.before = { call, server in
      if call == "POST /batches", server.count(call) == 1 {
        return .json(#"{"error":{"message":"gateway timeout"}}"#, status: 504)
      }
      if call == "GET /batches", clock.now >= end, server.batches.isEmpty,
        let row = try? ledger.batch(1)
      {
        server.addBatch(
          .init(
            id: "batch_late", status: "validating", inputFile: "file-1",
            metadata: keepsMetadata ? BatchMetadata.of(row, projectID: projectID) : [:], total: 3))
      }
      return nil
    }
    return rig
  }

  @Test(arguments: [true, false])
  func `a creation that takes minutes after its answer was lost is found, not made again`(
    keepsMetadata: Bool
  ) async throws {
    let rig = try slow(.seconds(400), metadata: keepsMetadata)
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    #expect(rig.server.batches.map(\.id) == ["batch_late"])
    #expect(rig.server.count("POST /batches") == 1)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(
      rig.events.list.contains {
        if case .waiting(.batch, _, .creation(batch: 1, isCancelling: false)) = $0 { return true }
        return false
      }, "what is waited for is told")
  }

  @Test func `a creation that nothing came of is made again after ten minutes`() async throws {
    let rig = try slow(.seconds(1_000_000))
    let began = rig.time.now
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    #expect(rig.server.count("POST /batches") == 2)
    let submitted = try some(rig.ledger.batch(1)?.submittedAt)
    #expect(submitted - began >= .seconds(600))
    #expect(try rig.recordedMovies() == [1, 2, 3])
  }

  @Test func `after a kill in the middle of a creation the next run looks as long`() async throws {
    let first = try Rig()
    first.server.before = { call, _ in call == "POST /batches" ? .failure(Self.lost) : nil }
    _ = try await first.runBatches(planned: [first.requests()], noWait: true)
    #expect(try first.ledger.batch(1)?.state == .creating)
    #expect(first.remarks.contains { $0.contains("the next run looks again") })
    try first.ledger.close()
    try first.database.close()

    let rig = try Rig(in: first.directory, server: first.server)
    rig.server.before = nil
    let began = rig.time.now
    #expect(try await rig.runBatches(open: [try some(rig.ledger.batch(1))]).isEmpty)
    #expect(rig.server.batches.count == 1)
    #expect(try some(rig.ledger.batch(1)?.submittedAt) - began >= .seconds(500))
    #expect(try rig.recordedMovies() == [1, 2, 3])
  }

  @Test func `a run that does not wait makes it again some day`() async throws {
    let first = try Rig()
    first.server.before = { call, _ in call == "POST /batches" ? .failure(Self.lost) : nil }
    _ = try await first.runBatches(planned: [first.requests()], noWait: true)
    first.server.before = nil
    first.time.advance(by: .seconds(3_600))
    let batch = try some(first.ledger.batch(1))
    _ = try await first.runBatches(open: [batch], noWait: true)
    #expect(first.server.batches.count == 1)
    #expect(first.server.count("POST /batches") == 2)
  }

  @Test(arguments: [BatchState.written, .uploaded, .creating])
  func `a ledger from a backup finds the batch that was made after it`(
    state: BatchState
  ) async throws {
    let first = try Rig()
    first.server.poll = { batch, _ in batch.status = "in_progress" }
    _ = try await first.runBatches(planned: [first.requests()], noWait: true)
    try first.reopen(as: state)
    try first.ledger.close()
    try first.database.close()

    let rig = try Rig(in: first.directory, server: first.server)
    rig.server.poll = { batch, server in server.complete(&batch) }
    #expect(try await rig.runBatches(open: [try some(rig.ledger.batch(1))]).isEmpty)
    #expect(rig.server.batches.count == 1)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(rig.remarks.contains { $0.contains("not created again") })
  }

  @Test func `a batch of the same content under another number is the same batch`() async throws {
    let first = try Rig()
    first.server.poll = { batch, _ in batch.status = "in_progress" }
    _ = try await first.runBatches(planned: [first.requests()], noWait: true)
    // The backup is older than the batch, and the next run counts otherwise.
    let shell = try Shell(first.directory("ledger.db"))
    try shell.run("DELETE FROM batch_questions; DELETE FROM batches")
    first.server.changeBatch("batch_1") { $0.metadata[BatchMetadata.batch] = "7" }
    try first.ledger.close()
    try first.database.close()

    let rig = try Rig(in: first.directory, server: first.server)
    rig.server.poll = { batch, server in server.complete(&batch) }
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    #expect(rig.server.batches.count == 1)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(rig.remarks.contains { $0.contains("does not know") })
  }

  @Test func `a twin under way is cancelled, and that is told`() async throws {
    let first = try Rig()
    first.server.poll = { batch, _ in batch.status = "in_progress" }
    _ = try await first.runBatches(planned: [first.requests()], noWait: true)
    var twin = first.server.batches[0]
    twin.id = "batch_twin"
    twin.status = "in_progress"
    first.server.addBatch(twin)

    let rig = try Rig(in: first.directory, server: first.server)
    rig.server.poll = { batch, server in server.complete(&batch) }
    #expect(try await rig.runBatches(open: [try some(rig.ledger.batch(1))]).isEmpty)
    #expect(rig.server.count("POST /batches/batch_twin/cancel") == 1)
    #expect(rig.server.count("POST /batches/batch_1/cancel") == 0)
    #expect(rig.remarks.contains { $0.contains("batch_twin") && $0.contains("cancelled") })
    #expect(try rig.recordedMovies() == [1, 2, 3])
  }

  @Test func `a batch that was given up and exists after all is cancelled and collected`()
    async throws
  {
    let first = try Rig()
    first.server.poll = { batch, _ in batch.status = "in_progress" }
    _ = try await first.runBatches(planned: [first.requests()], noWait: true)
    try first.reopen(as: .uploaded)
    try first.ledger.close(1, .givenUp("cancelled before it was submitted"), at: first.time.now)

    let rig = try Rig(in: first.directory, server: first.server)
    rig.server.poll = { batch, server in
      let ids = server.customIDs(batch.inputFile)
      server.finish(&batch, status: "cancelled", output: [Reply.line(ids[0])])
      batch.completed = 1
    }
    #expect(try await rig.runBatches().isEmpty)
    #expect(rig.server.count("POST /batches/batch_1/cancel") == 1)
    #expect(try rig.ledger.totals().paid.replies == 1)
    #expect(try rig.ledger.batch(1)?.state == .ended)
    #expect(rig.server.batches.count == 1)
  }

  @Test func `cancel waits as the lane does, and leaves open what it does not see`() async throws {
    let rig = try Rig()
    rig.server.before = { call, _ in call == "POST /batches" ? .failure(Self.lost) : nil }
    _ = try await rig.runBatches(planned: [rig.requests()], noWait: true)
    let cancelling = BatchCancelling(ledger: rig.ledger, time: rig.time.source)
    let (client, batch, began) = (
      rig.server.client, try some(rig.ledger.batch(1)), rig.time.now
    )
    let words = await rig.time.drive { try? await cancelling.cancel(batch, client: client) }
    #expect(rig.time.now - began >= .seconds(500))
    #expect(words?.hasPrefix("is left open") == true)
    #expect(try rig.ledger.batch(1)?.state == .creating)
    #expect(try rig.sum().open == 3)
  }

  @Test func `cancel finds a batch that the server made late`() async throws {
    let rig = try slow(.seconds(200))
    _ = try await rig.runBatches(planned: [rig.requests()], noWait: true)
    let cancelling = BatchCancelling(ledger: rig.ledger, time: rig.time.source)
    let (client, batch) = (rig.server.client, try some(rig.ledger.batch(1)))
    let words = await rig.time.drive { try? await cancelling.cancel(batch, client: client) }
    #expect(words?.hasPrefix("cancelling") == true)
    #expect(rig.server.count("POST /batches/batch_late/cancel") == 1)
    let row = try some(rig.ledger.batch(1))
    #expect(row.state == .submitted && row.remoteID == "batch_late")
  }

  @Test func `the upload of a batch that this run has dissolved is removed`() async throws {
    let first = try Rig()
    first.server.before = { call, _ in call == "POST /batches" ? .failure(Self.lost) : nil }
    _ = try await first.runBatches(planned: [first.requests()], noWait: true)
    first.server.before = nil
    try first.reopen(as: .uploaded)
    try first.ledger.close(
      1, .givenUp("its questions have changed", onlyIfUnsent: true), at: first.time.now)
    #expect(first.server.files == ["file-1"])
    _ = try await first.runBatches(dissolved: [try some(first.ledger.batch(1))])
    #expect(first.server.files.isEmpty)
  }

  @Test func `a batch whose own run learns of it while a list is gone through is no twin`()
    async throws
  {
    let rig = try Rig()
    let (ledger, client) = (rig.ledger, rig.server.client)
    let writer = BatchWriter(
      recipe: rig.recipe, ledger: ledger, directory: rig.directory("batches"), isSandbox: false,
      time: rig.time.source, bounds: rig.bounds, cost: { _ in 0.1 })
    let requests = rig.requests()
    let settled = try some(writer.write([requests[0]]))
    let made = try some(writer.write([requests[1]]))
    try ledger.advance(
      settled.number,
      BatchAdvance(
        standing: .init(.submitted, remoteID: "b1"),
        outcomes: [SettledQuestion(rig.questions[0].hash, .answered)]))
    let projectID = try ledger.projectID()
    for (row, id) in [(settled, "b1"), (made, "b2")] {
      rig.server.addBatch(
        .init(
          id: id, status: "in_progress", inputFile: "f-\(id)",
          metadata: BatchMetadata.of(row, projectID: projectID), total: 1))
    }
    rig.server.before = { call, _ in
      if call == "POST /batches/b1/cancel" {
        _ = try? ledger.advance(
          made.number, BatchAdvance(standing: .init(.submitted, remoteID: "b2")))
      }
      return nil
    }
    let calls = PatientCalls(
      time: rig.time.source, stop: rig.stop, random: { 0.5 }, report: { _ in }, noWait: false)
    let account = AccountBatches(
      client: client, ledger: ledger, projectID: projectID, isSandbox: false, calls: calls,
      cap: SpendingCap())
    // The settled one comes first: it is cancelled, and meanwhile the other's creation is answered.
    let listed = try await client.allBatches().sorted { $0.id > $1.id }
    await account.saw(listed, askedAt: rig.time.now)
    #expect(rig.server.count("POST /batches/b1/cancel") == 1)
    #expect(rig.server.count("POST /batches/b2/cancel") == 0)
    #expect(try ledger.batches().map(\.remoteID) == ["b1", "b2"])
  }
}
