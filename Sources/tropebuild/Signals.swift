import Basics
import Glibc

/// Signals as the program found them when it started.
enum Signals {
  /// Makes a closed pipe, and a file that may not grow further (`ulimit -f`), an error of the writing, and no end of the
  /// program: what is under way may be paid for.
  static func ignoreFailedWrites() {
    endsOnClosedPipe = !SignalDisposition.isIgnored(SIGPIPE)
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Those by which a person ends the program, but for what was ignored when it started, as under `nohup` and by a script's
  /// `&`: that is to stay so. Looked up once: whoever catches these ignores them first.
  static let thatEnd = [SIGINT, SIGTERM, SIGHUP].filter { !SignalDisposition.isIgnored($0) }

  /// Ends the program as a closed pipe does by itself, without a word: for commands that only print.
  static func endByClosedPipe() {
    guard endsOnClosedPipe else { return }
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
  }

  /// Set once, before there is a second thread.
  nonisolated(unsafe) private static var endsOnClosedPipe = false
}
