import Basics
import CEvent

/// The body of a request: in memory when the request comes to its handler, and freed as it is read.
///
/// `@unchecked Sendable`: the buffer is this body's alone from `init` to `deinit`, and read under `lock` only.
package final class HTTPBody: @unchecked Sendable {
  private let buffer: OpaquePointer
  private let lock = Lock()

  /// Moves what a buffer of libevent holds into a body. `nil` where there is no memory.
  init?(taking source: OpaquePointer?) {
    guard let buffer = evbuffer_new() else { return nil }
    self.buffer = buffer
    if let source { evbuffer_add_buffer(buffer, source) }
  }

  deinit { evbuffer_free(buffer) }

  /// The bytes that have not been read yet.
  package var count: Int { lock.withLock { evbuffer_get_length(buffer) } }

  /// Reads the next bytes, so many at most; none at the end.
  package func read(upTo most: Int) -> [UInt8] {
    lock.withLock {
      let wanted = min(most, evbuffer_get_length(buffer))
      // An array of no capacity is one that all threads share: its count is not to be written.
      guard wanted > 0 else { return [] }
      return [UInt8](unsafeUninitializedCapacity: wanted) { bytes, count in
        count = max(0, Int(evbuffer_remove(buffer, bytes.baseAddress, wanted)))
      }
    }
  }
}
