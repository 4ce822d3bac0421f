import Recipe
import Testing
import TestSupport
import TropeModel

@testable import Engine

@Suite struct WorkPoolTests {
  @Test func `gives out in order and ends when nothing can come`() async throws {
    let rig = try Rig()
    let pool = WorkPool(realtime: rig.requests(), batchLaneIsOpen: false)
    for movie in 1...3 {
      #expect(await pool.takeRealtime()?.questions.first?.movie.number == Int64(movie))
      await pool.finishedRealtime()
    }
    let last = await pool.takeRealtime()
    #expect(last?.customID == nil)
  }

  @Test func `what goes next goes before what waits, and nothing is lost or given out twice`()
    async throws
  {
    let rig = try Rig(movies: 9)
    let pool = WorkPool(realtime: rig.requests(0..<3), batchLaneIsOpen: false)
    func taken() async -> Int64? { await pool.takeRealtime()?.questions.first?.movie.number }
    await pool.addRealtime(rig.requests(3..<5), areNext: true)
    var order = [await taken()]
    await pool.addRealtime(rig.requests(5..<7), areNext: true)
    order += [await taken(), await taken(), await taken()]
    await pool.addRealtime(rig.requests(7..<8), areNext: true)
    await pool.addRealtime(rig.requests(8..<9))
    #expect(await pool.realtimeCount == 5)
    #expect(await pool.waitingLoad(cost: { _ in 1 }).dollars == 5)
    for _ in 0..<5 { order.append(await taken()) }
    #expect(order == [4, 6, 7, 5, 8, 1, 2, 3, 9])
    #expect(await pool.realtimeCount == 0)
  }

  @Test func `waits for what the batch lane may hand over`() async throws {
    let rig = try Rig(movies: 1)
    let requests = rig.requests()
    let pool = WorkPool(realtime: [], batchLaneIsOpen: true)
    async let taken = pool.takeRealtime()
    await pool.addRealtime(requests)
    #expect(await taken?.questions.first?.movie.number == 1)
    async let end = pool.takeRealtime()
    await pool.closeBatchLane()
    await pool.finishedRealtime()
    let last = await end
    #expect(last?.customID == nil)
  }

  @Test func `waits for a request under way, which may come back`() async throws {
    let rig = try Rig(movies: 1)
    let requests = rig.requests()
    let pool = WorkPool(realtime: requests, batchLaneIsOpen: false)
    _ = await pool.takeRealtime()
    async let second = pool.takeRealtime()
    await pool.addRealtime(requests)
    await pool.finishedRealtime()
    let next = await second
    #expect(next?.customID != nil)
  }

  @Test func `a stop wakes who waits`() async throws {
    let pool = WorkPool(realtime: [], batchLaneIsOpen: true)
    async let none = pool.takeRealtime()
    await pool.stop()
    let last = await none
    #expect(last?.customID == nil)
  }

  @Test func `what waits for a batch is taken once`() async throws {
    let rig = try Rig()
    let pool = WorkPool(realtime: [], batchLaneIsOpen: true)
    await pool.addForBatch(rig.requests())
    #expect(await pool.takeForBatch().count == 3)
    #expect(await pool.takeForBatch().isEmpty)
  }
}
