import Glibc

/// What is done about signals.
package enum SignalDisposition {
  /// Whether a signal is ignored now. One that is so when a program starts, as under `nohup` and by a script's `&`, is to stay so.
  package static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    let handler = action.__sigaction_handler.sa_handler
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
