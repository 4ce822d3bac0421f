import Store
import Testing
import TestSupport
import TropeModel

@testable import Engine

@Suite struct BatchLaneAgainTests {
  @Test func `collecting again after a crash counts neither money nor bad answers twice`()
    async throws
  {
    let first = try Rig(attempts: 2)
    let poll: @Sendable (inout PlayedServer.Batch, PlayedServer) -> Void = { batch, server in
      let ids = server.customIDs(batch.inputFile)
      server.finish(
        &batch, output: [Reply.line(ids[0], Reply.bad)] + ids.dropFirst().map { Reply.line($0) })
    }
    first.server.poll = poll
    #expect(try await first.runBatches(planned: [first.requests()]).map(\.number) == [1])
    let paid = try first.ledger.totals().paid
    // As if killed before the batch was closed and the outcomes written.
    try first.reopen(forgetting: true)
    try first.ledger.close()
    try first.database.close()

    let second = try Rig(attempts: 2, in: first.directory, server: first.server)
    #expect(second.badAnswers.values.map { $0 } == [1])
    let left = try await second.runBatches(open: [try some(second.ledger.batch(1))])
    #expect(left.map(\.number) == [1], "the second of two answers is still to come")
    #expect(await second.recorder.tally.failed.isEmpty)
    #expect(await second.recorder.tally.dollars == 0)
    #expect(try second.ledger.totals().paid == paid)
    #expect(try second.sum().all == 3)
    #expect(try second.sum().open == 0)
  }

  @Test func `a refused line of several movies asks each of them alone`() async throws {
    let rig = try Rig()
    rig.server.poll = { batch, server in
      let ids = server.customIDs(batch.inputFile)
      server.finish(&batch, output: [], errors: ids.map { Reply.refused($0) })
    }
    let group = PendingRequest(
      questions: rig.questions, inputTokens: TokenCount(300, isExact: true), expectedOutput: 30)
    let left = try await rig.runBatches(planned: [[group]])
    #expect(left.map(\.number) == [1, 2, 3])
    #expect(await rig.recorder.tally.failed.isEmpty)
  }

  @Test func `what a batch that never ran asked of several movies at once goes again together`()
    async throws
  {
    let rig = try Rig()
    rig.server.poll = { batch, server in
      if batch.id == "batch_1" {
        batch.status = "failed"
        batch.faults = #"{"code":"server_error","message":"sorry","param":null,"line":null}"#
      } else {
        let ids = server.customIDs(batch.inputFile)
        server.finish(&batch, output: [], errors: ids.map { Reply.refused($0) })
      }
    }
    let group = PendingRequest(
      questions: rig.questions, inputTokens: TokenCount(300, isExact: true), expectedOutput: 30)
    _ = try await rig.runBatches(planned: [[group]])
    let second = try some(rig.ledger.batch(2))
    #expect(second.requests == 1)
    #expect(second.questions == 3)
    #expect(second.inputTokens == TokenCount(300, isExact: true))
  }

  @Test func `without waiting it submits, looks once and leaves the rest`() async throws {
    let rig = try Rig()
    rig.server.poll = { batch, _ in batch.status = "in_progress" }
    _ = try await rig.runBatches(planned: [rig.requests()], noWait: true)
    #expect(rig.server.count("GET /batches/batch_1") == 1)
    #expect(try rig.ledger.batch(1)?.state == .submitted)
    #expect(rig.stop.raised == nil)
  }

  @Test func `a batch beyond the budget is not created`() async throws {
    let rig = try Rig(movies: 4)
    let cap = SpendingCap(limit: 1.5)
    rig.server.poll = { batch, _ in batch.status = "in_progress" }
    _ = try await rig.runBatches(
      planned: [rig.requests(0..<2), rig.requests(2..<4)], noWait: true, cap: cap, forecast: 1)
    #expect(rig.server.batches.count == 1)
    #expect(await cap.hasDenied)
    #expect(try rig.ledger.batch(2)?.state == .uploaded)
  }

  /// A budget of which each request of a batch may take 1.
  private func cap(_ rig: Rig, limit: Double, divides: Bool = true) -> SpendingCap {
    let ledger = rig.ledger
    let mostOfBatch: @Sendable (Int, Double) -> Double = { number, _ in
      Double((try? ledger.batch(number))?.requests ?? 0)
    }
    let mostOfRequests: @Sendable ([PendingRequest]) -> [Double] = { requests in
      requests.map { _ in 1.0 }
    }
    return SpendingCap(
      limit: limit, mostOfBatch: mostOfBatch, mostOfRequests: divides ? mostOfRequests : nil,
      waits: (rig.stop, rig.time.source))
  }

