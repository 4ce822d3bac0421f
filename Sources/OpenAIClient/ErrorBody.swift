import JSONBytes

/// What an error answer says of itself. Servers put it as `{"error": {…}}`, `{"error": "text"}`,
/// `{"message": "text"}` or `{"detail": …}`; codes come as text, number or null (openai-api.md §1,
/// §10).
struct ErrorBody: Sendable, Hashable {
  var message: String?
  var type: String?
  var code: String?
  var param: String?

  init(message: String?, type: String?, code: String?, param: String?) {
    self.message = message
    self.type = type
    self.code = code
    self.param = param
  }

  /// `nil` where the value says nothing of an error.
  init?(_ body: JSONView) {
    if let text = body.string {
      self.init(message: text, type: nil, code: nil, param: nil)
      return
    }
    guard body.kind == .object else { return nil }
    if let error = body["error"] {
      if let text = error.scalarText {
        self.init(
          message: text, type: body["type"]?.scalarText, code: body["code"]?.scalarText, param: nil)
      } else {
        self.init(fields: error)
      }
    } else if body["message"]?.string != nil || body["code"] != nil {
      self.init(fields: body)
    } else if let detail = body["detail"] {
      let text = detail.string ?? detail.elements.first?["msg"]?.string
      self.init(message: text, type: nil, code: nil, param: nil)
    } else {
      return nil
    }
  }

  /// The value of a member named `error`.
  init?(error: JSONView) {
    if let text = error.string {
      self.init(message: text, type: nil, code: nil, param: nil)
    } else if error.kind == .object {
      self.init(fields: error)
    } else {
      return nil
    }
  }

  private init(fields: JSONView) {
    self.init(
      message: fields["message"]?.scalarText, type: fields["type"]?.scalarText,
      code: fields["code"]?.scalarText, param: fields["param"]?.scalarText)
  }

  /// The message in lower case, to look for words in.
  var words: String { (message ?? "").lowercased() }

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
}
