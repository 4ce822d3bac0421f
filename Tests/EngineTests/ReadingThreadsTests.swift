import Dispatch
import Engine
import Testing

@Suite struct ReadingThreadsTests {
  @Test func `as many tasks read at once as there are threads, however few the cores`() async {
    let count = 12
    let threads = ReadingThreads(count: count)
    let everyone = DispatchGroup()
    for _ in 0..<count { everyone.enter() }
    let met = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<count {
        group.addTask(executorPreference: threads) { waits(for: everyone) }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(met == count)
  }

  @Test func `what there are no threads for waits its turn`() async {
    let threads = ReadingThreads(count: 2)
    let sum = await withTaskGroup(of: Int.self) { group in
      for number in 1...100 { group.addTask(executorPreference: threads) { number } }
      return await group.reduce(0, +)
    }
    #expect(sum == 5_050)
  }
}

/// Waits in its thread, as a task that reads does; false where not all come. The bound is there to end a test that fails.
private func waits(for everyone: DispatchGroup) -> Bool {
  everyone.leave()
  return everyone.wait(timeout: .now() + .seconds(60)) == .success
}