  @Test func `what goes again is divided by the budget`() async throws {
    let rig = try Rig(movies: 8)
    rig.server.poll = { batch, server in
      if ["batch_1", "batch_2", "batch_3", "batch_4"].contains(batch.id) {
        server.finish(&batch, status: "expired", output: [])
      } else {
        server.complete(&batch)
      }
    }
    let cap = cap(rig, limit: 4)
    let left = try await rig.runBatches(
      planned: (0..<4).map { rig.requests($0 * 2..<$0 * 2 + 2) }, restGoesRealtime: false, cap: cap)
    #expect(left.isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(await !cap.hasDenied)
  }

  @Test(arguments: [BatchState.written, .uploaded])
  func `a batch that no run with this budget can send is given up unsent and written in parts`(
    state: BatchState
  ) async throws {
    let rig = try Rig(movies: 4)
    if state == .uploaded {
      _ = try await rig.runBatches(
        planned: [rig.requests()], restGoesRealtime: false,
        cap: cap(rig, limit: 2, divides: false))
    } else {
      let writer = BatchWriter(
        recipe: rig.recipe, ledger: rig.ledger, directory: rig.directory("batches"),
        isSandbox: false, time: rig.time.source, cost: { _ in 1 })
      _ = try writer.write(rig.requests())
    }
    let batch = try some(rig.ledger.batch(1))
    #expect(batch.state == state && rig.server.batches.isEmpty)
    let cap = cap(rig, limit: 2)
    let left = try await rig.runBatches(open: [batch], restGoesRealtime: false, cap: cap)
    #expect(left.isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3, 4])
    #expect(try rig.ledger.batches().map(\.requests) == [4, 1, 1, 1, 1])
    #expect(try rig.ledger.batch(1)?.state == .abandoned)
    #expect(await rig.recorder.tally.failed.isEmpty)
    // Its file is of no use any more, and what was not uploaded is not uploaded for that.
    #expect(rig.server.count("POST /files") == (state == .uploaded ? 5 : 4))
    #expect(rig.server.count("DELETE /files/file-1") == (state == .uploaded ? 1 : 0))
    #expect(rig.remarks.contains { $0.contains("written anew in parts") })
  }

  @Test func `one request beyond the budget stays, and ends the lane`() async throws {
    let rig = try Rig(movies: 1)
    let cap = cap(rig, limit: 0.5)
    _ = try await rig.runBatches(planned: [rig.requests()], restGoesRealtime: false, cap: cap)
    #expect(await cap.hasDenied)
    #expect(try rig.ledger.batches().map(\.state) == [.uploaded])
  }

  @Test func `replies to questions that nobody waits for are kept`() async throws {
    let full = try Rig()
    full.server.poll = { batch, _ in batch.status = "in_progress" }
    _ = try await full.runBatches(planned: [full.requests()], noWait: true)
    try full.ledger.close()
    try full.database.close()
    full.server.poll = { batch, server in server.complete(&batch) }
    let fewer = try Rig(movies: 1, in: full.directory, server: full.server)
    #expect(try await fewer.runBatches(open: [try some(fewer.ledger.batch(1))]).isEmpty)
    #expect(try fewer.recordedMovies() == [1])
    #expect(try fewer.ledger.totals().paid.replies == 3)
    #expect(try fewer.sum().answered == 3)
  }

  @Test func `an upload that never succeeds ends the run with its reason`() async throws {
    let rig = try Rig()
    rig.server.before = { call, _ in
      call == "POST /files" ? PlayedServer.refusal(500, "out of order") : nil
    }
    _ = try await rig.runBatches(planned: [rig.requests()])
    #expect(rig.stopped.contains("out of order"))
    #expect(rig.server.count("POST /files") <= 40)
  }

  @Test func `a run that stops over a batch's lines closes the batch all the same`() async throws {
    let rig = try Rig(attempts: 1)
    rig.server.poll = { batch, server in
      let ids = server.customIDs(batch.inputFile)
      server.finish(&batch, output: [Reply.line(ids[0], Reply.bad), Reply.line(ids[1])])
    }
    _ = try await rig.runBatches(planned: [rig.requests()], failFast: true)
    #expect(rig.stop.raised == .failedFast)
    #expect(try rig.ledger.batch(1)?.state == .ended)
    #expect(try rig.sum().all == 3)
    #expect(try rig.sum().open == 0)
  }

