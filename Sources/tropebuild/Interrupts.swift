import Dispatch
import Foundation
import Lanes

/// Ctrl-C: the first asks the run to stop, the second ends the program at once. Nothing is lost either way.
///
/// Sound as `Sendable`: `sources` is set once, before the object is known to anyone, and only kept alive.
final class Interrupts: @unchecked Sendable {
  private let sources: [any DispatchSourceSignal]

  /// - Parameter told: called at the first signal.
  init(_ stop: StopSignal, told: @escaping @Sendable () -> Void) {
    sources = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if stop.raised != nil { _exit(ExitStatus.interrupted.rawValue) }
        stop.raise(.interrupted)
        told()
      }
      source.resume()
      return source
    }
  }
}
