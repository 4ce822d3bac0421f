import Formats

/// What an error answer says of itself, cleaned. Servers put it as `{"error": {…}}`, `{"error": "text"}`,
/// `{"message": "text"}` or `{"detail": …}`; codes come as text, number or null (openai-api.md §1,
/// §10).
struct ErrorBody: Sendable, Hashable {
  let message: String?
  let type: String?
  let code: String?
  let param: String?
  /// The HTTP status that it names itself, where it names one.
  let namedStatus: Int?
  /// The message in lower case, to look for words in.
  let words: String
  /// Code and type, in lower case. LiteLLM has the status for a code, and names the error by its type.
  let names: [String]

  init(message: String?, type: String?, code: String?, param: String?, namedStatus: Int? = nil) {
    self.message = message
    self.type = type
    self.code = code
    self.param = param
    self.namedStatus = namedStatus
    words = (message ?? "").lowercased()
    names = [code, type].compactMap { $0?.lowercased() }
  }

  /// `nil` where the value says nothing of an error.
  init?(_ body: ServerValue) {
    if let text = body.line(Self.longest) {
      self.init(message: text, type: nil, code: nil, param: nil)
      return
    }
    // One server has a list of one error.
    if body.kind == .array {
      guard let first = body.elements.first, first.kind == .object else { return nil }
      self.init(first)
      return
    }
    guard body.kind == .object else { return nil }
    if let error = body["error"] {
      if let text = error.scalar(Self.longest) {
        self.init(
          message: text, type: body["type"]?.scalar(Self.short),
          code: body["code"]?.scalar(Self.short),
          param: nil)
      } else {
        self.init(fields: error)
      }
    } else if let message = body["message"],
      message.payload != nil || message["detail"] != nil || body["code"] != nil
    {
      self.init(fields: body)
    } else if body["code"] != nil {
      self.init(fields: body)
    } else if let detail = body["detail"] {
      self.init(message: Self.message(detail), type: nil, code: nil, param: nil)
    } else {
      return nil
    }
  }

  /// The value of a member named `error`; `nil` where it says nothing, as an empty object.
  init?(error: ServerValue) {
    if let text = error.line(Self.longest) {
      if text.isEmpty { return nil }
      self.init(message: text, type: nil, code: nil, param: nil)
    } else if error.kind == .object {
      // vLLM's batches have the whole body of the refusal there, with an error of its own in it.
      self.init(fields: error["error"].flatMap { $0.kind == .object ? $0 : nil } ?? error)
      if message == nil, type == nil, code == nil { return nil }
    } else {
      return nil
    }
  }

  private init(fields: ServerValue) {
    let message = fields["message"]
    self.init(
      message: message?.scalar(Self.longest) ?? message?["detail"].flatMap(Self.message),
      type: fields["type"]?.scalar(Self.short),
      code: fields["code"]?.scalar(Self.short), param: fields["param"]?.scalar(Self.short),
      namedStatus: fields["status"]?.count ?? fields["status_code"]?.count)
  }

  /// What FastAPI says in `detail`: a text, or a list of faults with their places, of which the first is told.
  private static func message(_ detail: ServerValue) -> String? {
    if let text = detail.line(longest) { return text }
    guard let fault = detail.elements.first, let text = fault["msg"]?.line(longest) else {
      return nil
    }
    var place = fault["loc"]?.elements.compactMap { $0.scalar(short) } ?? []
    if place.first == "body" { place.removeFirst() }
    return place.isEmpty ? text : place.joined(separator: ".") + ": " + text
  }

  /// Long enough for what is looked for in it; what is shown of it is cut shorter.
  private static let longest = 2_000
  private static let short = 80

  /// The limit of the batch queue in tokens, where it says that the queue is full and how much it takes.
  var queueLimit: Int? {
    guard speaksOfQueue else { return nil }
    return APIFailure.number(after: "limit: ", in: words)
  }

  /// Whether it says that the batch queue has no room.
  var speaksOfQueue: Bool {
    code == "token_limit_exceeded" || words.contains("enqueued token")
      || words.contains("enqueued tokens")
  }

  /// Whether the server is there but has not loaded its model yet.
  var speaksOfLoading: Bool {
    words.contains("loading model") || words.contains("loading the model")
      || (words.contains("model") && words.contains("loading"))
  }

  /// The status that an error would have where it stands in an answer of status 200: the one it names, else that of its words.
  /// What says nothing is the fault of a server behind the one that answered.
  var ownStatus: Int {
    let statuses = 300..<600
    for named in [code.flatMap { Int($0) }, namedStatus] {
      if let named, statuses.contains(named) { return named }
    }
    if speaksOfMoney { return 402 }
    if speaksOfQueue { return 429 }
    for name in names {
      for (part, status) in Self.statusWords where name.contains(part) { return status }
    }
    if words.contains("rate limit") || words.contains("too many requests") { return 429 }
    if speaksOfLoading || words.contains("overloaded") { return 503 }
    return 502
  }

  /// Parts of codes and types, the more telling first.
  private static let statusWords: [(String, Int)] = [
    ("rate_limit", 429), ("throttl", 429), ("too_many", 429), ("resource_exhausted", 429),
    ("resource_unavailable", 429), ("slow_down", 503), ("overloaded", 503), ("unavailable", 503),
    ("timeout", 504), ("server_error", 500), ("internal", 500), ("api_key", 401),
    ("authentication", 401), ("permission", 403), ("unsupported_country", 403),
    ("model_not_found", 404), ("deploymentnotfound", 404), ("not_found", 404), ("context", 400),
    ("content_filter", 400), ("invalid", 400), ("unsupported", 400),
  ]
}
