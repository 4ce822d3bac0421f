/// A file that answers are made of.
package protocol HTTPFile: Sendable {
  /// Its length in bytes.
  var count: Int { get }
  /// A new descriptor of it, which is the caller's to close; `nil` where the process can have no more.
  func duplicate() -> Int32?
}

/// An answer to a request.
package struct HTTPResponse: Sendable {
  /// What comes after the head.
  package enum Body: Sendable {
    /// Bytes in memory.
    case bytes([UInt8])
    /// A file, which is sent as the client takes it, and never held in memory.
    case file(any HTTPFile)

    /// Its length in bytes.
    package var count: Int {
      switch self {
      case .bytes(let bytes): bytes.count
      case .file(let file): file.count
      }
    }
  }

  /// How much of an answer gets through.
  package enum Delivery: Sendable {
    /// All of it.
    case whole
    /// The head, with the length of the whole, and half of the body; then the connection closes.
    case cut
    /// Nothing: the connection closes.
    case lost
  }

  package var status: Int
  /// Headers beside those that any answer has: date, length, and whether the connection closes.
  package var headers: [(name: String, value: String)]
  /// The body; a HEAD request gets its length alone.
  package var body: Body
  /// How much of it gets through.
  package var delivery = Delivery.whole

  package init(
    status: Int, headers: [(name: String, value: String)], body: Body,
    delivery: Delivery = .whole
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.delivery = delivery
  }

  /// The line of a status that libevent has no words for.
  var reason: String? { status == 429 ? "Too Many Requests" : nil }
}
