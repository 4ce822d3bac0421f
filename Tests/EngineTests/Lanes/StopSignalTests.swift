import Testing
import TestSupport
import TropeModel

@testable import Engine

@Suite struct StopSignalTests {
  @Test func `the first cause stays`() {
    let stop = StopSignal()
    stop.raise(.failedFast)
    stop.raise(.interrupted)
    #expect(stop.raised == .failedFast)
  }

  @Test func `a stop ends a sleep`() async {
    let stop = StopSignal()
    let time = ManualTime()
    async let slept = stop.sleep(.seconds(86_400), by: time.source)
    stop.raise(.interrupted)
    #expect(await slept == false)
  }

  @Test func `a sleep ends at its time where nothing stops it`() async {
    let stop = StopSignal()
    let time = ManualTime()
    let began = time.now
    let slept = await time.drive { await stop.sleep(.seconds(60), by: time.source) }
    #expect(slept)
    #expect(time.now - began == .seconds(60))
  }

  @Test func `a cancelled task does not sleep on`() async {
    let stop = StopSignal()
    let time = ManualTime()
    let task = Task { await stop.sleep(.seconds(86_400), by: time.source) }
    task.cancel()
    #expect(await task.value)
  }
}
