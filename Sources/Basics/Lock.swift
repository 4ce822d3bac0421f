import Glibc

/// A mutex of POSIX threads: one that the thread sanitizer understands (it reports false races for
/// the futex of `Synchronization.Mutex` on Linux).
///
/// `@unchecked Sendable`: the mutex stands at an address of its own from `init` to `deinit` and is
/// only touched by functions made to be called from any thread.
package final class Lock: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  /// A lock that nobody holds.
  package init() {
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deinitialize(count: 1)
    mutex.deallocate()
  }

  /// Runs `body` while no other holder of this lock runs. Not to be called again from within.
  package func withLock<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }
}

/// A value that many threads share: each looks at it or changes it while no other does.
///
/// `@unchecked Sendable`: `value` is private, and every access to it happens inside `withLock` of the same `Lock`.
package final class Locked<Value: Sendable>: @unchecked Sendable {
  private let lock = Lock()
  private var value: Value

  /// Puts a value behind a lock.
  package init(_ value: Value) { self.value = value }

  /// Runs `body` with the value while the lock is held; `body` must not take the same lock again.
  package func withLock<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try lock.withLock { () throws(Failure) -> Result in try body(&value) }
  }
}
