import Foundation
package import TropeModel

/// Time that moves when the test says so. Sleepers wake when it reaches their moment.
///
/// `@unchecked Sendable`: all that changes is touched under `lock` only.
package final class ManualTime: @unchecked Sendable {
  private struct Sleeper {
    var moment: Timestamp
    var continuation: CheckedContinuation<Void, any Error>
  }

  private let lock = NSLock()
  private var current: Timestamp
  private var sleepers: [Int: Sleeper] = [:]
  private var nextSleeper = 0
  /// Those that wait until somebody sleeps.
  private var drivers: [CheckedContinuation<Void, Never>] = []

  package init(now: Timestamp = Timestamp(milliseconds: 1_795_369_291_029)) { current = now }

  /// The clock and the waiting of this time.
  package var source: TimeSource {
    TimeSource(now: { self.now }, sleep: { try await self.sleep($0) })
  }

  package var now: Timestamp { lock.withLock { current } }

  /// Moves on and wakes those whose moment has come.
  package func advance(by duration: Duration) { advance(to: now + duration) }

  private func advance(to moment: Timestamp) {
    let woken = lock.withLock {
      current = max(current, moment)
      let due = sleepers.filter { $0.value.moment <= current }
      for id in due.keys { sleepers[id] = nil }
      return due.values.map(\.continuation)
    }
    for continuation in woken { continuation.resume() }
  }

  /// Does the work and moves on to the next sleeper's moment each time that nothing else goes on.
  package func drive<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) async -> Value
  {
    let driver = Task {
      while !Task.isCancelled {
        await untilSomebodySleeps()
        for _ in 0..<50 { await Task.yield() }
        if let next = lock.withLock({ sleepers.values.map(\.moment).min() }) { advance(to: next) }
      }
    }
    defer { driver.cancel() }
    return await work()
  }

  /// Waits until there is a sleeper, or the task is cancelled: to look again and again would take a processor of its own.
  private func untilSomebodySleeps() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = lock.withLock {
          if !sleepers.isEmpty || Task.isCancelled { return true }
          drivers.append(continuation)
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      wakeDrivers()
    }
  }

  private func wakeDrivers() {
    let woken = lock.withLock {
      defer { drivers = [] }
      return drivers
    }
    for driver in woken { driver.resume() }
  }

  private func sleep(_ duration: Duration) async throws {
    let id = lock.withLock {
      nextSleeper += 1
      return nextSleeper
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let outcome: Result<Void, any Error>? = lock.withLock {
          if Task.isCancelled { return .failure(CancellationError()) }
          if duration <= .zero { return .success(()) }
          sleepers[id] = Sleeper(moment: current + duration, continuation: continuation)
          return nil
        }
        if let outcome { continuation.resume(with: outcome) } else { wakeDrivers() }
      }
    } onCancel: {
      lock.withLock { sleepers.removeValue(forKey: id) }?.continuation
        .resume(throwing: CancellationError())
    }
  }
}
