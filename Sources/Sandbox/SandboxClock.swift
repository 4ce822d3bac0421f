import Basics

import Glibc

/// The sandbox's clock: seconds since 1970 in the sandbox's own time, and how to wait in it.
package struct SandboxClock: Sendable {
  /// The time now, in sandbox seconds since 1970.
  package var now: @Sendable () -> Double
  /// Waits a number of sandbox seconds; throws `CancellationError` when the task is cancelled meanwhile.
  package var sleep: @Sendable (Double) async throws -> Void

  /// A clock from its two parts.
  package init(
    now: @escaping @Sendable () -> Double, sleep: @escaping @Sendable (Double) async throws -> Void
  ) {
    self.now = now
    self.sleep = sleep
  }

  /// A clock that starts at the wall clock's time and runs `scale` times as fast.
  package static func scaled(by scale: Double) -> SandboxClock {
    let start = Self.wallClock()
    return scaled(by: scale, from: ClockAnchor(real: start, sandbox: start))
  }

  /// The wall clock, in seconds since 1970.
  static func wallClock() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// A clock that shows `anchor.sandbox` when the wall clock shows `anchor.real`.
  static func scaled(by scale: Double, from anchor: ClockAnchor) -> SandboxClock {
    // The monotonic clock moves it, so that a step of the wall clock does not.
    let started = ContinuousClock.now
    let base = anchor.sandbox + (wallClock() - anchor.real) * scale
    return SandboxClock(
      now: {
        let elapsed = (ContinuousClock.now - started).components
        return base + (Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18) * scale
      },
      sleep: { seconds in
        if seconds > 0 { try await Task.sleep(for: .seconds(seconds / scale)) }
      })
  }
}

/// A moment on the wall clock and the same on a sandbox's clock, kept so that a restart goes on in time.
struct ClockAnchor: Sendable, Hashable {
  /// The wall clock, in seconds since 1970.
  var real: Double
  /// The sandbox's clock then.
  var sandbox: Double
}

/// A clock that moves only when told to: for tests.
package final class ManualSandboxClock: Sendable {
  private struct State: Sendable {
    var now: Double
    var nextWaiter = 0
    var waiters: [Int: (deadline: Double, wake: CheckedContinuation<Void, any Error>)] = [:]
  }

  private let state: Locked<State>

  /// A clock that stands at a time, in seconds since 1970.
  package init(now: Double = 1_800_000_000) { state = Locked(State(now: now)) }

  /// The clock as the sandbox takes it.
  package var clock: SandboxClock {
    SandboxClock(now: { self.now }, sleep: { try await self.sleep($0) })
  }

  /// The time it shows.
  package var now: Double { state.withLock { $0.now } }

  /// How many are waiting for it to move.
  package var sleepers: Int { state.withLock { $0.waiters.count } }

  /// Moves it on and wakes those whose time has come.
  package func advance(by seconds: Double) {
    let due = state.withLock { state in
      state.now += seconds
      let now = state.now
      let due = state.waiters.filter { $0.value.deadline <= now }
      for key in due.keys { state.waiters[key] = nil }
      return due.values.map(\.wake)
    }
    for wake in due { wake.resume() }
  }

  private func sleep(_ seconds: Double) async throws {
    guard seconds > 0 else { return }
    let id = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (wake: CheckedContinuation<Void, any Error>) in
        state.withLock { $0.waiters[id] = ($0.now + seconds, wake) }
        // A cancellation that came before the waiter was entered found nothing to wake.
        if Task.isCancelled { cancel(id) }
      }
    } onCancel: {
      cancel(id)
    }
  }

  private func cancel(_ id: Int) {
    state.withLock { $0.waiters.removeValue(forKey: id) }?.wake
      .resume(throwing: CancellationError())
  }
}
