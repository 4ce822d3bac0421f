import Formats

/// Counts the tokens of a text.
protocol TokenCounting: Sendable {
  /// Whether the counts are those of the model's own encoding.
  var isExact: Bool { get }
  /// The tokens of a text in UTF-8.
  func count(_ bytes: [UInt8]) -> Int
}

extension TokenCounting {
  /// The tokens of a text.
  func count(_ text: String) -> Int { count(Array(text.utf8)) }

  /// Tokens of one message over those of its content: 3 for the frame, 1 for the role.
  var tokensOfFrame: Int { 4 }

  /// Tokens of the frame around the answer.
  var tokensOfReplyFrame: Int { 3 }

  /// Tokens of a response schema: those of its compact JSON without the keys that the service leaves out, and 9.
  /// The rule was measured by users; it is not documented.
  func count(schema: JSON) -> Int { count(schema.withoutFormalKeys.bytes) + 9 }
}

extension JSON {
  /// The schema without `required`, `additionalProperties` and `$schema` at any depth.
  var withoutFormalKeys: JSON {
    switch self {
    case .object(let object):
      let dropped: Set = ["required", "additionalProperties", "$schema"]
      return .object(
        JSONObject(
          object.members.compactMap { member in
            dropped.contains(member.key)
              ? nil : JSONObject.Member(member.key, member.value.withoutFormalKeys)
          }))
    case .array(let elements): return .array(elements.map(\.withoutFormalKeys))
    default: return self
    }
  }
}
