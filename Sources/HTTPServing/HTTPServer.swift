import Basics

import Glibc

/// An HTTP/1.1 server on 127.0.0.1; it knows nothing of what it serves.
///
/// One thread owns all connections and everything of libevent's. Each request is handled by a task of its own, which
/// leaves its answer in the mailbox and calls the thread; so a handler may take its time and holds up nobody.
package final class HTTPServer: Sendable {
  /// What clients may ask of it.
  package struct Limits: Sendable {
    /// A longer head is refused.
    package var headBytes = 65_536
    /// A longer body is refused before it comes to the handler.
    package var bodyBytes: Int
    /// How long a client may send nothing, or take nothing of its answer; `nil` for what libevent has, 50 seconds.
    package var idleSeconds: Int?

    package init(bodyBytes: Int) { self.bodyBytes = bodyBytes }
  }

  /// Answers a request. It is cancelled when the server stops, and its answer then goes nowhere.
  package typealias Handler = @Sendable (HTTPRequest) async -> HTTPResponse

  /// The port that it listens at.
  package let port: Int
  private let mailbox: HTTPMailbox

  /// Listens at a port, 0 for any free one, and serves from now on.
  package init(
    port: Int, limits: Limits, handler: @escaping Handler
  ) throws(HTTPServerError) {
    let listener = try LoopbackListener.open(port: port)
    guard let calls = CallPipe() else {
      let code = errno
      close(listener.descriptor)
      throw HTTPServerError(attempt: .start, code: code)
    }
    self.port = listener.port
    mailbox = HTTPMailbox(calls: calls)
    guard
      let loop = HTTPLoop(
        listener: listener.descriptor, mailbox: mailbox, limits: limits, handler: handler)
    else { throw HTTPServerError(attempt: .start, code: ENOMEM) }
    let context = Unmanaged.passRetained(loop)
    var thread = pthread_t()
    let code = pthread_create(&thread, nil, runLoop, context.toOpaque())
    guard code == 0 else {
      context.takeRetainedValue().tearDown()
      throw HTTPServerError(attempt: .start, code: code)
    }
    pthread_detach(thread)
  }

  /// Closes all connections, cancels the handlers, and waits for their end.
  package func stop() async { await mailbox.close() }
}

/// The thread's entry; it holds the loop for as long as it runs.
private func runLoop(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  // A client that is gone while it is written to is told by `errno`, and signals are for other threads.
  var all = sigset_t()
  sigfillset(&all)
  pthread_sigmask(SIG_BLOCK, &all, nil)
  Unmanaged<HTTPLoop>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
