import Dispatch
import Foundation

/// What ends the program: SIGINT, SIGTERM, or the closing of standard input.
struct Endings {
  let watchesInput: Bool

  /// Waits for the first of them.
  func wait() async {
    let (stream, ended) = AsyncStream<Void>.makeStream()
    var sources: [any DispatchSourceSignal] = []
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { ended.yield() }
      source.resume()
      sources.append(source)
    }
    if watchesInput {
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
    for await _ in stream { break }
    for source in sources { source.cancel() }
  }
}
