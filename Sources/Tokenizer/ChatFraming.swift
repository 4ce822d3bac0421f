/// A message of a chat request, as far as its tokens go.
package struct ChatMessage: Sendable, Hashable {
  /// `system`, `user`, `assistant`, …
  package var role: String
  /// The optional `name` of the message's author.
  package var name: String?
  /// The text.
  package var content: String
}

/// The tokens a chat request has beside its texts, by the formula of OpenAI's cookbook
/// ("How to count tokens with tiktoken") for the gpt-4o models and later. For the notebook's
/// example it gives the 124 that the API itself counts.
package enum ChatFraming {
  /// Tokens around each message.
  package static let tokensPerMessage = 3
  /// Tokens a `name` costs beside its own.
  package static let tokensPerName = 1
  /// Tokens that prime the reply, once a request.
  package static let tokensPerReply = 3
  /// Tokens a response schema costs beside its own. Measured by a user of the API, not documented
  /// (openai/openai-cookbook issue 2140).
  package static let tokensPerSchema = 9
}

extension TokenCounter {
  /// The prompt tokens of a chat request with these messages and no response schema.
  package func chatTokens(messages: [ChatMessage]) -> Int {
    messages.reduce(ChatFraming.tokensPerReply) { sum, message in
      var tokens = ChatFraming.tokensPerMessage + count(message.role) + count(message.content)
      if let name = message.name { tokens += ChatFraming.tokensPerName + count(name) }
      return sum + tokens
    }
  }

  /// The framing alone: what such messages cost beyond the tokens of their contents, that is
  /// ``chatTokens(messages:)`` of the same messages with empty contents.
  package func chatOverhead(messages: [(role: String, name: String?)]) -> Int {
    chatTokens(
      messages: messages.map { ChatMessage(role: $0.role, name: $0.name, content: "") })
  }

  /// The prompt tokens that a response schema adds: those of its compact JSON without `required`,
  /// `additionalProperties` and `$schema` at any depth, plus ``ChatFraming/tokensPerSchema``. The
  /// rule is a user's measurement, so `usage.prompt_tokens` of real replies has the last word.
  ///
  /// - Parameter compactSchema: JSON without white space between its tokens.
  package func schemaTokens(_ compactSchema: [UInt8]) -> Int {
    count(SchemaPruning.pruned(compactSchema)) + ChatFraming.tokensPerSchema
  }
}
