package import TropeModel

/// What a request with some questions is expected to use, and what it may use at most: what the server bills is compared
/// with it.
package struct ExpectedUse: Sendable, Equatable {
  package var input: TokenCount
  package var output: Int
  /// The most output tokens that its request allows; `nil` where it says nothing.
  package var outputBound: Int?
  /// The most that the model writes, and the most it reads; `nil` where nobody knows.
  package var mostOutput: Int?
  package var mostInput: Int?

  /// What is booked where the server tells nothing that can be believed.
  var forecast: TokenUsage { TokenUsage(input: input.tokens, cachedInput: 0, output: output) }

  /// Whether a server can have counted so many tokens. One that counts characters, or sums up a session, has not; one with
  /// another vocabulary has. Nor is a prompt without a token one, or one of which more is cached than there is.
  func allows(_ usage: TokenUsage) -> Bool {
    guard usage.input > 0, usage.isWhole else { return false }
    var input = max(
      input.tokens.multipliedSaturated(by: 4), self.input.tokens.addingSaturated(8_192))
    if let mostInput { input = min(input, max(mostInput, self.input.tokens)) }
    let longest = max(mostOutput ?? Self.longestOutput, output, outputBound ?? 0)
    return usage.input <= input && usage.output <= longest
  }

  /// No model writes more.
  private static let longestOutput = 262_144
}
