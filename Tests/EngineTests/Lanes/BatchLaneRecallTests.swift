import Planner
import Store
import Testing
import TestSupport
import TropeModel

@testable import Engine

/// Two batches of two movies each, in a queue with room for one of them.
@Suite struct BatchLaneRecallTests {
  /// - Parameter deadline: from the start on.
  private func recalling(_ rig: Rig, deadline: Duration) -> BatchLane.Recalling {
    var limits = Rig.limits
    limits.enqueuedTokens = 250
    return BatchLane.Recalling(
      recall: BatchRecall(
        limits: limits, turnaroundTypical: .seconds(3_600), turnaroundWorst: .seconds(7_200),
        deadline: rig.time.now + deadline),
      realtimeCost: { _ in 2 })
  }

  @Test func `a batch that waits behind a late one is asked in real time, in its own requests`()
    async throws
  {
    let rig = try Rig(movies: 4)
    rig.works(for: .seconds(10_000))
    let left = try await rig.runBatches(
      planned: [rig.requests(0..<2), rig.requests(2..<4)], enqueued: 250,
      recalling: recalling(rig, deadline: .seconds(5_000)))
    #expect(left.map(\.number) == [3, 4])
    #expect(try rig.recordedMovies() == [1, 2])
    #expect(rig.server.batches.count == 1)
    #expect(try rig.ledger.batch(2)?.state == .abandoned)
    #expect(try rig.sum(2).plannedAgain == 2)
    // Its file serves nobody any more.
    #expect(rig.server.files == rig.server.batches.map(\.inputFile))
    #expect(
      rig.events.list.contains {
        if case .moved(2, .batch, .realtime, 2, _) = $0 { return true }
        return false
      })
  }

  @Test func `a batch that is in time stays one`() async throws {
    let rig = try Rig(movies: 4)
    rig.works(for: .seconds(1_000))
    let left = try await rig.runBatches(
      planned: [rig.requests(0..<2), rig.requests(2..<4)], enqueued: 250,
      recalling: recalling(rig, deadline: .seconds(9_000)))
    #expect(left == [])
    #expect(rig.server.batches.count == 2)
    #expect(try rig.recordedMovies() == [1, 2, 3, 4])
  }

  @Test func `what was submitted is never taken back, however late it is`() async throws {
    let rig = try Rig(movies: 4)
    rig.works(for: .seconds(100_000))
    let left = try await rig.runBatches(
      planned: [rig.requests(0..<2), rig.requests(2..<4)],
      recalling: recalling(rig, deadline: .seconds(100)))
    #expect(left == [])
    #expect(rig.server.batches.count == 2)
  }

  @Test func `nothing is taken back that the budget does not bear`() async throws {
    let rig = try Rig(movies: 4)
    rig.works(for: .seconds(10_000))
    // One for each batch; real time would be two.
    let left = try await rig.runBatches(
      planned: [rig.requests(0..<2), rig.requests(2..<4)], enqueued: 250,
      cap: SpendingCap(limit: 2.5), recalling: recalling(rig, deadline: .seconds(5_000)))
    #expect(left == [])
    #expect(rig.server.batches.count == 2)
  }

  @Test func `a batch that an earlier run left waiting is taken back as well`() async throws {
    let first = try Rig(movies: 4)
    first.server.poll = { batch, _ in batch.status = "in_progress" }
    _ = try await first.runBatches(
      planned: [first.requests(0..<2), first.requests(2..<4)], noWait: true, enqueued: 250)
    #expect(try first.ledger.batch(2)?.state == .uploaded)
    let rig = try Rig(movies: 4, in: first.directory, server: first.server)
    rig.works(for: .seconds(10_000))
    let left = try await rig.runBatches(
      open: try rig.ledger.unfinishedBatches(), enqueued: 250,
      recalling: recalling(rig, deadline: .seconds(4_000)))
    #expect(left.map(\.number) == [3, 4])
    #expect(rig.server.batches.count == 1)
  }
}
