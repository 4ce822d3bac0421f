import Display

/// What is said of thoughts that a forecast had to assume.
enum ThoughtWords {
  /// `nil` where nothing was assumed.
  ///
  /// - Parameter tokens: a movie.
  static func assumed(_ tokens: Int) -> String? {
    guard tokens > 0 else { return nil }
    return "thoughts: ≈\(Format.grouped(tokens)) output tokens a movie, assumed until replies tell "
      + "('tropebuild try' asks a few; 'recipe.reasoning_effort' says how long a model thinks)"
  }
}
