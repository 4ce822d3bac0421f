import OpenAIClient
import Store
import Testing
import TestSupport

@testable import Engine

/// `cancel`, at servers and gateways that refuse it in their own words.
@Suite struct BatchCancellingTests {
  private static let cancelling = "POST /batches/batch_1/cancel"

  /// A rig with a batch under way, whose server refuses to cancel it.
  private func rig(refusing status: Int) async throws -> Rig {
    let rig = try Rig()
    rig.server.poll = { batch, _ in batch.status = "in_progress" }
    _ = try await rig.runBatches(planned: [rig.requests()], noWait: true)
    rig.server.before = { call, _ in
      call == Self.cancelling ? PlayedServer.refusal(status, "cannot be cancelled") : nil
    }
    return rig
  }

  private func cancel(_ rig: Rig) async throws -> String {
    try await BatchCancelling(ledger: rig.ledger, time: rig.time.source).cancel(
      try some(rig.ledger.batch(1)), client: rig.server.client)
  }

  @Test(arguments: [400, 404, 409, 422, 500, 502])
  func `one that has ended is collected, however the server says that it cannot be cancelled`(
    status: Int
  ) async throws {
    let rig = try await rig(refusing: status)
    rig.server.poll = { batch, server in server.complete(&batch) }
    #expect(try await cancel(rig).hasPrefix("completed; 'tropebuild retrieve 1' collects"))
    let batch = try some(rig.ledger.batch(1))
    #expect(batch.state == .submitted)
    #expect(try await rig.runBatches(open: [batch]).isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(rig.server.batches.count == 1)
  }

  @Test(arguments: [400, 404, 409, 500, 502])
  func `one that is at work is not given up, and the refusal is told`(status: Int) async throws {
    let rig = try await rig(refusing: status)
    await #expect(throws: APIFailure.self) { try await cancel(rig) }
    #expect(try rig.ledger.batch(1)?.state == .submitted)
    #expect(try rig.sum().open == 3)
  }

  @Test func `one that the server does not know is given up`() async throws {
    let rig = try await rig(refusing: 500)
    let refuse = rig.server.before
    rig.server.before = { call, server in
      call == "GET /batches/batch_1"
        ? PlayedServer.refusal(404, "no such batch") : refuse?(call, server)
    }
    #expect(try await cancel(rig) == BatchWords.unknownToServer)
    #expect(try rig.ledger.batch(1)?.state == .abandoned)
  }
}
