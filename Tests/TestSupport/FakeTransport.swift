import Foundation
package import OpenAIClient

/// A transport without a network: answers from a script or a function, and remembers what it was
/// sent.
///
/// `@unchecked Sendable`: all that changes is touched under `lock` only.
package final class FakeTransport: Transport, @unchecked Sendable {
  /// What a request is answered with.
  package enum Answer: Sendable {
    case response(HTTPResponse)
    case failure(TransportFailure)
    /// No answer ever: it ends when the task is cancelled.
    case hang

    /// A response with a body of text.
    package static func json(
      _ text: String, status: Int = 200, headers: HTTPHeaders = [:]
    ) -> Answer {
      .response(HTTPResponse(status: status, headers: headers, body: Array(text.utf8)))
    }
  }

  private let lock = NSLock()
  private var script: [Answer]
  private var sent: [HTTPRequest] = []
  private let answer: (@Sendable (HTTPRequest) async -> Answer)?

  /// Answers in this order; what comes after the last is refused as `cannotConnect`.
  package init(_ script: [Answer]) {
    self.script = script
    answer = nil
  }

  /// Answers as the function does.
  package init(answer: @escaping @Sendable (HTTPRequest) async -> Answer) {
    script = []
    self.answer = answer
  }

  /// What was sent so far, in order.
  package var requests: [HTTPRequest] { lock.withLock { sent } }

  package func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPResponse {
    let scripted = take(request)
    let answer = await self.answer?(request) ?? scripted
    if Task.isCancelled { throw Self.cancelled }
    switch answer {
    case .response(var response):
      if let longest = request.longestAnswer, response.body.count > longest {
        response.body = Array(response.body.prefix(longest))
        response.isCutOff = true
      }
      return response
    case .failure(let failure): throw failure
    case .hang:
      while !Task.isCancelled { try? await Task.sleep(for: .seconds(3_600)) }
      throw Self.cancelled
    case nil:
      throw TransportFailure(
        kind: .cannotConnect, message: "the script has no more answers", requestMayHaveRun: false)
    }
  }

  package func download(
    _ request: HTTPRequest, toFile path: String
  ) async throws(TransportFailure) -> HTTPResponse {
    var response = try await send(request)
    let isPage = response.headers["content-type"]?.hasPrefix("text/html") == true
    guard (200..<300).contains(response.status), !isPage else { return response }
    do {
      try Data(response.body).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw TransportFailure(
        kind: .file, message: "cannot write '\(path)'", requestMayHaveRun: true)
    }
    response.body = []
    return response
  }

  /// Remembers the request and gives the script's next answer.
  private func take(_ request: HTTPRequest) -> Answer? {
    lock.withLock {
      sent.append(request)
      return script.isEmpty ? nil : script.removeFirst()
    }
  }

  private static var cancelled: TransportFailure {
    TransportFailure(kind: .cancelled, message: "cancelled", requestMayHaveRun: true)
  }
}

extension HTTPRequest {
  /// The body as text, for expectations; `nil` for a form or no body.
  package var bodyText: String? {
    guard case .bytes(let bytes) = body else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What follows host and port, query included.
  package var path: String {
    guard let start = url.range(of: "://") else { return url }
    return url[start.upperBound...].firstIndex(of: "/").map { String(url[$0...]) } ?? "/"
  }
}
