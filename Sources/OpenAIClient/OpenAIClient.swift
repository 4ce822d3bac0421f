import Basics
import Formats

/// The API of one account: each call is one request; repeating, pacing and paying are the caller's
/// business.
package struct OpenAIClient: Sendable {
  package let account: APIAccount
  /// Cleans what the server says: it knows this account's secrets.
  package let text: ServerText
  private let transport: any Transport
  /// For every call but chat requests and transfers of files.
  private let timeouts: HTTPTimeouts

  /// `connectTimeout` holds for every call.
  package init(
    account: APIAccount, transport: any Transport, connectTimeout: Duration = .seconds(10)
  ) {
    self.account = account
    text = account.text
    self.transport = transport
    timeouts = HTTPTimeouts(connect: connectTimeout, idle: .seconds(60), total: .seconds(120))
  }

  /// Sends one chat request. `timeout` is its whole time; no byte needs to come earlier.
  ///
  /// What comes back was answered, and may have to be paid: a completion, or one without content that tells its usage. An error
  /// is a failure wherever it stands, also in an answer of status 200.
  ///
  /// - Parameter longestAnswer: the most bytes of an answer that are read.
  package func chatCompletion(
    body: [UInt8], timeout: Duration, longestAnswer: Int = ChatReply.longestBody
  ) async throws(APIFailure) -> ChatAnswer {
    try await answer(.chat, "/chat/completions", body, timeout, longestAnswer: longestAnswer)
  }

  /// Sends one request for decisions. All else is as with a chat request; of the body that came, the likeliest values of
  /// each answer are kept.
  package func decisions(
    body: [UInt8], timeout: Duration
  ) async throws(APIFailure) -> ChatAnswer {
    var answer = try await answer(.decide, "/decisions", body, timeout)
    if !answer.reply.isTooLong { answer.rawBody = ChatReply.shortened(answer.rawBody) }
    return answer
  }

  private func answer(
    _ operation: APIFailure.Operation, _ path: String, _ body: [UInt8], _ timeout: Duration,
    longestAnswer: Int = ChatReply.longestBody
  ) async throws(APIFailure) -> ChatAnswer {
    let limits = HTTPTimeouts(connect: timeouts.connect, idle: nil, total: timeout)
    var request = jsonRequest(path, body, limits)
    request.longestAnswer = longestAnswer
    let response = try await exchange(operation, request)
    let requestID = response.headers["x-request-id"].map { text.line($0, limit: 100) }
    if response.isCutOff {
      return ChatAnswer(
        reply: .tooLong, rawBody: Array(response.body.prefix(ChatReply.keptOfLong)),
        status: response.status, rateLimits: RateLimitHeaders(response.headers),
        requestID: requestID)
    }
    guard let value = ServerValue.parse(response.body, text) else {
      throw notJSON(operation, response)
    }
    if let error = ChatReply.error(in: value) {
      throw APIFailure.classify(
        operation, status: error.ownStatus, headers: response.headers, error: error, text: text)
    }
    guard let reply = ChatReply(value) else {
      var failure = notJSON(operation, response)
      if value.kind == .object { failure.kind = .noCompletion }
      throw failure
    }
    return ChatAnswer(
      reply: reply, rawBody: response.body, status: response.status,
      rateLimits: RateLimitHeaders(response.headers), requestID: requestID)
  }

  /// The models of the server.
  package func models() async throws(APIFailure) -> [RemoteModel] {
    let list = try await json(.listModels, request(.get, "/models")).value
    return (list["data"]?.elements ?? []).compactMap(RemoteModel.init)
  }

  /// A model of the server, by its name. For a hint only, so it is not waited for long.
  package func model(named name: String) async throws(APIFailure) -> RemoteModel? {
    let path = "/models/" + PercentEncoding.encoded(name)
    let limits = HTTPTimeouts(connect: timeouts.connect, idle: .seconds(5), total: .seconds(5))
    return RemoteModel(try await json(.listModels, request(.get, path, limits)).value)
  }

  // MARK: - What the other calls are made of

  /// A request without a body.
  func request(
    _ method: HTTPRequest.Method, _ path: String, _ limits: HTTPTimeouts? = nil
  ) -> HTTPRequest {
    HTTPRequest(
      method: method, url: account.url(path), headers: account.headers(),
      timeouts: limits ?? timeouts)
  }

  /// A POST with a body of JSON.
  func jsonRequest(_ path: String, _ body: [UInt8], _ limits: HTTPTimeouts? = nil) -> HTTPRequest {
    var result = request(.post, path, limits)
    result.headers.add("Content-Type", "application/json")
    result.body = .bytes(body)
    return result
  }

  /// Limits for the transfer of a file: no bound on the whole, since sizes differ by thousands.
  var fileTimeouts: HTTPTimeouts {
    HTTPTimeouts(connect: timeouts.connect, idle: .seconds(120), total: nil)
  }

  /// Sends, and gives only answers of status 2xx.
  func exchange(
    _ operation: APIFailure.Operation, _ request: HTTPRequest
  ) async throws(APIFailure) -> HTTPResponse {
    let response: HTTPResponse
    do {
      response = try await transport.send(request)
    } catch {
      throw APIFailure(operation: operation, kind: .transport(error))
    }
    return try accepted(operation, response)
  }

  /// The same, the body going to a file.
  func exchange(
    _ operation: APIFailure.Operation, _ request: HTTPRequest, toFile path: String
  ) async throws(APIFailure) -> HTTPResponse {
    let response: HTTPResponse
    do {
      response = try await transport.download(request, toFile: path)
    } catch {
      throw APIFailure(operation: operation, kind: .transport(error))
    }
    return try accepted(operation, response)
  }

  /// Sends and parses. An error is a failure wherever it stands.
  func json(
    _ operation: APIFailure.Operation, _ request: HTTPRequest
  ) async throws(APIFailure) -> (value: ServerValue, response: HTTPResponse) {
    let response = try await exchange(operation, request)
    guard let value = ServerValue.parse(response.body, text), value.kind == .object else {
      throw notJSON(operation, response)
    }
    if let error = value["error"].flatMap(ErrorBody.init(error:)) {
      throw .classify(
        operation, status: error.ownStatus, headers: response.headers, error: error, text: text)
    }
    return (value, response)
  }

  /// An answer that should have been JSON, or JSON of that shape, and is not.
  func notJSON(_ operation: APIFailure.Operation, _ response: HTTPResponse) -> APIFailure {
    APIFailure(
      operation: operation, kind: .notJSON, status: response.status,
      requestID: response.headers["x-request-id"].map { text.line($0, limit: 100) },
      rateLimits: RateLimitHeaders(response.headers))
  }

  private func accepted(
    _ operation: APIFailure.Operation, _ response: HTTPResponse
  ) throws(APIFailure) -> HTTPResponse {
    if (200..<300).contains(response.status) { return response }
    throw APIFailure.classify(
      operation, status: response.status, headers: response.headers, body: response.body,
      text: text)
  }
}

/// An answer of status 2xx to a chat request or one for decisions.
package struct ChatAnswer: Sendable {
  package var reply: ChatReply
  /// What is kept of the body, since it was paid for: all of it, but of one that is too long its beginning, and of decisions
  /// the likeliest values.
  package var rawBody: [UInt8]
  package var status: Int
  package var rateLimits: RateLimitHeaders = RateLimitHeaders()
  package var requestID: String?
}
