import Foundation

/// A value that is only reached while a lock is held.
///
/// `@unchecked Sendable` is sound because `value` is private and every access to it happens inside `withLock`,
/// between `lock` and `unlock` of the same `NSLock`.
final class Locked<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  /// Puts a value behind a lock.
  init(_ value: Value) { self.value = value }

  /// Runs `body` with the value while the lock is held; `body` must not take the same lock again.
  func withLock<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
