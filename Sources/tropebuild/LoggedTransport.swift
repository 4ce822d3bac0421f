import OpenAIClient
import TropeModel

/// Another transport, with a log line for each call: `debug` for an answer, `notice` for a failure. Headers are left
/// out, and of the address what could be a secret: whatever stands before an `@`, and the query.
struct LoggedTransport: Transport {
  private let transport: any Transport
  private let logger: Logger
  private let time: TimeSource
  private let text: ServerText

  /// - Parameter text: cleans what the server says; it knows the account's secrets.
  init(
    _ transport: any Transport, _ logger: Logger, _ time: TimeSource,
    text: ServerText
  ) {
    self.transport = transport
    self.logger = logger
    self.time = time
    self.text = text
  }

  func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPResponse {
    let began = time.steady()
    do throws(TransportFailure) {
      let response = try await transport.send(request)
      answered(request, response, since: began)
      return response
    } catch {
      failed(request, error, since: began)
      throw error
    }
  }

  func download(
    _ request: HTTPRequest, toFile path: String
  ) async throws(TransportFailure) -> HTTPResponse {
    let began = time.steady()
    do throws(TransportFailure) {
      let response = try await transport.download(request, toFile: path)
      answered(request, response, since: began)
      return response
    } catch {
      failed(request, error, since: began)
      throw error
    }
  }

  private func answered(_ request: HTTPRequest, _ response: HTTPResponse, since began: Timestamp) {
    var metadata = common(request, since: began)
    metadata["status"] = "\(response.status)"
    metadata["bytes"] = "\(response.body.count)"
    if let id = response.headers["x-request-id"] {
      metadata["request_id"] = "\(text.line(id, limit: 100))"
    }
    logger.log(level: response.status < 400 ? .debug : .notice, "answer", metadata: metadata)
  }

  private func failed(
    _ request: HTTPRequest, _ failure: TransportFailure, since began: Timestamp
  ) {
    var metadata = common(request, since: began)
    metadata["kind"] = "\(failure.kind.rawValue)"
    metadata["reason"] = "\(failure.message)"
    metadata["may_have_run"] = "\(failure.requestMayHaveRun)"
    logger.log(
      level: failure.kind == .cancelled ? .debug : .notice, "no answer", metadata: metadata)
  }

  private func common(_ request: HTTPRequest, since began: Timestamp) -> Logger.Metadata {
    [
      "method": "\(request.method.rawValue)", "path": "\(Self.path(request.url))",
      "ms": "\((time.steady() - began).wholeMilliseconds)",
    ]
  }

  /// The path of an address, without host and query.
  static func path(_ url: String) -> String {
    // Scheme, nothing, host, then the path.
    let parts = url.prefix { $0 != "?" }.split(
      separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    return parts.count > 3 ? "/" + parts[3] : "/"
  }
}
