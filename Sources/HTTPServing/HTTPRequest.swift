import CEvent

import Glibc

/// A request that has come in whole.
package struct HTTPRequest: Sendable {
  /// The methods that libevent tells apart.
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case head = "HEAD"
    case options = "OPTIONS"
    case trace = "TRACE"
    case connect = "CONNECT"
    /// Any other: which, libevent does not say.
    case unknown = "UNKNOWN"
  }

  /// What is asked for.
  package let method: Method
  /// As it was sent, percent signs and all, without the query.
  package let path: String
  /// What follows the question mark, as it was sent.
  package let query: String
  /// The body, still packed as it came.
  package let body: HTTPBody
  private let headers: [(name: String, value: String)]

  /// The value of a header; the first one where it came twice.
  package func header(_ name: String) -> String? { values(of: name).first }

  /// All values of a header, in order.
  package func values(of name: String) -> [String] {
    let name = name.lowercased()
    return headers.filter { $0.name == name }.map(\.value)
  }

  /// The query's values by their names, percent signs undone; the last one where a name came twice.
  package var queryValues: [String: String] {
    var result: [String: String] = [:]
    for item in query.split(separator: "&") {
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      result[Self.decoded(parts[0])] = parts.count > 1 ? Self.decoded(parts[1]) : ""
    }
    return result
  }

  /// All values of each name, in order; brackets behind a name, as clients mark lists, are dropped.
  package var queryLists: [String: [String]] {
    var result: [String: [String]] = [:]
    for item in query.split(separator: "&") {
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      var name = Self.decoded(parts[0])
      if name.hasSuffix("[]") { name.removeLast(2) }
      result[name, default: []].append(parts.count > 1 ? Self.decoded(parts[1]) : "")
    }
    return result
  }

  private static func decoded(_ text: Substring) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    var count = 0
    guard let bytes = evhttp_uridecode(String(text), 0, &count) else { return String(text) }
    defer { free(bytes) }
    return String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
  }
}

extension HTTPRequest {
  /// Takes a request out of libevent's hands; the body is moved, not copied. `nil` where there is no memory for it.
  init?(taking request: OpaquePointer) {
    guard let body = HTTPBody(taking: evhttp_request_get_input_buffer(request)) else { return nil }
    self.body = body
    method = Self.method(of: request)
    let target = evhttp_request_get_evhttp_uri(request)
    path = target.flatMap { evhttp_uri_get_path($0) }.map { String(cString: $0) } ?? ""
    query = target.flatMap { evhttp_uri_get_query($0) }.map { String(cString: $0) } ?? ""
    var headers: [(name: String, value: String)] = []
    var next = evhttp_request_get_input_headers(request)?.pointee.tqh_first
    while let entry = next {
      if let name = entry.pointee.key, let value = entry.pointee.value {
        headers.append((String(cString: name).lowercased(), String(cString: value)))
      }
      next = entry.pointee.next.tqe_next
    }
    self.headers = headers
  }

  /// Whether it came with a body that libevent has left on the connection, as it does where it takes a method for one
  /// without: what follows there cannot be told from a next request.
  var leftItsBody: Bool {
    guard [.head, .trace, .unknown].contains(method) else { return false }
    return header("Transfer-Encoding") != nil || header("Content-Length") ?? "0" != "0"
  }

  private static func method(of request: OpaquePointer) -> Method {
    switch evhttp_request_get_command(request) {
    case EVHTTP_REQ_GET: .get
    case EVHTTP_REQ_POST: .post
    case EVHTTP_REQ_PUT: .put
    case EVHTTP_REQ_PATCH: .patch
    case EVHTTP_REQ_DELETE: .delete
    case EVHTTP_REQ_HEAD: .head
    case EVHTTP_REQ_OPTIONS: .options
    case EVHTTP_REQ_TRACE: .trace
    case EVHTTP_REQ_CONNECT: .connect
    default: .unknown
    }
  }
}
