import Glibc

/// Signals as the program found them when it started.
enum Signals {
  /// Makes a closed pipe, and a file that may not grow further (`ulimit -f`), an error of the writing, and no end of the
  /// program: what is under way may be paid for.
  static func ignoreFailedWrites() {
    endsOnClosedPipe = !wasIgnored(SIGPIPE)
    _ = wasIgnored(SIGXFSZ)
  }

  /// Ignores a signal from now on.
  ///
  /// - Returns: whether it was ignored before, as under `nohup` and by a script's `&`: then it is to stay so.
  static func wasIgnored(_ number: Int32) -> Bool {
    unsafeBitCast(signal(number, SIG_IGN), to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Ends the program as a closed pipe does by itself, without a word: for commands that only print.
  static func endByClosedPipe() {
    guard endsOnClosedPipe else { return }
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
  }

  /// Set once, before there is a second thread.
  nonisolated(unsafe) private static var endsOnClosedPipe = false
}
