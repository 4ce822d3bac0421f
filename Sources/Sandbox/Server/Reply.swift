/// An answer before it is HTTP.
struct Reply: Sendable {
  /// What the answer's body is made of.
  enum Body: Sendable {
    case bytes([UInt8], contentType: String)
    case blob(Blob)
  }

  /// How much of the answer gets through.
  enum Delivery: Sendable { case whole, cut, lost }

  var status = 200
  var headers: [(name: String, value: String)] = []
  var body: Body
  var delivery = Delivery.whole

  init(_ json: JSON, status: Int = 200) {
    self.init(bytes: json.bytes, status: status)
  }

  init(bytes: [UInt8], status: Int = 200, contentType: String = "application/json") {
    self.status = status
    body = .bytes(bytes, contentType: contentType)
  }

  init(_ blob: Blob) { body = .blob(blob) }

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
