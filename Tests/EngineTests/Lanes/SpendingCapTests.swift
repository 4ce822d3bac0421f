import TestSupport
import Testing
import TropeModel

@testable import Engine

@Suite struct SpendingCapTests {
  @Test func `a batch counts at the most it can cost`() async {
    let cap = SpendingCap(limit: 1, mostOfBatch: { $1 * 3 })
    #expect(await cap.admitBatch(1, 0.2))
    #expect(await cap.admitBatch(2, 0.2) == false)
    #expect(await cap.hasDenied)
    await cap.paidInBatch(0.25, ending: 1)
    #expect(await cap.admitBatch(2, 0.2))
    #expect(abs(await cap.committed - 0.85) < 1e-9)
  }

  @Test func `a batch waits for others that are billed for less than they could cost`() async {
    let time = ManualTime()
    let stop = StopSignal()
    let cap = SpendingCap(limit: 1, mostOfBatch: { $1 * 3 }, waits: (stop, time.source))
    #expect(await cap.admitBatch(1, 0.3))
    let admitted = await time.drive {
      async let second = cap.admitBatch(2, 0.2)
      try? await time.source.sleep(.seconds(60))
      await cap.paidInBatch(0.3, ending: 1)
      return await second
    }
    #expect(admitted)
    #expect(await cap.hasDenied == false)
  }

  @Test func `a reply that costs more than its most makes all further ones count as more`() async {
    let time = ManualTime()
    let cap = SpendingCap(limit: 1)
    guard let first = await cap.admitRealtime(0.1, stop: StopSignal(), time: time.source) else {
      Issue.record("the first was denied")
      return
    }
    await cap.ended(first, real: 0.4)
    #expect(await cap.admitRealtime(0.2, stop: StopSignal(), time: time.source) == nil)
    #expect(await cap.admitRealtime(0.15, stop: StopSignal(), time: time.source) != nil)
  }
}
