import Glibc

/// The counting sessions of one counter: as many as were ever in use at once, each lent to one
/// caller at a time.
///
/// Sound to send: the sessions that are not lent lie in `idle`, which is read and written under the
/// lock only; a lent one is known to its borrower alone.
final class SessionPool: @unchecked Sendable {
  private let vocabulary: Vocabulary
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private var idle: [CountingSession] = []

  /// An empty pool: sessions are made when they are wanted.
  init(vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Lends a session for the time of the call.
  func withSession<Value>(_ body: (CountingSession) -> Value) -> Value {
    pthread_mutex_lock(mutex)
    let lent = idle.popLast()
    pthread_mutex_unlock(mutex)
    let session = lent ?? CountingSession(vocabulary: vocabulary)
    defer {
      pthread_mutex_lock(mutex)
      idle.append(session)
      pthread_mutex_unlock(mutex)
    }
    return body(session)
  }
}
