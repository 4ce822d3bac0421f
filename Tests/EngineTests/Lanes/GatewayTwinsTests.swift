import OpenAIClient
import Store
import Testing
import TestSupport

@testable import Engine

/// A gateway that asks for a batch once more by itself: the run that made the batch sees that there are two.
@Suite struct GatewayTwinsTests {
  private static let listing = "GET /batches"
  private static let making = "POST /batches"
  private static let cancelling = "POST /batches/twin/cancel"

  /// A rig whose server has each batch at work for ten minutes, and the first twice.
  private func rig() throws -> Rig {
    let rig = try Rig()
    rig.works(for: .seconds(600))
    rig.server.after = { call, server in
      guard call == Self.making, server.count(call) == 1, var twin = server.batches.first else {
        return nil
      }
      twin.id = "twin"
      server.addBatch(twin)
      return nil
    }
    return rig
  }

  /// Where in the calls the twin was cancelled, and where the batch was last looked at.
  private func places(_ rig: Rig) throws -> (cancelled: Int, polled: Int) {
    (
      try some(rig.server.calls.firstIndex(of: Self.cancelling)),
      try some(rig.server.calls.lastIndex(of: "GET /batches/batch_1"))
    )
  }

  @Test func `behind a gateway a twin is cancelled while both are at work`() async throws {
    let rig = try rig()
    #expect(try await rig.runBatches(planned: [rig.requests()], mayBeRepeated: true).isEmpty)
    #expect(rig.server.count(Self.cancelling) == 1)
    let places = try places(rig)
    #expect(places.cancelled < places.polled)
    #expect(rig.remarks.count { $0.contains("twin is cancelled") } == 1)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(rig.stop.raised == nil)
  }

