import Store
import Testing
import TestSupport
import TropeModel

@testable import Engine

/// A server that answers as one without batches: one such answer changes nothing, for it would change the price of
/// everything.
@Suite struct NoBatchesTests {
  /// A server whose lists and uploads are refused so many times.
  private func refusing(_ times: Int, status: Int, _ rig: Rig) {
    rig.server.before = { call, server in
      guard call == "POST /files" || call == "GET /files" else { return nil }
      guard server.count("POST /files") + server.count("GET /files") <= times else { return nil }
      return PlayedServer.refusal(status, "not found")
    }
  }

  @Test(arguments: [404, 405, 501])
  func `one such answer sends nothing to real time`(status: Int) async throws {
    let rig = try Rig()
    refusing(1, status: status, rig)
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(try rig.ledger.batches().map(\.state) == [.ended])
  }

  @Test(arguments: [404, 405, 501])
  func `after minutes a server without batches leaves all to the real-time lane`(
    status: Int
  ) async throws {
    let rig = try Rig()
    rig.server.before = { call, _ in
      call.contains("/files") || call.contains("/batches")
        ? PlayedServer.refusal(status, "not found") : nil
    }
    let began = rig.time.now
    #expect(try await rig.runBatches(planned: [rig.requests()]).map(\.number) == [1, 2, 3])
    #expect(rig.time.now - began >= .seconds(180))
    #expect(rig.stop.raised == nil)
    #expect(try rig.sum().plannedAgain == 3)
  }

  @Test func `where all is to go in batches it stops instead, with what to do`() async throws {
    let rig = try Rig()
    refusing(.max, status: 404, rig)
    #expect(
      try await rig.runBatches(planned: [rig.requests()], restGoesRealtime: false).isEmpty)
    guard case .cannotGoOn(.batchCall(_, batch: 1, mayExist: false)) = rig.stop.raised else {
      Issue.record("it went on")
      return
    }
    #expect(rig.stopped.contains("no batches") && rig.stopped.contains("--strategy realtime"))
    #expect(try rig.sum().open == 3)
  }

  @Test func `a server that has had a batch is not believed`() async throws {
    let rig = try Rig(movies: 4)
    _ = try await rig.runBatches(planned: [rig.requests(0..<2)])
    refusing(.max, status: 404, rig)
    #expect(try await rig.runBatches(planned: [rig.requests(2..<4)]).isEmpty)
    guard case .cannotGoOn = rig.stop.raised else {
      Issue.record("it went on")
      return
    }
    #expect(try rig.sum(2).open == 2)
  }

  @Test func `real time that would pass the budget is not begun`() async throws {
    let rig = try Rig()
    refusing(.max, status: 404, rig)
    #expect(
      try await rig.runBatches(
        planned: [rig.requests()], cap: SpendingCap(limit: 1), forecast: 0.5, realtimeCost: 0.5
      ).isEmpty)
    guard case .budgetReached(.dearerInRealtime(batch: 1)) = rig.stop.raised else {
      Issue.record("it went on")
      return
    }
    #expect(try rig.sum().open == 3)
  }
}
