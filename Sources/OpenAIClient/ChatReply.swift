import Formats
package import TropeModel

/// What the API answered to one request, as far as it is used. Everything but the fact that it is a
/// completion may be missing: servers differ.
package struct ChatReply: Sendable, Hashable {
  /// The snapshot that answered.
  package var model: String?
  /// What the model wrote, as it is.
  package var content: String?
  /// What the model said instead of answering, on one line.
  package var refusal: String?
  /// `stop`, `length`, `content_filter`, … (openai-api.md §4).
  package var finishReason: String?
  package var usage: TokenUsage?
  /// The tier that served it, by the API's word for it.
  package var serviceTier: String?
  /// The tokens of what the model wrote, where their log probabilities were asked for and given.
  package var tokens: [ChatToken]?
  /// Whether it was longer than any answer is: of it only the beginning was kept, and nothing of it is used.
  package var isTooLong = false

  package init(
    model: String? = nil, content: String? = nil, refusal: String? = nil,
    finishReason: String? = nil, usage: TokenUsage? = nil, serviceTier: String? = nil
  ) {
    self.model = model
    self.content = content
    self.refusal = refusal
    self.finishReason = finishReason
    self.usage = usage
    self.serviceTier = serviceTier
  }

  /// The most bytes of a body that is looked at. An answer of 16,384 tokens has a tenth of it.
  package static let longestBody = 8 << 20
  /// How much of a longer one is kept.
  static let keptOfLong = 64 << 10

  /// What stands for a body that is too long.
  static var tooLong: ChatReply {
    var reply = ChatReply()
    reply.isTooLong = true
    return reply
  }

  /// The completion that the bytes of a body hold; `nil` where they hold none.
  package static func parse(_ body: [UInt8]) -> ChatReply? {
    guard let document = try? JSONDocument(body) else { return nil }
    return ChatReply(ServerValue(document.root, ServerText()))
  }

  /// `nil` for what is no completion: a value without a choice. Where it tells a usage it is one all the same, of no content:
  /// it was paid for.
  init?(_ body: ServerValue) {
    let choice = Self.choice(in: body)
    let message = choice?["message"]
    let usage = body["usage"].flatMap(Self.usage)
    guard message != nil || usage != nil || body["answers"] != nil else { return nil }
    model = body["model"]?.line(200)
    content = message?["content"].flatMap(Self.text) ?? Self.decisions(in: body)
    refusal = message?["refusal"]?.line(2_000)
    finishReason = choice?["finish_reason"]?.line(60)
    serviceTier = body["service_tier"]?.line(40)
    tokens = choice.flatMap(ChatToken.tokens)
    self.usage = usage
  }

  /// The error that stands in an answer of status 200, alone, beside choices or in one.
  static func error(in body: ServerValue) -> ErrorBody? {
    if let error = body["error"].flatMap(ErrorBody.init(error:)) { return error }
    if let error = Self.choice(in: body)?["error"].flatMap(ErrorBody.init(error:)) {
      return error
    }
    guard body["choices"] == nil, body["usage"] == nil, body["answers"] == nil else { return nil }
    return ErrorBody(body)
  }

  /// The first choice; in the batches of SGLang up to 0.4.7 the only one stands there without a list.
  private static func choice(in body: ServerValue) -> ServerValue? {
    guard let choices = body["choices"] else { return nil }
    return choices.kind == .object ? choices : choices.elements.first
  }

  /// A content as text: most servers give a string, some a list of parts.
  private static func text(_ content: ServerValue) -> String? {
    if let text = content.payload { return text }
    let parts = content.elements.compactMap { $0["text"]?.payload }
    return parts.isEmpty ? nil : parts.joined()
  }

  /// The usage as it is told, possible or not; `nil` where a count is missing, since half a bill is none.
  static func usage(_ usage: ServerValue) -> TokenUsage? {
    guard let input = usage["prompt_tokens"]?.count ?? usage["input_tokens"]?.count,
      let output = usage["completion_tokens"]?.count ?? usage["output_tokens"]?.count
    else { return nil }
    let details = usage["prompt_tokens_details"] ?? usage["input_tokens_details"]
    return TokenUsage(
      input: input, cachedInput: details?["cached_tokens"]?.count ?? 0,
      cacheWrite: details?["cache_write_tokens"]?.count ?? 0, output: output)
  }
}
