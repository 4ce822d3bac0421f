import Basics
import OpenAIClient
import Recipe
import Store
import Testing
import TestSupport
import TropeModel

@testable import Engine

@Suite struct BatchLaneTests {
  @Test func `records every line of a batch, whatever their order`() async throws {
    let rig = try Rig()
    rig.server.poll = { batch, server in
      let ids = server.customIDs(batch.inputFile)
      server.finish(&batch, output: ids.reversed().map { Reply.line($0) })
    }
    let left = try await rig.runBatches(planned: [rig.requests()])
    #expect(left.isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(try rig.sum().answered == 3)
    #expect(try rig.ledger.batch(1)?.state == .ended)
    #expect(rig.server.count("POST /batches") == 1)
  }

  @Test func `keeps how long a batch took, as the server tells it`() async throws {
    let rig = try Rig()
    rig.server.poll = { batch, server in
      server.complete(&batch)
      batch.endedAt = 2_401
    }
    _ = try await rig.runBatches(planned: [rig.requests()])
    #expect(
      try rig.ledger.turnarounds(requestedModel: "gpt-4o-mini", isSandbox: false, last: 9)
        == [.seconds(2_400)])
  }

  @Test func `plans again what has no line, and pays a doubled line once`() async throws {
    let rig = try Rig()
    rig.server.poll = { batch, server in
      let ids = server.customIDs(batch.inputFile)
      server.finish(
        &batch, output: [Reply.line(ids[0]), Reply.line(ids[0]), Reply.line("nobody-knows-it")])
    }
    let left = try await rig.runBatches(planned: [rig.requests()])
    #expect(left.map(\.number) == [2, 3])
    let sum = try rig.sum()
    #expect((sum.answered, sum.plannedAgain, sum.open) == (1, 2, 0))
    #expect(try rig.ledger.totals().paid.replies == 1)
  }

  @Test func `takes what comes before a line that is cut off`() async throws {
    let rig = try Rig()
    rig.server.poll = { batch, server in
      let ids = server.customIDs(batch.inputFile)
      let cut = String(Reply.line(ids[1]).dropLast(30))
      server.finish(&batch, output: [Reply.line(ids[0]), cut], lastNewline: "")
    }
    let left = try await rig.runBatches(planned: [rig.requests()])
    #expect(try rig.recordedMovies().count == 1)
    #expect(left.count == 2)
    #expect(rig.server.calls.count { $0.hasSuffix("/content") } == 2, "it is downloaded once more")
  }

  @Test func `downloads again where there are fewer lines than the server counts`() async throws {
    let rig = try Rig()
    let results = "GET /files/out-batch_1/content"
    rig.server.poll = { batch, server in
      server.complete(&batch)
      batch.completed = 3
    }
    rig.server.after = { call, server in
      guard call == results, server.count(call) == 1 else { return nil }
      return .json(Reply.line(server.customIDs("file-1")[0]) + "\n")
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(rig.server.count(results) == 2)
  }

  @Test func `takes what is there where the server counts more than it gives`() async throws {
    let rig = try Rig()
    rig.server.poll = { batch, server in
      server.complete(&batch)
      batch.completed = 5
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(rig.server.count("GET /files/out-batch_1/content") == 1)
  }

  @Test func `reads the error file where there is no output file`() async throws {
    let rig = try Rig()
    rig.server.poll = { batch, server in
      let ids = server.customIDs(batch.inputFile)
      server.finish(
        &batch, output: [],
        errors: [Reply.refused(ids[0]), Reply.notRun(ids[1]), Reply.refused(ids[2], status: 500)])
    }
    let left = try await rig.runBatches(planned: [rig.requests()])
    let sum = try rig.sum()
    #expect((sum.failed, sum.plannedAgain, sum.all) == (1, 2, 3))
    #expect(left.count == 2)
    #expect(await rig.recorder.tally.failed.count == 1)
  }

  @Test func `takes what an expired or cancelled batch has answered`() async throws {
    for status in ["expired", "cancelled"] {
      let rig = try Rig()
      rig.server.poll = { batch, server in
        let ids = server.customIDs(batch.inputFile)
        server.finish(
          &batch, status: status, output: [Reply.line(ids[0])],
          errors: ids.dropFirst().map { Reply.notRun($0) })
      }
      let left = try await rig.runBatches(planned: [rig.requests()])
      #expect(try rig.recordedMovies().count == 1)
      #expect(left.count == 2)
      #expect(try rig.sum().all == 3)
    }
  }

  @Test func `takes what was downloaded before where the server has the results no more`()
    async throws
  {
    let rig = try Rig()
    rig.server.poll = { batch, server in
      server.complete(&batch)
      server.setContent("out-\(batch.id)", nil)
    }
    let writer = BatchWriter(
      recipe: rig.recipe, ledger: rig.ledger, directory: rig.directory("batches"),
      isSandbox: false, time: rig.time.source, cost: { _ in 0 })
    let batch = try some(writer.write(rig.requests()))
    try rig.directory.write(
      rig.requests().map { Reply.line($0.customID) + "\n" }.joined(),
      to: "batches/batch_0001.output.jsonl")
    #expect(try await rig.runBatches(open: [batch]).isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3])
  }

  @Test func `maps the faults of a refused file back to movies, and puts the rest in a new batch`()
    async throws
  {
    let rig = try Rig()
    rig.server.poll = { batch, server in
      if batch.id == "batch_1" {
        batch.status = "failed"
        batch.faults = #"{"code":"invalid_request","message":"bad line","param":null,"line":2}"#
      } else {
        server.complete(&batch)
      }
    }
    let left = try await rig.runBatches(planned: [rig.requests()])
    #expect(left.isEmpty)
    #expect(try rig.recordedMovies() == [1, 3])
    #expect(try rig.outcome(of: 2) == .failed("bad line"))
    #expect(try rig.ledger.batch(1)?.state == .abandoned)
    #expect(try rig.ledger.batch(2)?.state == .ended)
    #expect(rig.stop.raised == nil)
  }

  @Test func `stops where a refusal names no line, and leaves nothing open`() async throws {
    let rig = try Rig()
    rig.server.poll = { batch, _ in
      batch.status = "failed"
      batch.faults =
        #"{"code":"model_not_found","message":"no such model","param":null,"line":null}"#
    }
    _ = try await rig.runBatches(planned: [rig.requests()])
    let fault = RemoteBatch.Fault(code: "model_not_found", message: "no such model")
    #expect(rig.stop.raised == .cannotGoOn(.refusedBatch(1, fault, byCommand: false)))
    #expect(rig.stopped == "the server refused batch 1: no such model")
    #expect(try rig.sum().plannedAgain == 3)
    #expect(rig.server.count("POST /batches") == 1)
  }

  @Test func `waits while the queue is full and goes again with the same file`() async throws {
    let rig = try Rig()
    let full =
      #"{"code":"token_limit_exceeded","message":"Enqueued token limit reached for gpt-4o-mini. Limit: 2,000,000 enqueued tokens.","param":null,"line":null}"#
    rig.server.poll = { batch, server in
      if batch.id == "batch_1" {
        batch.status = "failed"
        batch.faults = full
      } else {
        server.complete(&batch)
      }
    }
    let began = rig.time.now
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    #expect(rig.server.count("POST /files") == 1)
    #expect(rig.server.batches.map(\.inputFile) == ["file-1", "file-1"])
    #expect(rig.time.now - began >= .seconds(300))
    #expect(try rig.recordedMovies() == [1, 2, 3])
  }

  @Test func `finds a batch whose creation was not answered, and makes no second`() async throws {
    let rig = try Rig()
    let lost = TransportFailure(kind: .connectionCut, message: "cut", requestMayHaveRun: true)
    rig.server.after = { call, server in
      call == "POST /batches" && server.count(call) == 1 ? .failure(lost) : nil
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    #expect(rig.server.batches.count == 1)
    #expect(try rig.recordedMovies() == [1, 2, 3])
  }

  @Test func `finds an upload whose answer was lost, and uploads no second`() async throws {
    let rig = try Rig()
    let lost = TransportFailure(kind: .connectionCut, message: "cut", requestMayHaveRun: true)
    rig.server.after = { call, server in
      call == "POST /files" && server.count(call) == 1 ? .failure(lost) : nil
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    #expect(rig.server.files.count == 1)
  }

  @Test func `a batch that was found does not hold up those behind it`() async throws {
    let rig = try Rig(movies: 4)
    let lost = TransportFailure(kind: .connectionCut, message: "cut", requestMayHaveRun: true)
    rig.server.after = { call, server in
      call == "POST /batches" && server.count(call) == 1 ? .failure(lost) : nil
    }
    // The first batch ends when the second exists, so both must be under way at once.
    rig.server.poll = { batch, server in
      if batch.id == "batch_2" || server.batches.count == 2 { server.complete(&batch) }
    }
    let stop = rig.stop
    let time = rig.time
    let watchdog = Task {
      for _ in 0..<200_000 where !Task.isCancelled { await Task.yield() }
      _ = time
      stop.raise(.cannotGoOn(.impossible(batch: 1, .written)))
    }
    #expect(
      try await rig.runBatches(planned: [rig.requests(0..<2), rig.requests(2..<4)]).isEmpty)
    watchdog.cancel()
    #expect(rig.stop.raised == nil)
    #expect(try rig.recordedMovies() == [1, 2, 3, 4])
  }

  @Test func `a batch that the sandbox has lost is planned again`() async throws {
    let rig = try Rig(isSandbox: true)
    rig.server.before = { call, _ in
      call == "GET /batches/batch_1" ? PlayedServer.refusal(404, "no such batch") : nil
    }
    #expect(try await rig.runBatches(planned: [rig.requests()], isSandbox: true).isEmpty)
    #expect(try rig.ledger.batch(1)?.state == .abandoned)
    #expect(try rig.sum(1).plannedAgain == 3)
    #expect(try rig.sum(2).answered == 3)
  }

  @Test func `a batch that the API does not know stops the run and stays`() async throws {
    let rig = try Rig()
    rig.server.before = { call, _ in
      call == "GET /batches/batch_1" ? PlayedServer.refusal(404, "no such batch") : nil
    }
    _ = try await rig.runBatches(planned: [rig.requests()])
    #expect(rig.stop.raised != nil)
    #expect(try rig.ledger.batch(1)?.state == .submitted)
    #expect(try rig.sum().open == 3)
  }

  @Test(arguments: [true, false])
  func `removes the files of a batch when it is told to`(deletes: Bool) async throws {
    let rig = try Rig()
    _ = try await rig.runBatches(planned: [rig.requests()], deletesFiles: deletes)
    #expect(rig.server.files.isEmpty == deletes)
    #expect(rig.server.count("DELETE /files/file-1") == (deletes ? 1 : 0))
    #expect(rig.server.count("DELETE /files/out-batch_1") == (deletes ? 1 : 0))
  }

  @Test func `an upload that the server does not see yet makes its batch all the same`()
    async throws
  {
    let rig = try Rig()
    rig.server.before = { call, server in
      guard call == "POST /batches", server.count(call) < 3 else { return nil }
      return PlayedServer.refusal(404, "Cannot find file file-1")
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]) == [])
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(rig.server.batches.count == 1)
  }

  @Test func `a batch larger than the queue is divided`() async throws {
    let rig = try Rig()
    let left = try await rig.runBatches(planned: [rig.requests()], enqueued: 250)
    #expect(left.isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(try rig.ledger.batches().map(\.requests) == [3, 2, 1])
  }

  @Test func `a batch file is named as it is found from the project, and found in rows of old`()
    throws
  {
    let rig = try Rig()
    let project = rig.directory("project")
    let batches = project + "/build/batches"
    try Directories.make(project)
    try Directories.make(project + "/build")
    try Directories.make(batches)
    let writer = BatchWriter(
      recipe: rig.recipe, ledger: rig.ledger, directory: batches, project: project,
      isSandbox: false, time: rig.time.source, cost: { _ in 0 })
    var batch = try some(writer.write(rig.requests()))
    #expect(batch.path == "build/batches/batch_0001.jsonl")
    let settings = BatchLane.Settings(
      directory: batches, project: project, pollInterval: .seconds(60), deleteRemoteFiles: false,
      enqueuedTokens: 10_000, isSandbox: false, restGoesRealtime: true)
    #expect(settings.inputPath(of: batch) == batches + "/batch_0001.jsonl")
    // As an older version wrote it that was called with '-C'.
    batch.path = "p/build/batches/batch_0001.jsonl"
    #expect(settings.inputPath(of: batch) == batches + "/batch_0001.jsonl")
  }

  @Test func `a batch whose file is gone before its upload is asked by another`() async throws {
    let rig = try Rig()
    let writer = BatchWriter(
      recipe: rig.recipe, ledger: rig.ledger, directory: rig.directory("nowhere"),
      isSandbox: false, time: rig.time.source, cost: { _ in 0 })
    #expect(throws: (any Error).self) { try writer.write(rig.requests()) }
    let number = try rig.ledger.addBatch(
      NewBatch(
        digest: rig.questions[0].hash, path: rig.directory("batches/gone.jsonl"), requests: 3,
        inputTokens: TokenCount(300, isExact: true), recipe: rig.recipe.hashes.combined,
        forecastCost: 0, createdAt: rig.time.now,
        questions: rig.requests().map {
          BatchQuestion(
            question: $0.questions[0].hash, customID: $0.customID, movie: $0.questions[0].movie,
            inputTokens: 100)
        }))
    #expect(try await rig.runBatches(open: [try some(rig.ledger.batch(number))]).isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(try rig.ledger.batch(1)?.state == .abandoned)
  }
}
