import Testing

@testable import Planner
import TestSupport

@Suite struct SlidingWindowTests {
  @Test func `What was spent is free again after the window's length`() {
    var window = SlidingWindow(limit: 10, length: 100, grain: 0)
    window.add(6, at: 0)
    window.add(4, at: 50)
    #expect(window.room(at: 99) == 0)
    #expect(window.earliest(for: 6, now: 60) == 100)
    #expect(window.earliest(for: 7, now: 60) == 150)
    #expect(window.room(at: 100) == 6)
    #expect(window.room(at: 150) == 10)
  }

  @Test func `Lumps leave with their last member`() {
    var window = SlidingWindow(limit: 10, length: 100, grain: 20)
    window.add(5, at: 0)
    window.add(5, at: 20)
    #expect(window.room(at: 119) == 0)
    #expect(window.room(at: 120) == 10)
  }

  @Test func `A lowered limit leaves less than nothing, and is waited for`() {
    var window = SlidingWindow(limit: 10, length: 100, grain: 0)
    window.add(8, at: 0)
    window.setLimit(5)
    #expect(window.room(at: 1) == -3)
    #expect(window.earliest(for: 1, now: 1) == 100)
  }

  @Test func `A correction holds until its end`() {
    var window = SlidingWindow(limit: 1_000, length: 100_000, grain: 0)
    window.add(100, at: 0)
    window.observe(remaining: 400, ownUse: 100, until: 50_000)
    #expect(window.room(at: 10) == 400)
    #expect(window.earliest(for: 500, now: 10) == 50_000)
    #expect(window.room(at: 50_000) == 900)
  }

  @Test(arguments: 0..<40)
  func `At the promised moment there is room, and one moment before there is not`(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    var window = SlidingWindow(
      limit: Int.random(in: 1...50, using: &random), length: 1_000,
      grain: Int64.random(in: 0...50, using: &random))
    var now: Int64 = 0
    for _ in 0..<500 {
      let amount = Int.random(in: 1...10, using: &random)
      let moment = window.earliest(for: amount, now: now)
      let wanted = min(amount, window.limit)
      if moment > now {
        var before = window
        #expect(before.room(at: moment - 1) < wanted)
      }
      #expect(window.room(at: moment) >= wanted)
      window.add(amount, at: moment)
      now = moment + Int64.random(in: 0...100, using: &random)
    }
  }
}
