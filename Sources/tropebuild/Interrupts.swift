import Dispatch
import Engine
import Glibc

/// Ctrl-C and its like: the first asks the run to stop, the second ends the program at once. Then what is on the wire is
/// lost, though it is paid for; what was answered is kept either way.
///
/// A signal that was ignored when the program started stays ignored: `nohup` and a script's `&` mean it.
///
/// Sound as `Sendable`: `sources` is set once, before the object is known to anyone, and only kept alive.
final class Interrupts: @unchecked Sendable {
  /// What is said at the first signal.
  static let words =
    "stopping: waiting for what is under way (again to stop at once: what is on the wire is then lost, "
    + "and paid for)"

  private let sources: [any DispatchSourceSignal]

  /// - Parameter told: called at the first signal.
  init(_ stop: StopSignal, told: @escaping @Sendable () -> Void) {
    sources = Signals.thatEnd.map { number in
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
