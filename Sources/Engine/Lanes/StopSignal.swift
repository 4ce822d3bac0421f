import Basics
package import TropeModel

/// Tells every part of a run to begin nothing new, and wakes those that wait.
///
/// Sound as `Sendable`: every stored property is read and written under `lock` only.
package final class StopSignal: @unchecked Sendable {
  private let lock = Lock()
  private var cause: StopCause?
  private var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
  private var nextWaiter = 0

  package init() {}

  /// The first cause that was given, or `nil` while the run may go on.
  package var raised: StopCause? { lock.withLock { cause } }

  /// Stops the run; the first cause stays.
  package func raise(_ newCause: StopCause) {
    let woken = lock.withLock {
      guard cause == nil else { return [CheckedContinuation<Void, Never>]() }
      cause = newCause
      defer { waiters = [:] }
      return Array(waiters.values)
    }
    for waiter in woken { waiter.resume() }
  }

  /// Returns when the run is to stop, or when the task is cancelled.
  package func wait() async {
    let id = lock.withLock {
      nextWaiter += 1
      return nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let goOn = lock.withLock {
          if cause != nil || Task.isCancelled { return true }
          waiters[id] = continuation
          return false
        }
        if goOn { continuation.resume() }
      }
    } onCancel: {
      lock.withLock { waiters.removeValue(forKey: id) }?.resume()
    }
  }

  /// Waits for `duration` of `time`, but no longer than until the run is to stop.
  ///
  /// - Returns: false when the run is to stop.
  package func sleep(_ duration: Duration, by time: TimeSource) async -> Bool {
    if raised != nil { return false }
    guard duration > .zero else { return true }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { try? await time.sleep(duration) }
      group.addTask { await self.wait() }
      await group.next()
      group.cancelAll()
    }
    return raised == nil
  }

  /// Waits until `moment`, but no longer than until the run is to stop; false when it is to stop.
  package func sleep(until moment: Timestamp, by time: TimeSource) async -> Bool {
    await sleep(moment - time.now(), by: time)
  }
}
