/// Why the server does not serve.
struct HTTPServerError: Error, Sendable, Hashable {
  /// What was tried.
  enum Attempt: Sendable, Hashable {
    /// To listen at a port.
    case listen(port: Int)
    /// To start the thread that serves.
    case start
  }

  /// What was tried.
  var attempt: Attempt
  /// The `errno` that came back.
  var code: Int32
}
