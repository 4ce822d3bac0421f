import Basics

import Glibc

/// What ends the program: SIGINT, SIGTERM, or the closing of standard input.
///
/// A signal's handler writes a byte into a pipe that a thread waits at: there is no moment at which a signal is neither
/// watched nor left to do what it always does. A signal that is ignored when the program starts stays ignored, as those
/// expect who start it with `nohup`, or with `&` in a script.
struct Endings {
  /// It was not possible to watch: the process can have no more open files or threads.
  struct CannotWatch: Error, CustomStringConvertible {
    /// The `errno` that came back.
    var code: Int32
    /// What the system said, in words.
    var description: String { "cannot watch for signals: \(String(systemError: code))" }
  }

  private let stream: AsyncStream<Void>

  /// Watches from now on; to be made before anything else, once in a process.
  init(watchesInput: Bool) throws(CannotWatch) {
    let (stream, ended) = AsyncStream<Void>.makeStream()
    self.stream = stream
    guard let calls = CallPipe() else { throw CannotWatch(code: errno) }
    signalPipe = calls.writing
    for number in [SIGINT, SIGTERM] where !SignalDisposition.isIgnored(number) {
      signal(number) { _ in
        let before = errno
        var byte: UInt8 = 1
        _ = write(signalPipe, &byte, 1)
        errno = before
      }
    }
    // A client or a reader of the first line that goes is no reason to end.
    signal(SIGPIPE, SIG_IGN)
    let watch = Unmanaged.passRetained(
      Watch(calls: calls, watchesInput: watchesInput, ended: ended))
    var thread = pthread_t()
    let code = pthread_create(&thread, nil, runWatch, watch.toOpaque())
    guard code == 0 else {
      watch.release()
      throw CannotWatch(code: code)
    }
  }

  /// Waits for the first of them.
  func wait() async {
    for await _ in stream { break }
  }
}

/// The end of the pipe that a signal's handler writes into: set before there is a handler, and not changed any more.
private nonisolated(unsafe) var signalPipe: Int32 = -1

/// What the thread waits for.
private final class Watch {
  private let calls: CallPipe
  private var watchesInput: Bool
  private let ended: AsyncStream<Void>.Continuation

  init(calls: CallPipe, watchesInput: Bool, ended: AsyncStream<Void>.Continuation) {
    self.calls = calls
    self.watchesInput = watchesInput
    self.ended = ended
  }

  /// Tells of every ending, until the process ends.
  func run() -> Never {
    while true {
      // A descriptor below 0 is passed over.
      var watched = [
        pollfd(fd: calls.reading, events: Int16(POLLIN), revents: 0),
        pollfd(fd: watchesInput ? 0 : -1, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&watched, nfds_t(watched.count), -1) > 0 else { continue }
      if watched[0].revents != 0 {
        calls.drain()
        ended.yield()
      }
      if watched[1].revents != 0, hasInputEnded() {
        watchesInput = false
        ended.yield()
      }
    }
  }

  /// Reads and forgets what has come.
  private func hasInputEnded() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(0, &bytes, bytes.count)
    return count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN)
  }
}

/// The thread's entry.
private func runWatch(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<Watch>.fromOpaque(context).takeRetainedValue().run()
}
