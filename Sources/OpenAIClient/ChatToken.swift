import Formats

/// A token of a completion with its log probability, as `logprobs` tells it.
package struct ChatToken: Sendable, Hashable {
  package var bytes: [UInt8]
  package var logProbability: Double
  /// What could have stood in its place.
  package var alternatives: [Alternative]

  /// One of the likeliest tokens of a place.
  package struct Alternative: Sendable, Hashable {
    package var bytes: [UInt8]
    package var logProbability: Double
  }

  /// The tokens of a choice; `nil` where the server told none, or not of all.
  static func tokens(of choice: ServerValue) -> [ChatToken]? {
    guard let content = choice["logprobs"]?["content"], content.kind == .array else { return nil }
    var tokens: [ChatToken] = []
    for entry in content.elements {
      guard let told = told(entry) else { return nil }
      tokens.append(
        ChatToken(
          bytes: told.bytes, logProbability: told.logProbability,
          alternatives: entry["top_logprobs"]?.elements.compactMap(Self.told) ?? []))
    }
    return tokens.isEmpty ? nil : tokens
  }

  /// By its bytes, where the server gives them, else by its text, which has none of a letter's parts.
  private static func told(_ entry: ServerValue) -> Alternative? {
    guard let logProbability = entry["logprob"]?.number else { return nil }
    if let numbers = entry["bytes"], numbers.kind == .array {
      let bytes = numbers.elements.compactMap { $0.count.flatMap { UInt8(exactly: $0) } }
      return Alternative(bytes: bytes, logProbability: logProbability)
    }
    guard let text = entry["token"]?.payload else { return nil }
    return Alternative(bytes: Array(text.utf8), logProbability: logProbability)
  }
}