  @Test func `what an earlier reading has planned again is not handed over a second time`()
    async throws
  {
    let first = try Rig()
    first.server.poll = { batch, server in
      let ids = server.customIDs(batch.inputFile)
      server.finish(
        &batch, output: [Reply.line(ids[0], Reply.bad), Reply.line(ids[1])],
        errors: [Reply.notRun(ids[2])])
    }
    #expect(try await first.runBatches(planned: [first.requests()]).count == 2)
    let before = try first.sum()
    // As if killed before the batch was closed: its outcomes are written.
    try first.reopen()
    try first.ledger.close()
    try first.database.close()

    // The plan of the next run has what is planned again, since it is open in no batch.
    let second = try Rig(in: first.directory, server: first.server)
    #expect(try await second.runBatches(open: [try some(second.ledger.batch(1))]).isEmpty)
    #expect(try second.ledger.batch(1)?.state == .ended)
    #expect(try second.sum() == before)
  }

  @Test func `what a refused file's first handling has planned again is not handed over again`()
    async throws
  {
    let first = try Rig()
    first.server.poll = { batch, _ in
      batch.status = "failed"
      batch.faults = #"{"code":"invalid_request","message":"bad line","param":null,"line":2}"#
    }
    _ = try await first.runBatches(planned: [first.requests(0..<2)], noWait: true)
    try first.reopen()
    try first.ledger.close()
    try first.database.close()

    let second = try Rig(in: first.directory, server: first.server)
    #expect(
      try await second.runBatches(open: [try some(second.ledger.batch(1))], noWait: true).isEmpty)
    #expect(second.server.batches.count == first.server.batches.count)
    #expect(try second.ledger.batch(1)?.state == .abandoned)
  }

  @Test(arguments: [("GET /batches", 404), ("GET /files", 405)])
  func `where a server does not list what it has, only a person gives up a batch that may exist`(
    list: String, status: Int
  ) async throws {
    let rig = try Rig()
    rig.server.poll = { batch, _ in batch.status = "in_progress" }
    _ = try await rig.runBatches(planned: [rig.requests()], noWait: true)
    // As if killed while it was created; then the address is another.
    try rig.reopen(as: .creating)
    rig.server.before = { call, _ in
      if call == list { return PlayedServer.refusal(status, "not found") }
      return call == "GET /batches"
        ? .json(#"{"object":"list","data":[],"has_more":false}"#) : nil
    }
    #expect(try await rig.runBatches(open: [try some(rig.ledger.batch(1))]).isEmpty)
    guard case .cannotGoOn(.batchCall(_, batch: 1, mayExist: true)) = rig.stop.raised else {
      Issue.record("it went on")
      return
    }
    #expect(rig.stopped.contains("'tropebuild retrieve --again 1' gives it up"))
    #expect(!rig.stopped.contains("recipe"))
    #expect(try rig.ledger.batch(1)?.state == .creating)
    #expect(try rig.sum().open == 3)

    let cancelling = BatchCancelling(ledger: rig.ledger, time: rig.time.source)
    let said = try cancelling.askAgain(try some(rig.ledger.batch(1)))
    #expect(said.contains("both are paid for"))
    #expect(try rig.ledger.batch(1)?.state == .abandoned)
    #expect(try rig.sum().plannedAgain == 3)
  }

  @Test func `a file that cannot be removed holds up nothing`() async throws {
    let rig = try Rig()
    rig.server.before = { call, _ in
      call.hasPrefix("DELETE") ? PlayedServer.refusal(501, "not implemented") : nil
    }
    let began = rig.time.now
    _ = try await rig.runBatches(planned: [rig.requests()], deletesFiles: true)
    #expect(rig.stop.raised == nil)
    #expect(rig.time.now - began < .seconds(60))
    #expect(try rig.ledger.batch(1)?.state == .ended)
  }

  @Test func `a key that may not remove files does not end the run`() async throws {
    let rig = try Rig()
    rig.server.before = { call, _ in
      call.hasPrefix("DELETE") ? PlayedServer.refusal(403, "missing scope") : nil
    }
    _ = try await rig.runBatches(planned: [rig.requests()], deletesFiles: true)
    #expect(rig.stop.raised == nil)
  }

  @Test(arguments: [true, false]) func `a batch's lines free what was reserved for it`(
    isWhole: Bool
  ) async throws {
    let rig = try Rig()
    let cap = SpendingCap(limit: 1)
    let pool = WorkPool(realtime: [], batchLaneIsOpen: true)
    let writer = BatchWriter(
      recipe: rig.recipe, ledger: rig.ledger, directory: rig.directory("batches"),
      isSandbox: false, time: rig.time.source, cost: { _ in 0.9 })
    let lane = try BatchLane(
      context: try rig.context(pool: pool, cap: cap), ledger: rig.ledger, writer: writer,
      settings: BatchLane.Settings(
        directory: rig.directory("batches"), pollInterval: .seconds(60),
        deleteRemoteFiles: false, enqueuedTokens: 10_000, isSandbox: false,
        restGoesRealtime: true))
    let requests = rig.requests()
    let batch = try some(writer.write(requests))
    #expect(await cap.admitBatch(1, batch.forecastCost))
    try rig.directory.write(
      requests.dropLast().map { Reply.line($0.customID) + "\n" }.joined(),
      to: "batches/batch_0001.output.jsonl")
    if isWhole {
      try rig.ledger.advance(1, BatchAdvance(standing: .init(.submitted, remoteID: "batch_1")))
      rig.server.addBatch(
        .init(id: "batch_1", status: "completed", inputFile: "f", metadata: [:], outputFile: "o"))
      rig.server.poll = { _, _ in }
      var run = BatchRun(try some(rig.ledger.batch(1)), in: lane)
      await run.run()
    } else {
      #expect(await lane.takeFromFiles(batch))
    }
    // What is left over is in the pool now.
    #expect(await pool.realtimeCount == (isWhole ? 1 : 0))
    let paid = await rig.recorder.tally.dollars
    #expect(await cap.committed == paid + (isWhole ? 0 : 0.9))
  }

  @Test func `a batch that the queue refused is submitted when it is created again`() async throws {
    let rig = try Rig()
    rig.server.poll = { batch, server in
      guard batch.id == "batch_1" else { return server.complete(&batch) }
      batch.status = "failed"
      batch.faults = #"{"code":"token_limit_exceeded","message":"","param":null,"line":null}"#
    }
    let began = rig.time.now
    _ = try await rig.runBatches(planned: [rig.requests()])
    let submitted = try some(rig.ledger.batch(1)?.submittedAt)
    #expect(submitted - began >= .seconds(300))
  }

  @Test func `what a batch left over goes into as many as its bytes need`() async throws {
    let rig = try Rig(movies: 5)
    rig.server.poll = { batch, server in
      guard batch.id == "batch_1" else { return server.complete(&batch) }
      server.finish(&batch, status: "expired", output: [])
    }
    #expect(
      try await rig.runBatches(
        planned: [rig.requests()], restGoesRealtime: false,
        bytesPerBatch: rig.largestLine(rig.requests()) * 5 / 2
      ).isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3, 4, 5])
    #expect(try rig.ledger.batches().map(\.requests) == [5, 2, 2, 1])
  }

  @Test(arguments: [true, false]) func `a batch larger than the queue is said to take is divided`(
    isSaidAtOnce: Bool
  ) async throws {
    let rig = try Rig()
    let words =
      "Enqueued token limit reached for gpt-4o-mini in organization o. Limit: 200 enqueued tokens."
    rig.server.before = { call, server in
      guard isSaidAtOnce, call == "POST /batches", server.count(call) == 1 else { return nil }
      return PlayedServer.refusal(429, words, code: "token_limit_exceeded")
    }
    rig.server.poll = { batch, server in
      guard !isSaidAtOnce, batch.id == "batch_1" else { return server.complete(&batch) }
      batch.status = "failed"
      batch.faults =
        #"{"code":"token_limit_exceeded","message":"\#(words)","param":null,"line":null}"#
    }
    #expect(try await rig.runBatches(planned: [rig.requests()], restGoesRealtime: false).isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(try rig.ledger.batches().map(\.requests) == [3, 2, 1])
    #expect(try rig.ledger.batch(1)?.state == .abandoned)
  }

  @Test(arguments: [
    ("POST /files", "out of order", BatchState.uploading),
    ("POST /batches", "out of order", .creating),
    ("GET /batches/batch_1", "Please try again in 1h0m0s.", .submitted),
  ]) func `without waiting, a server that is ill is left to the next run`(
    _ ill: String, words: String, state: BatchState
  ) async throws {
    let rig = try Rig()
    rig.server.before = { call, _ in call == ill ? PlayedServer.refusal(503, words) : nil }
    let began = rig.time.now
    _ = try await rig.runBatches(planned: [rig.requests()], noWait: true)
    #expect(rig.time.now - began < .seconds(120))
    #expect(rig.server.count(ill) <= 4)
    #expect(rig.stop.raised == nil)
    #expect(try rig.ledger.batch(1)?.state == state)
  }

  @Test(arguments: ["GET /batches/batch_1", "GET /files/out-batch_1/content"])
  func `what the server does not know yet is not taken to be gone`(_ call: String) async throws {
    for isSandbox in [true, false] {
      let rig = try Rig(isSandbox: isSandbox)
      rig.server.before = { made, server in
        made == call && server.count(call) < 4 ? PlayedServer.refusal(404, "not found") : nil
      }
      #expect(try await rig.runBatches(planned: [rig.requests()], isSandbox: isSandbox).isEmpty)
      #expect(rig.stop.raised == nil)
      #expect(try rig.recordedMovies() == [1, 2, 3])
      #expect(rig.server.batches.count == 1)
    }
  }
}
