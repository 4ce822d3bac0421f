/// Why the server does not serve.
package struct HTTPServerError: Error, Sendable, Hashable {
  /// What was tried.
  package enum Attempt: Sendable, Hashable {
    /// To listen at a port.
    case listen(port: Int)
    /// To start the thread that serves.
    case start
  }

  /// What was tried.
  package var attempt: Attempt
  /// The `errno` that came back.
  package var code: Int32
}
