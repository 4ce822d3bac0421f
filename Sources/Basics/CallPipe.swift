import Glibc

/// A pipe that wakes up who waits at its other end. Both ends close with the last reference.
package final class CallPipe: Sendable {
  /// To be waited at until it can be read from.
  package let reading: Int32
  /// For those who can only write to a descriptor, as a signal's handler: a byte is a call.
  package let writing: Int32

  /// `nil` where the process can have no more open files.
  package init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    close(reading)
    close(writing)
  }

  /// Wakes the other end up. One that is full has been called already.
  package func call() {
    var byte: UInt8 = 1
    _ = write(writing, &byte, 1)
  }

  /// Takes all calls in.
  package func drain() {
    var bytes: (UInt64, UInt64) = (0, 0)
    while read(reading, &bytes, MemoryLayout.size(ofValue: bytes)) > 0 {}
  }
}
