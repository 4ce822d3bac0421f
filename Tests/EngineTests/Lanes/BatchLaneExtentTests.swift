import Store
import Testing
import TestSupport
import TropeModel

@testable import Engine

@Suite struct BatchLaneExtentTests {
  @Test func `when a batch has ended, what real time would come to late goes into the next`()
    async throws
  {
    let rig = try Rig(movies: 10)
    let left = try await rig.runBatches(
      planned: [rig.requests(0..<2)], waiting: rig.requests(2..<10),
      borrowing: .init(
        realtimeShare: 3, least: 2, tokens: 300, isInTime: { _ in true },
        isCheaper: { _ in true }))
    // Three at a time by their tokens; the last two would be three and leave fewer than the share.
    #expect(left.map(\.number) == [3, 4, 5])
    #expect(try rig.recordedMovies() == [1, 2, 6, 7, 8, 9, 10])
    #expect(try rig.ledger.batches().map(\.requests) == [2, 3, 2])
  }

  @Test func `no more goes into the next than a batch file takes`() async throws {
    let rig = try Rig(movies: 10)
    let left = try await rig.runBatches(
      planned: [rig.requests(0..<2)], waiting: rig.requests(2..<10),
      borrowing: .init(
        realtimeShare: 3, least: 2, tokens: 300, isInTime: { _ in true },
        isCheaper: { _ in true }),
      bytesPerBatch: rig.largestLine(rig.requests()) * 5 / 2)
    #expect(left.map(\.number) == [3, 4, 5, 6])
    #expect(try rig.ledger.batches().map(\.requests) == [2, 2, 2])
  }

  @Test(arguments: [(false, true), (true, false)])
  func `nothing moves that would be late or dearer`(isInTime: Bool, isCheaper: Bool) async throws {
    let rig = try Rig(movies: 10)
    let left = try await rig.runBatches(
      planned: [rig.requests(0..<2)], waiting: rig.requests(2..<10),
      borrowing: .init(
        realtimeShare: 3, least: 2, tokens: 300, isInTime: { _ in isInTime },
        isCheaper: { _ in isCheaper }))
    #expect(left.count == 8)
    #expect(rig.server.batches.count == 1)
  }

  @Test func `submit alone goes no further than the creation`() async throws {
    let rig = try Rig()
    _ = try await rig.runBatches(planned: [rig.requests()], extent: .submitted)
    #expect(rig.server.batches.count == 1)
    #expect(rig.server.count("GET /batches/batch_1") == 0)
    #expect(try rig.ledger.batch(1)?.state == .submitted)
    #expect(try rig.states() == [.submitted: 3])
  }
}
