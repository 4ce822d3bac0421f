import Testing
import TestSupport
import TropeModel

@testable import Engine

@Suite struct QueueGateTests {
  /// A gate of 1,000 tokens.
  static func gate(
    _ time: ManualTime, _ stop: StopSignal = StopSignal(), elsewhere: Int = 0
  ) -> QueueGate {
    QueueGate(
      limit: 1_000, time: time.source, stop: stop, report: { _ in },
      countElsewhere: { elsewhere })
  }

  @Test func `lets in what has room and refuses to wait where it may not`() async {
    let gate = Self.gate(ManualTime())
    #expect(await gate.enter(batch: 1, tokens: 600, mayWait: false))
    #expect(await gate.enter(batch: 2, tokens: 600, mayWait: false) == false)
    await gate.release(batch: 1)
    #expect(await gate.enter(batch: 2, tokens: 600, mayWait: false))
  }

  @Test func `counts what others have in the queue`() async {
    let gate = Self.gate(ManualTime(), elsewhere: 500)
    #expect(await gate.enter(batch: 1, tokens: 600, mayWait: false) == false)
    #expect(await gate.enter(batch: 2, tokens: 500, mayWait: false))
  }

  @Test func `keeps the planned order, also for a smaller batch that would fit`() async {
    let time = ManualTime()
    let gate = Self.gate(time)
    await gate.hold(batch: 1, tokens: 600)
    await gate.announce(batch: 2)
    await gate.announce(batch: 3)
    await time.drive {
      async let third = gate.enter(batch: 3, tokens: 100, mayWait: true)
      async let second = gate.enter(batch: 2, tokens: 900, mayWait: true)
      await gate.release(batch: 1)
      #expect(await second)
      #expect(await third)
    }
  }

  @Test func `one that needs no room any more lets the next go`() async {
    let gate = Self.gate(ManualTime())
    await gate.announce(batch: 1)
    await gate.withdraw(batch: 1)
    #expect(await gate.enter(batch: 2, tokens: 900, mayWait: false))
  }

  @Test func `a refusal holds all back for five minutes`() async {
    let time = ManualTime()
    let gate = Self.gate(time)
    _ = await gate.enter(batch: 1, tokens: 100, mayWait: false)
    await gate.refused(batch: 1)
    let began = time.now
    #expect(await time.drive { await gate.enter(batch: 1, tokens: 100, mayWait: true) })
    #expect(time.now - began >= .seconds(300))
  }

  @Test func `a stop ends the waiting`() async {
    let time = ManualTime()
    let stop = StopSignal()
    let gate = Self.gate(time, stop)
    async let entered = gate.enter(batch: 1, tokens: 5_000, mayWait: true)
    stop.raise(.interrupted)
    #expect(await entered == false)
  }
}