  @Test func `so it is anywhere after a creation that took long`() async throws {
    let rig = try rig()
    let (after, time) = (rig.server.after, rig.time)
    rig.server.after = { call, server in
      if call == Self.making { time.advance(by: .seconds(40)) }
      return after?(call, server)
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    let places = try places(rig)
    #expect(places.cancelled < places.polled)
  }

  @Test func `and after one whose answer was lost`() async throws {
    let rig = try rig()
    let after = rig.server.after
    rig.server.after = { call, server in
      let answer = after?(call, server)
      return call == Self.making
        ? .failure(TransportFailure(kind: .timedOut, message: "late", requestMayHaveRun: true))
        : answer
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    #expect(rig.server.count(Self.making) == 1)
    #expect(rig.server.calls.count { $0.hasSuffix("/cancel") } == 1)
    #expect(try rig.recordedMovies() == [1, 2, 3])
  }

  @Test func `one that nothing speaks for is found before the run ends`() async throws {
    let rig = try rig()
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    let places = try places(rig)
    #expect(places.cancelled > places.polled)
    #expect(rig.remarks.count { $0.contains("twin is cancelled") } == 1)
  }

  @Test func `the look before the next creation finds it as well`() async throws {
    let rig = try rig()
    let planned = (0..<3).map { rig.requests($0..<$0 + 1) }
    // One at a time has room.
    #expect(try await rig.runBatches(planned: planned, enqueued: 100).isEmpty)
    let calls = rig.server.calls
    let cancelled = try some(calls.firstIndex(of: Self.cancelling))
    let third = try some(calls.lastIndex(of: Self.making))
    #expect(cancelled < third)
    #expect(try rig.recordedMovies() == [1, 2, 3])
  }

  @Test func `one that cannot be cancelled is told, and tried again in the end`() async throws {
    let rig = try rig()
    rig.server.before = { call, server in
      call == Self.cancelling && server.count(call) == 1
        ? PlayedServer.refusal(500, "not now") : nil
    }
    #expect(try await rig.runBatches(planned: [rig.requests()], mayBeRepeated: true).isEmpty)
    #expect(rig.server.count(Self.cancelling) == 2)
    #expect(rig.remarks.count { $0.contains("twin could not be cancelled") } == 1)
    #expect(rig.remarks.count { $0.contains("twin is cancelled") } == 1)
  }

  @Test func `one that is over when it is to be cancelled is told as that`() async throws {
    let rig = try rig()
    let poll = rig.server.poll
    rig.server.poll = { batch, server in
      if batch.id == "twin" { server.complete(&batch) } else { poll(&batch, server) }
    }
    // A gateway gives the server's conflict another status.
    rig.server.before = { call, _ in
      call == Self.cancelling ? PlayedServer.refusal(500, "cannot be cancelled") : nil
    }
    #expect(try await rig.runBatches(planned: [rig.requests()], mayBeRepeated: true).isEmpty)
    #expect(rig.server.count(Self.cancelling) == 1)
    #expect(rig.remarks.filter { $0.contains("twin") }.count == 1)
    #expect(rig.remarks.contains { $0.contains("that have ended (twin)") })
  }

  @Test func `submit alone looks too`() async throws {
    let rig = try rig()
    _ = try await rig.runBatches(planned: [rig.requests()], extent: .submitted)
    #expect(rig.server.count(Self.cancelling) == 1)
  }

  // MARK: Its bill

  @Test func `what a twin has answered is booked, and what it has not is asked of nobody again`()
    async throws
  {
    let rig = try rig()
    let poll = rig.server.poll
    rig.server.poll = { batch, server in
      guard batch.id == "twin" else { return poll(&batch, server) }
      let ids = server.customIDs(batch.inputFile)
      server.finish(
        &batch, status: "cancelled", output: [Reply.line(ids[0])],
        errors: ids[1...].map { Reply.notRun($0, code: "batch_cancelled") })
      batch.completed = 1
    }
    #expect(try await rig.runBatches(planned: [rig.requests()], mayBeRepeated: true).isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(try rig.ledger.totals().paid.replies == 4)
    #expect(try rig.ledger.batch(2)?.state == .ended)
    let sum = try rig.sum(2)
    #expect(sum.answered == 1 && sum.plannedAgain == 2 && sum.open == 0)
    #expect(rig.server.count(Self.making) == 1)
  }

  @Test func `it counts against the budget at the most that it can cost until that is known`()
    async throws
  {
    let rig = try rig()
    let cap = SpendingCap(limit: 10)
    _ = try await rig.runBatches(
      planned: [rig.requests()], noWait: true, cap: cap, forecast: 2)
    #expect(await cap.committed == 4)

    // The next run joins both.
    let next = SpendingCap(limit: 10)
    #expect(try await rig.runBatches(open: rig.ledger.unfinishedBatches(), cap: next).isEmpty)
    #expect(try rig.ledger.unfinishedBatches().isEmpty)
    let paid = try rig.ledger.totals().paid
    #expect(paid.replies == 6)
    let committed = await next.committed
    #expect(abs(committed - paid.costDollars) < 1e-9)
    #expect(try rig.recordedMovies() == [1, 2, 3])
  }

  @Test func `a batch waits in the budget for what a twin turns out to have cost`() async throws {
    let rig = try rig()
    rig.server.after = { call, server in
      guard call == Self.making, server.count(call) == 1, var twin = server.batches.first else {
        return nil
      }
      twin.id = "twin"
      server.addBatch(twin)
      return .failure(TransportFailure(kind: .timedOut, message: "late", requestMayHaveRun: true))
    }
    let cap = SpendingCap(limit: 3.9, waits: (rig.stop, rig.time.source))
    let planned = [rig.requests(0..<2), rig.requests(2..<3)]
    #expect(
      try await rig.runBatches(planned: planned, enqueued: 200, cap: cap, forecast: 2).isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(await !cap.hasDenied)
    // The twin has ended and is booked before.
    let calls = rig.server.calls
    let last = try some(calls.lastIndex(of: Self.making))
    #expect(try some(calls.firstIndex(of: "GET /files/out-twin/content")) < last)
  }

  @Test func `one that could not be cancelled is cancelled by the next run`() async throws {
    let rig = try rig()
    rig.server.before = { call, _ in
      call == Self.cancelling ? PlayedServer.refusal(500, "not now") : nil
    }
    _ = try await rig.runBatches(planned: [rig.requests()], noWait: true)
    #expect(rig.server.count(Self.cancelling) == 1)
    rig.server.before = nil
    _ = try await rig.runBatches(open: rig.ledger.unfinishedBatches(), noWait: true)
    #expect(rig.server.count(Self.cancelling) == 2)
    #expect(rig.server.calls.allSatisfy { !$0.hasPrefix("POST /batches/batch_1/") })
    #expect(try rig.ledger.batches().map(\.remoteID) == ["batch_1", "twin"])
  }

  @Test(arguments: [true, false])
  func `one that comes to nothing stops no run, and is not made`(isRefused: Bool) async throws {
    let rig = try rig()
    let poll = rig.server.poll
    rig.server.poll = { batch, server in
      guard batch.id == "twin" else { return poll(&batch, server) }
      batch.status = "failed"
      batch.faults = #"{"code":"token_limit_exceeded","message":"Enqueued token limit reached"}"#
    }
    if !isRefused {
      rig.server.before = { call, _ in
        call == "GET /batches/twin" ? PlayedServer.refusal(404, "no such batch") : nil
      }
    }
    #expect(try await rig.runBatches(planned: [rig.requests()], mayBeRepeated: true).isEmpty)
    #expect(rig.stop.raised == nil)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(try rig.ledger.batch(2)?.state == .abandoned)
    #expect(rig.server.count(Self.making) == 1)
  }

  @Test func `the upload that both were made of is removed once, when both are over`() async throws
  {
    let rig = try rig()
    let poll = rig.server.poll
    rig.server.poll = { batch, server in
      if batch.id == "twin" { server.complete(&batch) } else { poll(&batch, server) }
    }
    #expect(
      try await rig.runBatches(
        planned: [rig.requests()], deletesFiles: true, mayBeRepeated: true
      ).isEmpty)
    #expect(rig.server.count("DELETE /files/file-1") == 1)
    #expect(try rig.recordedMovies() == [1, 2, 3])
  }

  // MARK: What looking costs

  @Test(arguments: [1, 3])
  func `where all is as usual it is one call in a run`(batches: Int) async throws {
    let rig = try Rig()
    let planned = (0..<batches).map { rig.requests($0..<$0 + 1) }
    #expect(try await rig.runBatches(planned: planned).isEmpty)
    // At the start, for the queue, before each creation, and in the end.
    #expect(rig.server.count(Self.listing) == 2 + batches + 1)
  }

  @Test(arguments: [true, false])
  func `a run that makes no batch does not look`(hasBatch: Bool) async throws {
    let rig = try Rig()
    var open: [LedgerBatch] = []
    if hasBatch {
      rig.server.poll = { batch, _ in batch.status = "in_progress" }
      _ = try await rig.runBatches(planned: [rig.requests()], noWait: true)
      rig.server.poll = { batch, server in server.complete(&batch) }
      open = [try some(rig.ledger.batch(1))]
    }
    let before = rig.server.count(Self.listing)
    _ = try await rig.runBatches(open: open)
    #expect(rig.server.count(Self.listing) == before + 1)
  }

  @Test(arguments: [
    (FakeTransport.Answer.json(#"{"object":"list","data":[],"has_more":false}"#), 4),
    (PlayedServer.refusal(404, "no such address"), 3),
  ])
  func `a server that lists nothing is not asked again`(
    answer: FakeTransport.Answer, listings: Int
  ) async throws {
    let rig = try Rig()
    rig.server.before = { call, _ in call == Self.listing ? answer : nil }
    rig.works(for: .seconds(600))
    #expect(try await rig.runBatches(planned: [rig.requests()], mayBeRepeated: true).isEmpty)
    #expect(rig.server.count(Self.listing) == listings)
    #expect(try rig.recordedMovies() == [1, 2, 3])
  }
}
