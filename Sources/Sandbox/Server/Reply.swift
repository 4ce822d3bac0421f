import JSONBytes

/// An answer before it is HTTP.
struct Reply: Sendable {
  /// What the answer's body is made of.
  enum Body: Sendable {
    /// Bytes in memory.
    case bytes([UInt8], contentType: String)
    /// A file.
    case blob(Blob)
  }

  /// How much of the answer gets through.
  enum Delivery: Sendable { case whole, cut, lost }

  /// The HTTP status.
  var status = 200
  /// Headers beside the content's own.
  var headers: [(name: String, value: String)] = []
  /// The body.
  var body: Body
  /// How much of it gets through.
  var delivery = Delivery.whole

  /// A JSON answer.
  init(_ json: JSON, status: Int = 200) {
    self.init(bytes: json.bytes, status: status)
  }

  /// An answer of bytes.
  init(bytes: [UInt8], status: Int = 200, contentType: String = "application/json") {
    self.status = status
    body = .bytes(bytes, contentType: contentType)
  }

  /// An answer that is a file's content.
  init(_ blob: Blob) { body = .blob(blob) }

  /// A refusal.
  init(_ failure: APIFailure) {
    self.init(failure.body, status: failure.status)
    headers = failure.headers.map { ($0.name, $0.value) }
  }

  /// A page as an edge server sends it.
  init(htmlStatus: Int) {
    self.init(
      bytes: Array(
        "<html><head><title>\(htmlStatus)</title></head><body><center><h1>\(htmlStatus)</h1></center></body></html>\n"
          .utf8),
      status: htmlStatus, contentType: "text/html")
  }
}
