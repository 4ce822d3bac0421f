import Formats
import HTTPServing

/// An answer before it is HTTP.
struct Reply: Sendable {
  /// The HTTP status.
  var status = 200
  /// Headers beside the content's own.
  var headers: [(name: String, value: String)] = []
  var body: HTTPResponse.Body
  /// What the body is.
  var contentType: String
  /// How much of it gets through.
  var delivery = HTTPResponse.Delivery.whole

  /// A JSON answer.
  init(_ json: JSON, status: Int = 200) {
    self.init(bytes: json.bytes, status: status)
  }

  /// An answer of bytes.
  init(bytes: [UInt8], status: Int = 200, contentType: String = "application/json") {
    self.status = status
    body = .bytes(bytes)
    self.contentType = contentType
  }

  /// An answer that is a file's content.
  init(_ blob: Blob) {
    body = .file(blob)
    contentType = "application/octet-stream"
  }

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
