import Dispatch
import Foundation

/// What ends the program: SIGINT, SIGTERM, or the closing of standard input.
struct Endings {
  private let sources: [any DispatchSourceSignal]
  private let stream: AsyncStream<Void>

  /// Watches from now on, so that an end between the ready line and the wait is not missed.
  init(watchesInput: Bool) {
    let (stream, ended) = AsyncStream<Void>.makeStream()
    self.stream = stream
    sources = [SIGINT, SIGTERM].map { number in
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { ended.yield() }
      source.resume()
      // The source sees signals that the process itself ignores.
      signal(number, SIG_IGN)
      return source
    }
    guard watchesInput else { return }
    // A thread of its own: a read that blocks must not hold one of the pool's.
    Thread.detachNewThread {
      var buffer = [UInt8](repeating: 0, count: 256)
      while true {
        let count = read(0, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { break }
      }
      ended.yield()
    }
  }

  /// Waits for the first of them.
  func wait() async {
    for await _ in stream { break }
    for source in sources { source.cancel() }
  }
}
