import Basics
import TropeModel

/// Tells those who wait for room at one of several servers that there may be some: it rings whenever a request has ended.
///
/// Sound as `Sendable`: every stored property is read and written under `lock` only.
final class Bell: @unchecked Sendable {
  private let lock = Lock()
  private var rings = 0
  private var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
  private var nextWaiter = 0

  /// How often it has rung.
  var count: Int { lock.withLock { rings } }

  /// Something may have room now.
  func ring() {
    let woken = lock.withLock {
      rings += 1
      defer { waiters = [:] }
      return Array(waiters.values)
    }
    for waiter in woken { waiter.resume() }
  }

  /// Waits until it has rung more often than `seen` times, the time is over, or the run is to stop.
  ///
  /// - Parameter most: `nil` for as long as it takes.
  func wait(after seen: Int, atMost most: Duration?, stop: StopSignal, time: TimeSource) async {
    if let most, most <= .zero { return }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.rung(after: seen) }
      group.addTask {
        if let most { _ = await stop.sleep(most, by: time) } else { await stop.wait() }
      }
      await group.next()
      group.cancelAll()
    }
  }

  private func rung(after seen: Int) async {
    let id = lock.withLock {
      nextWaiter += 1
      return nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let goOn = lock.withLock {
          if rings > seen || Task.isCancelled { return true }
          waiters[id] = continuation
          return false
        }
        if goOn { continuation.resume() }
      }
    } onCancel: {
      lock.withLock { waiters.removeValue(forKey: id) }?.resume()
    }
  }
}
