import Formats

/// Counts the tokens of a text.
protocol TokenCounting: Sendable {
  /// The tokens of a text in UTF-8.
  func count(_ bytes: [UInt8]) -> Int
  /// How many bytes each token of a text in UTF-8 has; `nil` where that is not known.
  func lengths(_ bytes: [UInt8]) -> [Int]?
}

extension TokenCounting {
  func count(_ text: String) -> Int { count(Array(text.utf8)) }

  /// How many bytes each token has; where that is not known, words with the space before them, and what is between.
  func pieces(_ bytes: [UInt8]) -> [Int] {
    if let lengths = lengths(bytes) { return lengths }
    var lengths: [Int] = []
    var start = 0
    while start < bytes.count {
      var end = start + 1
      let isWord =
        Words.isLetter(bytes[start])
        || (bytes[start] == 0x20 && end < bytes.count && Words.isLetter(bytes[end]))
      while end < bytes.count, Words.isLetter(bytes[end]) == isWord, isWord || bytes[end] != 0x20 {
        end += 1
      }
      lengths.append(end - start)
      start = end
    }
    return lengths
  }

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
