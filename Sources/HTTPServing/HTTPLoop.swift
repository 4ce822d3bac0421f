import Basics
import CEvent

import Glibc

/// The server's thread: libevent's loop, its HTTP server, and the requests that are being handled.
///
/// Everything here is touched by that thread alone, but for `init`, which runs before there is one.
final class HTTPLoop {
  private let base: OpaquePointer
  private let http: OpaquePointer
  private let listener: OpaquePointer
  private let mailbox: HTTPMailbox
  private let handler: HTTPServer.Handler
  private var calls: OpaquePointer?
  /// The requests that wait for their answers. libevent leaves a request alone while it does.
  private var waiting: [UInt64: Waiting] = [:]
  private var handled: UInt64 = 0

  private struct Waiting {
    var request: OpaquePointer
    /// Whether the connection has to close behind the answer.
    var closes: Bool
  }

  /// libevent would write to standard error what is told to nobody but the client.
  private static let isSilenced: Void = event_set_log_callback { _, _ in }

  /// Puts everything together; it serves from `run` on. `nil` where there is no memory; the listener is closed in any
  /// case, then or at the end.
  init?(
    listener descriptor: Int32, mailbox: HTTPMailbox, limits: HTTPServer.Limits,
    handler: @escaping HTTPServer.Handler
  ) {
    _ = Self.isSilenced
    guard let base = event_base_new() else {
      close(descriptor)
      return nil
    }
    guard let http = evhttp_new(base) else {
      close(descriptor)
      event_base_free(base)
      return nil
    }
    let flags = LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC
    // A backlog of 0 says that the socket listens already.
    guard let listener = evconnlistener_new(base, nil, nil, flags, 0, descriptor) else {
      close(descriptor)
      evhttp_free(http)
      event_base_free(base)
      return nil
    }
    self.base = base
    self.http = http
    self.listener = listener
    self.mailbox = mailbox
    self.handler = handler
    let context = Unmanaged.passUnretained(self).toOpaque()
    calls = event_new(
      base, mailbox.calls.reading, Int16(EV_READ | EV_PERSIST), callsCame, context)
    evhttp_set_gencb(http, requestCame, context)
    evhttp_set_allowed_methods(http, .max)
    evhttp_set_max_headers_size(http, limits.headBytes)
    evhttp_set_max_body_size(http, limits.bodyBytes)
    if let seconds = limits.idleSeconds { evhttp_set_timeout(http, Int32(clamping: seconds)) }
    evhttp_set_default_content_type(http, nil)
    evconnlistener_set_error_cb(listener, acceptFailed)
    guard evhttp_bind_listener(http, listener) != nil else {
      evconnlistener_free(listener)
      tearDown()
      return nil
    }
    guard let calls, event_add(calls, nil) == 0 else {
      tearDown()
      return nil
    }
  }

  /// Serves until the mailbox says that it is time to end; then everything is closed.
  func run() {
    event_base_dispatch(base)
    tearDown()
    mailbox.endThread()
  }

  /// Closes everything. Nothing else may be done afterwards.
  func tearDown() {
    // Requests whose client has gone are nobody else's; the others go with their connections.
    for one in waiting.values where evhttp_request_get_connection(one.request) == nil {
      evhttp_request_free(one.request)
    }
    waiting = [:]
    evhttp_free(http)
    if let calls { event_free(calls) }
    event_base_free(base)
  }

  // MARK: What libevent calls

  /// A request has come in whole.
  fileprivate func take(_ request: OpaquePointer) {
    guard let taken = HTTPRequest(taking: request) else {
      return evhttp_send_error(request, 503, nil)
    }
    handled += 1
    waiting[handled] = Waiting(request: request, closes: taken.leftItsBody)
    let handler = handler
    mailbox.handle(handled) { await handler(taken) }
  }

  /// Answers have been left, or the end has been asked for.
  fileprivate func takeAnswers() {
    mailbox.calls.drain()
    let (answers, isClosing) = mailbox.take()
    if isClosing {
      event_base_loopbreak(base)
      return
    }
    for (id, response) in answers {
      guard let one = waiting.removeValue(forKey: id) else { continue }
      send(response, to: one)
    }
  }

  // MARK: Answers

  private func send(_ response: HTTPResponse, to one: Waiting) {
    let request = one.request
    guard let connection = evhttp_request_get_connection(request) else {
      return evhttp_request_free(request)
    }
    guard response.delivery != .lost, let output = evbuffer_new() else {
      return evhttp_connection_free(connection)
    }
    defer { evbuffer_free(output) }
    let headers = evhttp_request_get_output_headers(request)
    for header in response.headers { evhttp_add_header(headers, header.name, header.value) }
    let isCut = response.delivery == .cut
    let length = isCut ? max(1, response.body.count) : response.body.count
    evhttp_add_header(headers, "Content-Length", String(length))
    // libevent closes the connection once it has sent what there is.
    if isCut || one.closes { evhttp_add_header(headers, "Connection", "close") }
    if evhttp_request_get_command(request) != EVHTTP_REQ_HEAD {
      guard Self.put(response.body, upTo: isCut ? length / 2 : length, into: output) else {
        return evhttp_connection_free(connection)
      }
    }
    evhttp_send_reply(request, Int32(response.status), response.reason, output)
  }

  /// Puts the beginning of a body into a buffer; a file is not read before it is sent.
  private static func put(
    _ body: HTTPResponse.Body, upTo count: Int, into output: OpaquePointer
  ) -> Bool {
    if count == 0 { return true }
    switch body {
    case .bytes(let bytes):
      return bytes.withUnsafeBytes { evbuffer_add(output, $0.baseAddress, count) } == 0
    case .file(let file):
      guard let descriptor = file.duplicate() else { return false }
      // Where all goes to a socket in the end, the system can send a file by itself.
      evbuffer_set_flags(output, UInt64(EVBUFFER_FLAG_DRAINS_TO_FD))
      if evbuffer_add_file(output, descriptor, 0, Int64(count)) == 0 { return true }
      close(descriptor)
      return false
    }
  }
}

// Functions that libevent calls on the loop's thread, which keeps the loop alive.

private func requestCame(_ request: OpaquePointer?, _ context: UnsafeMutableRawPointer?) {
  guard let request else { return }
  loop(context)?.take(request)
}

private func callsCame(
  _ descriptor: Int32, _ what: Int16, _ context: UnsafeMutableRawPointer?
) {
  loop(context)?.takeAnswers()
}

/// No client can be taken in: without a pause the loop would try again at once and for ever.
private func acceptFailed(_ listener: OpaquePointer?, _: UnsafeMutableRawPointer?) {
  guard let listener else { return }
  evconnlistener_disable(listener)
  var pause = timeval(tv_sec: 0, tv_usec: 50_000)
  event_base_once(
    evconnlistener_get_base(listener), -1, Int16(EV_TIMEOUT), acceptAgain,
    UnsafeMutableRawPointer(listener), &pause)
}

private func acceptAgain(
  _ descriptor: Int32, _ what: Int16, _ listener: UnsafeMutableRawPointer?
) {
  guard let listener else { return }
  evconnlistener_enable(OpaquePointer(listener))
}

private func loop(_ context: UnsafeMutableRawPointer?) -> HTTPLoop? {
  context.map { Unmanaged<HTTPLoop>.fromOpaque($0).takeUnretainedValue() }
}
