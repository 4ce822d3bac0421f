import Formats

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
  /// The bytes of the answer's body, as they came; empty where there is none, and the beginning of one that is too long.
  package var body: [UInt8]

  /// The most bytes of a `custom_id` that may be ours: ours have some dozens.
  private static let mostBytesOfID = 512

  /// What a line holds; throws where it is not JSON (cut off, a page of an edge) or names no
  /// `custom_id`.
  ///
  /// - Parameter text: cleans what the server says; `OpenAIClient.text` knows the account's secrets.
  package static func parse(
    _ bytes: [UInt8], text: ServerText = ServerText()
  ) throws(BatchLineFault) -> BatchOutputLine {
    if bytes.count > ChatReply.longestBody, let line = tooLong(bytes, text) { return line }
    let document: JSONDocument
    do { document = try JSONDocument(bytes) } catch { throw .notJSON(offset: error.offset) }
    let root = ServerValue(document.root, text)
    // It is ours, and compared with ours; what is not is never shown.
    guard let customID = root["custom_id"]?.payload, customID.utf8.count <= mostBytesOfID else {
      throw .noCustomID
    }
    let response = root["response"]
    let status = response?["status_code"]?.count
    let requestID = response?["request_id"]?.line(100)
    var line = BatchOutputLine(
      customID: customID, status: status,
      outcome: .failed(APIFailure(operation: .batchLine, kind: .notRun(code: "unknown"))),
      requestID: requestID, body: [])
    guard let outer = response?["body"] else {
      line.outcome = .failed(failure(status, root["error"], requestID, text))
      return line
    }
    // One server gives the body as a JSON text inside a string.
    let body = outer.nested ?? outer
    line.body = body.rawBytes
    line.outcome = outcome(of: body, status, root["error"], requestID, text)
    return line
  }

  /// A body is no evidence of a completion, an unheard-of status none of a failure: both must
  /// agree, and nothing in it may speak of an error.
  private static func outcome(
    of body: ServerValue, _ status: Int?, _ error: ServerValue?, _ requestID: String?,
    _ text: ServerText
  ) -> Outcome {
    let isSuccess = (200..<300).contains(status ?? 200)
    let inside = isSuccess ? ChatReply.error(in: body) : ErrorBody(body)
    let said = inside ?? error.flatMap(ErrorBody.init(error:))
    if isSuccess, said == nil, let reply = ChatReply(body) { return .reply(reply) }
    var failure = APIFailure.classify(
      .batchLine, status: failureStatus(status, said), error: said, text: text)
    failure.requestID = requestID
    return .failed(failure)
  }

  /// A line without a body: `error` says why, or only the status does.
  private static func failure(
    _ status: Int?, _ error: ServerValue?, _ requestID: String?, _ text: ServerText
  ) -> APIFailure {
    let said = error.flatMap(ErrorBody.init(error:))
    var failure: APIFailure
    if let status = status ?? said?.message.flatMap(statusInWords), status >= 400 {
      failure = .classify(.batchLine, status: status, error: said, text: text)
    } else if let said, said.speaksOfMoney {
      failure = .classify(.batchLine, status: said.ownStatus, error: said, text: text)
    } else {
      failure = APIFailure(
        operation: .batchLine, kind: .notRun(code: said?.code ?? "unknown"), status: status,
        code: said?.code, serverMessage: said?.message.map { text.line($0, limit: 300) })
    }
    failure.requestID = requestID
    return failure
  }

  /// The status that begins a message, as OpenAI's Python client spells an error: servers that ask line by line with it
  /// (llama-stack 0.7.3, OGX 1.5.0) tell no other.
  private static func statusInWords(_ message: String) -> Int? {
    let before = "Error code: "
    guard message.hasPrefix(before) else { return nil }
    let digits = message.dropFirst(before.count).prefix { $0.isASCII && $0.isNumber }
    return digits.count == 3 ? Int(digits) : nil
  }

  /// A status below 400 with a body that is no completion is the server's fault, or what the error in it says.
  private static func failureStatus(_ status: Int?, _ said: ErrorBody?) -> Int {
    guard let status, status >= 400 else { return said?.ownStatus ?? 502 }
    return status
  }

  /// A line that is longer than any answer: whose it is stands at its beginning, and of the rest no more is read.
  private static func tooLong(_ bytes: [UInt8], _ text: ServerText) -> BatchOutputLine? {
    let beginning = Array(bytes.prefix(ChatReply.keptOfLong))
    guard let root = JSONDocument.salvage(beginning).document?.root,
      let customID = root["custom_id"]?.string, customID.utf8.count <= mostBytesOfID
    else { return nil }
    return BatchOutputLine(
      customID: customID, status: 200, outcome: .reply(.tooLong), requestID: nil, body: beginning)
  }
}

/// A line that cannot be attributed to a request.
package enum BatchLineFault: Error, Sendable, Hashable {
  /// It ceases to be JSON at this byte of the line.
  case notJSON(offset: Int)
  case noCustomID
}
