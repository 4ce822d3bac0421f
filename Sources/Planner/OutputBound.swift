import TropeModel

/// The most output tokens that a request is allowed: what no useful reply needs, so that one that does not come to its end
/// has one all the same, and what a reply can cost at most is known before it is sent.
///
/// A reply names each character once, so its length is known well; how long a model reasons before is not.
package struct OutputBound: Hashable, Sendable {
  /// The most that a movie has beyond whose characters the model names itself, so that nobody knows how many.
  package static let mostAllowance = 2_000
  /// What the tropefile allows each movie, which holds as it is.
  private let fixed: Int?
  /// So many times what is expected.
  private let factor: Int
  /// What each movie has beyond, for reasoning above all.
  private let perMovie: Int
  /// The most that the model writes; `nil` where that is not known.
  private let mostOutput: Int?
  /// Input and output together; `nil` where that is not known.
  private let context: Int?

  /// - Parameters:
  ///   - fixed: `recipe.max_output_tokens`.
  ///   - thoughts: what it thinks before it answers.
  ///   - hasFreeText: whether a field is a text, of which nobody knows how long it becomes.
  ///   - mostOutput: the most that the model writes.
  ///   - context: the most of input and output together.
  package init(
    fixed: Int? = nil, thoughts: Thoughts, hasFreeText: Bool = false,
    mostOutput: Int? = nil, context: Int? = nil
  ) {
    self.fixed = fixed
    factor = hasFreeText ? 5 : 3
    perMovie = (hasFreeText ? 600 : 300) + thoughts.most
    self.mostOutput = mostOutput
    self.context = context
  }

  /// The rule for a model by its name.
  ///
  /// - Parameters:
  ///   - facts: `nil` for a model that no table knows; then its name tells whether it reasons.
  ///   - effort: what requests say; where they say nothing, the model's own holds.
  package init(
    model: String, facts: ModelFacts?, effort: String?, fixed: Int?, hasFreeText: Bool,
    contextTokens: Int?
  ) {
    self.init(
      fixed: fixed, thoughts: Thoughts(model: model, facts: facts, effort: effort),
      hasFreeText: hasFreeText, mostOutput: facts?.outputTokens,
      context: facts?.contextTokens ?? contextTokens)
  }

  /// What a movie of so many bytes has beyond whose characters the model names itself: as many tokens as its text, since it
  /// names those whom the plot names. Replies to the 1,288 real plots of the CMU corpus that the tests know have at most 0.14
  /// tokens a byte. More would be weighed against the tokens a minute, and never used.
  package static func allowance(unnamedBytes bytes: Int) -> Int { min(mostAllowance, bytes / 4) }

  /// The most output tokens of a request of so many movies.
  ///
  /// - Parameters:
  ///   - expected: output tokens of the whole request.
  ///   - unnamed: the allowances of those movies whose characters the model names itself.
  ///   - enlarged: how many times as much it gets, after replies that were cut off; what the tropefile says stands all the
  ///     same.
  package func tokens(
    expected: Int, movies: Int, unnamed: Int = 0, input: Int, enlarged: Int = 1
  ) -> Int {
    let movies = max(1, movies)
    let sum = tokens(expectedInAll: expected, movies: movies, unnamed: unnamed)
    if isFixed { return sum }
    var tokens = sum.multipliedSaturated(by: max(1, enlarged))
    if let mostOutput { tokens = min(tokens, mostOutput) }
    // A server refuses what does not fit beside the prompt; what is expected must.
    if let context { tokens = min(tokens, max(context.subtractingSaturated(input), expected)) }
    return max(1, tokens)
  }

  /// The most output tokens of many requests together, of which only the sums are known.
  package func tokens(expectedInAll expected: Int, movies: Int, unnamed: Int) -> Int {
    if let fixed { return fixed.multipliedSaturated(by: movies) }
    return max(0, expected).multipliedSaturated(by: factor)
      .addingSaturated(perMovie.multipliedSaturated(by: movies))
      .addingSaturated(max(0, unnamed))
  }

  /// Whether the tropefile says it, so that it is part of the recipe.
  package var isFixed: Bool { fixed != nil }
}
