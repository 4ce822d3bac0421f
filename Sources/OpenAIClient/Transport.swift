/// What carries requests to a server: libcurl in the program, scripted answers in tests.
///
/// Both calls end at once, with `TransportFailure.Kind.cancelled`, when the Swift task is
/// cancelled. Neither follows a redirect, so that the key never reaches another host. A POST is put
/// on the wire at most once: the API knows no idempotency keys, so a repeated POST is paid twice,
/// and repeating is the caller's to decide and to count.
package protocol Transport: Sendable {
  /// Sends a request and gives the whole answer, whatever its status, in memory.
  func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPResponse

  /// Sends a request and streams the body of a 2xx answer into the file `path`.
  ///
  /// The file appears under its name whole and flushed to disk, or not at all. The body of any
  /// other answer, and one of type `text/html` (a page of something on the way, never a file of the
  /// API), comes back in memory and no file is made; after a file was made the body is empty.
  func download(
    _ request: HTTPRequest, toFile path: String
  ) async throws(TransportFailure) -> HTTPResponse
}

/// A request as a transport sends it.
package struct HTTPRequest: Sendable, CustomStringConvertible, CustomReflectable {
  /// The methods that the API uses.
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case delete = "DELETE"
  }

  /// What follows the headers.
  package enum Body: Sendable {
    case none
    case bytes([UInt8])
    /// `multipart/form-data`: the plain fields in order, then the file, streamed from disk.
    case multipart(fields: [(String, String)], file: FilePart)
  }

  /// A file on disk as a part of a form.
  package struct FilePart: Sendable {
    /// The name of the form's field.
    package var name: String
    /// The file name the server is told.
    package var fileName: String
    /// Where the file is.
    package var path: String
    /// Its media type, as `application/jsonl`.
    package var contentType: String
  }

  package var method: Method
  /// Absolute, `http` or `https`.
  package var url: String
  package var headers: HTTPHeaders
  package var body: Body
  package var timeouts: HTTPTimeouts
  /// Whether the answer may come compressed. Bytes that are to be kept as they are had better not.
  package var acceptsEncodings = true
  /// The most bytes of an answer that are wanted: at more the transfer ends as a success, `isCutOff`. `nil`: all that the
  /// transport takes into memory, and more is a failure.
  package var longestAnswer: Int?

  package init(
    method: Method, url: String, headers: HTTPHeaders = [:], body: Body = .none,
    timeouts: HTTPTimeouts = HTTPTimeouts()
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeouts = timeouts
  }

  /// Method and address; neither headers, which hold the key, nor the body.
  package var description: String { "\(method.rawValue) \(url)" }

  package var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}

/// How long a transfer may take.
package struct HTTPTimeouts: Sendable, Hashable {
  /// Until the connection (TLS included) stands.
  package var connect: Duration
  /// The longest time without a byte in either direction once the connection stands; so also the
  /// time to the first byte of the answer. `nil`: none.
  package var idle: Duration?
  /// From the start to the last byte. `nil`: none.
  package var total: Duration?

  package init(
    connect: Duration = .seconds(10), idle: Duration? = .seconds(60),
    total: Duration? = .seconds(600)
  ) {
    self.connect = connect
    self.idle = idle
    self.total = total
  }
}

/// An answer as a transport gives it.
package struct HTTPResponse: Sendable {
  package var status: Int
  package var headers: HTTPHeaders
  package var body: [UInt8]
  /// Whether there was more than `HTTPRequest.longestAnswer`; `body` is its beginning.
  package var isCutOff = false

  package init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Why there is no whole answer.
package struct TransportFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// What went wrong, as far as a caller acts on it.
  package enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Refused, unreachable, or the proxy would not.
    case cannotConnect
    case nameNotResolved
    /// The certificate does not verify, or the handshake failed.
    case tls
    case timedOut
    /// Closed or reset before the answer was whole.
    case connectionCut
    /// The Swift task was cancelled, or the transport closed.
    case cancelled
    /// The answer is larger than the transport takes into memory.
    case tooLarge
    /// A local file could not be read or written.
    case file
    case other
  }

  package var kind: Kind
  /// What happened, in lower case, without a full stop; names the host, never holds a header or a
  /// body.
  package var message: String
  /// Whether any byte of the request left: if so the server may have run it, and it may have to be
  /// paid.
  package var requestMayHaveRun: Bool

  package init(kind: Kind, message: String, requestMayHaveRun: Bool) {
    self.kind = kind
    self.message = message
    self.requestMayHaveRun = requestMayHaveRun
  }

  package var description: String { message }
}
