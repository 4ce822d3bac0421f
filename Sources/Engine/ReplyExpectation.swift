import Planner
package import Recipe
package import Store
package import Tokenizer

/// How many tokens a reply is expected to have for one movie: by what replies have had so far, else by what it
/// must at least repeat.
package struct ReplyExpectation: Sendable {
  private let fixed: Int?
  private let perName: Double?
  private let perUnnamedMovie: Double
  /// What a line costs beside its name, counted; `nil` without a vocabulary.
  private let line: Double?
  private let counter: TokenCounter

  /// What a movie costs beside its characters: its key and the brackets.
  private static let perMovie = 5.0
  /// So many replies make a history.
  private static let enough = 50
  /// Tokens of a line without a vocabulary: some twenty, name and trope among them.
  private static let usualLine = 21.0

  /// - Parameters:
  ///   - fixed: what the tropefile says, which holds for every movie.
  ///   - sizes: of the replies behind the records.
  ///   - flat: output tokens a movie of all replies in the ledger.
  ///   - recipe: its tropes, taken to be equally likely, make the length of a line.
  package init(
    fixed: Int?, sizes: ReplySizes?, flat: Double?, recipe: Recipe, counter: TokenCounter
  ) {
    self.fixed = fixed
    self.counter = counter
    let sizes = sizes ?? ReplySizes()
    perName =
      sizes.namedMovies >= Self.enough && sizes.namedCharacters > 0
      ? max(
        1,
        (Double(sizes.namedOutput) - Self.perMovie * Double(sizes.namedMovies))
          / Double(sizes.namedCharacters)) : nil
    perUnnamedMovie =
      sizes.unnamedMovies >= Self.enough
      ? Double(sizes.unnamedOutput) / Double(sizes.unnamedMovies)
      : flat ?? Double(ForecastAssumptions.outputTokensPerMovie)
    line = counter.isExact ? Self.line(of: recipe, counter) : nil
  }

  /// The mean tokens of `{"name":"…","trope":"…"},` over the catalog, without the name.
  private static func line(of recipe: Recipe, _ counter: TokenCounter) -> Double? {
    let tropes = recipe.catalog.tropes
    guard !tropes.isEmpty else { return nil }
    let name = "Tom"
    let sum = tropes.reduce(0) { sum, trope in
      sum + counter.count("{\"name\":\"\(name)\",\"trope\":\"\(trope.name)\"},")
        - counter.count(name)
    }
    return Double(sum) / Double(tropes.count)
  }

  /// The expected output tokens for one movie.
  ///
  /// - Parameter names: the names that are asked for; `nil` where the cast names nobody.
  package func tokens(names: [String]?) -> Int {
    if let fixed { return fixed }
    guard let names else { return Int(perUnnamedMovie.rounded()) }
    let lines: Double =
      if let perName {
        perName * Double(names.count)
      } else if let line {
        names.reduce(0) { $0 + line + Double(counter.count($1)) }
      } else {
        Self.usualLine * Double(names.count)
      }
    return max(1, Int((Self.perMovie + lines).rounded()))
  }
}
