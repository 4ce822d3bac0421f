import Basics

/// A value that tasks wait for to change.
final class Awaited<Value: Sendable>: Sendable {
  private struct State: Sendable {
    var value: Value
    var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    var nextWaiter = 0
  }

  private let state: Locked<State>

  init(_ value: Value) { state = Locked(State(value: value)) }

  // Not by a key path: one of a generic type is made anew each time, in 19,000 instructions.
  var value: Value { state.withLock { $0.value } }

  /// Changes the value and wakes all who wait.
  func change(_ change: (inout Value) -> Void) {
    let woken = state.withLock { state in
      change(&state.value)
      defer { state.waiters = [:] }
      return Array(state.waiters.values)
    }
    for waiter in woken { waiter.resume() }
  }

  /// Returns at the next change, at once where the value is already what is waited for, and when the task is cancelled.
  func waitForChange(unless isThere: @Sendable (Value) -> Bool) async {
    let id = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let goOn = state.withLock { state in
          if isThere(state.value) || Task.isCancelled { return true }
          state.waiters[id] = continuation
          return false
        }
        if goOn { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
    }
  }
}
