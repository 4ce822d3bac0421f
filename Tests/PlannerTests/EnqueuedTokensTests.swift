import Planner
import Testing
import TropeModel

@Suite struct EnqueuedTokensTests {
  @Test func `A batch takes room until it ends, and gives it back once`() {
    var queue = EnqueuedTokens(limit: 2_000_000)
    #expect(queue.reserve(1_900_000, for: "1", at: noon) == true)
    #expect(queue.reserve(1_900_000, for: "2", at: noon) == false)
    #expect(queue.room(at: noon) == 100_000)
    queue.release("1")
    queue.release("1")
    #expect(queue.room(at: noon) == 2_000_000)
  }

  @Test func `Batches of others take room too`() {
    var queue = EnqueuedTokens(limit: 100, elsewhere: 60)
    #expect(queue.reserve(41, for: "1", at: noon) == false)
    #expect(queue.reserve(40, for: "1", at: noon) == true)
    queue.setElsewhere(0)
    #expect(queue.room(at: noon) == 60)
  }

  @Test func `Batches of an earlier run count even beyond the limit`() {
    var queue = EnqueuedTokens(limit: 100)
    queue.hold(150, for: "1")
    #expect(queue.room(at: noon) == 0)
    queue.hold(50, for: "1")
    #expect(queue.room(at: noon) == 50)
  }

  @Test func `A name reserved again has its new size`() {
    var queue = EnqueuedTokens(limit: 100)
    #expect(queue.reserve(90, for: "1", at: noon) == true)
    #expect(queue.reserve(95, for: "1", at: noon) == true)
    #expect(queue.reserve(101, for: "1", at: noon) == false)
    #expect(queue.reserved == ["1": 95])
  }

  @Test func `After a refusal nothing is tried for a while, twice as long each time`() {
    var queue = EnqueuedTokens(limit: 100)
    var now = noon
    var waits: [Duration] = []
    for _ in 0..<7 {
      #expect(queue.reserve(10, for: "1", at: now) == true)
      queue.refused("1", at: now)
      #expect(queue.reserved.isEmpty)
      #expect(queue.reserve(1, for: "2", at: now) == false)
      guard let end = queue.waitEnds(after: now) else {
        Issue.record("a refusal makes no wait")
        return
      }
      waits.append(end - now)
      now = end
    }
    #expect(waits.map { Int($0.inSeconds) / 60 } == [5, 10, 20, 40, 80, 80, 80])
    #expect(queue.waitEnds(after: now) == nil)
    #expect(queue.room(at: now) == 100)
  }

  @Test func `The wait is over when a batch of ours ends, or one is taken`() {
    var queue = EnqueuedTokens(limit: 100)
    queue.hold(50, for: "1")
    queue.hold(10, for: "2")
    queue.refused("2", at: noon)
    #expect(queue.room(at: noon) == 0)
    queue.release("1")
    #expect(queue.room(at: noon) == 100)
    queue.refused("3", at: noon)
    queue.accepted()
    #expect(queue.room(at: noon) == 100)
  }

  @Test func `A limit that the server names holds where it is less`() {
    var queue = EnqueuedTokens(limit: 100)
    queue.learn(limit: 1_000)
    queue.learn(limit: 0)
    #expect(queue.limit == 100)
    queue.learn(limit: 60)
    #expect(queue.room(at: noon) == 60)
  }
}
