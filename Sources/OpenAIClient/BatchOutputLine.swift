import JSONBytes

/// One line of a batch's output or error file (openai-api.md §3, §10).
package struct BatchOutputLine: Sendable {
  /// How a line ended.
  package enum Outcome: Sendable {
    case reply(ChatReply)
    /// It failed, in whichever of the API's forms.
    case failed(APIFailure)
  }

  package var customID: String
  /// The HTTP status; `nil` where the request never ran.
  package var status: Int?
  package var outcome: Outcome
  package var requestID: String?
  /// The bytes of the answer's body, as they came; empty where there is none.
  package var body: [UInt8]

  /// What a line holds; throws where it is not JSON (cut off, a page of an edge) or names no
  /// `custom_id`.
  package static func parse(_ bytes: [UInt8]) throws(BatchLineFault) -> BatchOutputLine {
    let document: JSONDocument
    do { document = try JSONDocument(bytes) } catch { throw .notJSON(offset: error.offset) }
    guard let customID = document.root["custom_id"]?.string else { throw .noCustomID }
    let response = document.root["response"]
    let status = response?["status_code"]?.int
    let requestID = response?["request_id"]?.string
    var line = BatchOutputLine(
      customID: customID, status: status,
      outcome: .failed(APIFailure(operation: .batchLine, kind: .notRun(code: "unknown"))),
      requestID: requestID, body: [])
    guard let body = try body(of: response) else {
      line.outcome = .failed(failure(status, document.root["error"], requestID))
      return line
    }
    line.body = body.rawBytes
    // A body is no evidence of a completion, an unheard-of status none of a failure: both must
    // agree.
    if (200..<300).contains(status ?? 200), let reply = ChatReply(body) ?? ChatReply(billed: body) {
      line.outcome = .reply(reply)
    } else {
      var failure = APIFailure.classify(
        .batchLine, status: failureStatus(status),
        error: ErrorBody(body) ?? document.root["error"].flatMap(ErrorBody.init(error:)))
      failure.requestID = requestID
      line.outcome = .failed(failure)
    }
    return line
  }

  /// The body as a value: an object, or a JSON text inside a string as one server gives it.
  private static func body(of response: JSONView?) throws(BatchLineFault) -> JSONView? {
    guard let body = response?["body"] else { return nil }
    guard let text = body.string else { return body }
    return (try? JSONDocument(Array(text.utf8)))?.root ?? body
  }

  /// A line without a body: `error` says why, or only the status does.
  private static func failure(
    _ status: Int?, _ error: JSONView?, _ requestID: String?
  ) -> APIFailure {
    let said = error.flatMap(ErrorBody.init(error:))
    var failure: APIFailure
    if let status, status >= 400 {
      failure = .classify(.batchLine, status: status, error: said)
    } else {
      failure = APIFailure(
        operation: .batchLine, kind: .notRun(code: said?.code ?? "unknown"), status: status,
        code: said?.code, serverMessage: said?.message.map { APIFailure.clean($0, [], limit: 300) })
      // A refusal for want of money says so on each line, and holds for all that would be sent.
      if APIFailure.classify(.batchLine, status: 429, error: said).kind == .quotaExhausted {
        failure.kind = .quotaExhausted
      }
    }
    failure.requestID = requestID
    return failure
  }

  /// A status below 400 with a body that is no completion is the server's fault.
  private static func failureStatus(_ status: Int?) -> Int {
    guard let status, status >= 400 else { return 502 }
    return status
  }
}

/// A line that cannot be attributed to a request.
package enum BatchLineFault: Error, Sendable, Hashable {
  /// It ceases to be JSON at this byte of the line.
  case notJSON(offset: Int)
  case noCustomID
}
