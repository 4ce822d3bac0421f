/// A field of a chat request that a server or a model may refuse.
package enum RequestField: String, CaseIterable, Sendable {
  case temperature, seed, logprobs
  case topLogprobs = "top_logprobs"
  case reasoningEffort = "reasoning_effort"
  case responseFormat = "response_format"
  case maxCompletionTokens = "max_completion_tokens"
  case maxTokens = "max_tokens"
}

extension APIFailure {
  /// The field that a request is refused for, since the server or the model does not know it or does not take its value; `nil`
  /// where the refusal names none.
  package var refusedField: RequestField? {
    guard kind == .badRequest, operation == .chat || operation == .batchLine else { return nil }
    if let param, let code, Self.fieldCodes.contains(code),
      let field = RequestField(rawValue: param)
    {
      return field
    }
    return serverMessage.flatMap { RequestField.refused(by: $0.lowercased()) }
  }

  private static let fieldCodes: Set<String> = [
    "unsupported_parameter", "unknown_parameter", "unsupported_value",
  ]
}

extension RequestField {
  /// The first field that a message says is not taken.
  ///
  /// - Parameter words: in lower case.
  fileprivate static func refused(by words: String) -> RequestField? {
    // OpenAI's word for both names of the same bound.
    if words.contains("at the same time"), words.contains(Self.maxTokens.rawValue),
      words.contains(Self.maxCompletionTokens.rawValue)
    {
      return .maxTokens
    }
    return allCases.compactMap { field in
      words.ranges(of: field.rawValue)
        .first { isRefused(between: words[..<$0.lowerBound], and: words[$0.upperBound...]) }
        .map { (field, $0.lowerBound) }
    }.min { $0.1 < $1.1 }?.0
  }

  /// Whether what stands before and behind a name says that it is not taken, and the name is not part of another one.
  private static func isRefused(between before: Substring, and after: Substring) -> Bool {
    if before.last.map(isOfName) == true || after.first.map(isOfName) == true { return false }
    // A part of the field's value.
    if after.first == ".", after.dropFirst().first.map(isOfName) == true { return false }
    let (left, right) = (trimmed(before), after.drop { " '\"`".contains($0) })
    if wordsBefore.contains(where: { left.hasSuffix($0) })
      || wordsBehind.contains(where: { right.hasPrefix($0) })
    {
      return true
    }
    // Pydantic has the place: ('body', 'max_completion_tokens').
    return before.contains("extra_forbidden") && left.hasSuffix("body")
      && (right.hasPrefix(")") || right.hasPrefix("]"))
  }

  private static func isOfName(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "-"
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let last = text.last, " '\"`:,([".contains(last) { text = text.dropLast() }
    return text
  }

  /// OpenAI, Azure, llama.cpp, LiteLLM, xAI, Gemini, Fireworks, and servers in Rust.
  private static let wordsBefore = [
    "unsupported parameter", "unsupported param", "unsupported value", "unknown parameter",
    "unrecognized request argument supplied", "unrecognized request arguments supplied",
    "unknown field", "unknown name", "unknown argument", "unexpected keyword argument",
    "does not support parameters", "does not support", "don't support", "doesn't support",
    "not supported on this model", "extra inputs are not permitted, field",
    "additional properties are not allowed",
  ]

  /// OpenAI, Groq, Anthropic, and FastAPI with the place before the message.
  private static let wordsBehind = [
    "is not supported", "is unsupported", "is not permitted", "is not allowed", "was unexpected",
    "does not support", ": extra inputs are not permitted", "parameter is not supported",
    "of type 'json_schema' is not supported",
  ]
}
