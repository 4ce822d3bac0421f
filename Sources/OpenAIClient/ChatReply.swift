import JSONBytes
package import TropeModel

/// What the API answered to one request, as far as it is used. Everything but the fact that it is a
/// completion may be missing: servers differ.
package struct ChatReply: Sendable, Hashable {
  /// The server's id of the completion.
  package var id: String?
  /// The snapshot that answered.
  package var model: String?
  package var content: String?
  /// What the model said instead of answering.
  package var refusal: String?
  /// `stop`, `length`, `content_filter`, … (openai-api.md §4).
  package var finishReason: String?
  package var usage: TokenUsage?

  package init(
    id: String? = nil, model: String? = nil, content: String? = nil, refusal: String? = nil,
    finishReason: String? = nil, usage: TokenUsage? = nil
  ) {
    self.id = id
    self.model = model
    self.content = content
    self.refusal = refusal
    self.finishReason = finishReason
    self.usage = usage
  }

  /// The completion that the bytes of a body hold; `nil` where they hold none.
  package static func parse(_ body: [UInt8]) -> ChatReply? {
    guard let document = try? JSONDocument(body) else { return nil }
    return ChatReply(document.root)
  }

  /// `nil` for a value without a choice, which is no completion.
  init?(_ body: JSONView) {
    guard let choice = body["choices"]?.elements.first else { return nil }
    let message = choice["message"]
    id = body["id"]?.string
    model = body["model"]?.string
    content = message?["content"].flatMap(Self.text)
    refusal = message?["refusal"]?.string
    finishReason = choice["finish_reason"]?.string
    usage = body["usage"].flatMap(Self.usage)
  }

  /// A body without a choice that has a usage all the same: it answers nothing and is paid for.
  init?(billed body: JSONView) {
    guard body["error"].map({ $0.kind == .null }) ?? true, body["choices"] != nil,
      let usage = body["usage"].flatMap(Self.usage)
    else { return nil }
    id = body["id"]?.string
    model = body["model"]?.string
    self.usage = usage
  }

  /// A content as text: most servers give a string, some a list of parts.
  private static func text(_ content: JSONView) -> String? {
    if let text = content.string { return text }
    let parts = content.elements.compactMap { $0["text"]?.string }
    return parts.isEmpty ? nil : parts.joined()
  }

  /// The usage; `nil` where a count is missing, since half a bill is none.
  static func usage(_ usage: JSONView) -> TokenUsage? {
    guard let input = usage["prompt_tokens"]?.int ?? usage["input_tokens"]?.int,
      let output = usage["completion_tokens"]?.int ?? usage["output_tokens"]?.int,
      input >= 0, output >= 0
    else { return nil }
    let details = usage["prompt_tokens_details"] ?? usage["input_tokens_details"]
    let cached = details?["cached_tokens"]?.int ?? 0
    return TokenUsage(input: input, cachedInput: min(max(cached, 0), input), output: output)
  }
}
