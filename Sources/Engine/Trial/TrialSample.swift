import Quality
import Recipe
package import TropeModel

/// The movies that variants are compared on: the beginning of the draw, and those with labelled characters.
package struct TrialSample: Sendable {
  /// In the order of the draw.
  package let drawn: [MovieID]
  /// Those with labelled characters, by id; drawn or not.
  package let gold: [MovieID]
  /// The number of a movie's characters, by its cast, or guessed from its plot's length where it has none: what it was
  /// drawn by. Of all movies that can be asked.
  package let sizes: [MovieID: Int]
  /// Of all movies that can be asked.
  package let population: Digest
  /// The characters of all movies that can be asked, partly guessed.
  package let characters: Int
  /// Movies whose number of characters is a guess.
  package let guessed: Int

  /// The movies that variants are compared on without labels: where none was drawn, those with labelled characters.
  package var compared: [MovieID] { drawn.isEmpty ? gold : drawn }
  /// All movies that variants are asked about, by id.
  package var movies: [MovieID] { Array(Set(drawn).union(gold)).sorted() }

  /// Asking about them, or reading what was answered, as if there were no other movies.
  ///
  /// - Parameter again: whether it is about answers that a variant gives besides.
  func options(again: Bool) -> BuildOptions {
    var options = BuildOptions()
    options.sample = movies
    options.asksAgain = again
    return options
  }

  /// Draws.
  ///
  /// - Parameters:
  ///   - targets: all movies that can be asked.
  ///   - count: how many are drawn.
  ///   - gold: movies with labelled characters; those that cannot be asked are left out.
  init(_ targets: [BuildTarget], count: Int, gold: [MovieID]) throws(BuildError) {
    guard !targets.isEmpty else { throw .trial(.noMovies) }
    var sizes: [MovieID: Int] = [:]
    var digest = PopulationDigest()
    var guessed = 0
    for target in targets.sorted(by: { $0.movie < $1.movie }) {
      let named = target.question.nameCount
      if named == nil { guessed += 1 }
      let size = named ?? Self.guess(bytes: target.question.messageBytes)
      sizes[target.movie] = size
      digest.add(target.movie, size: size)
    }
    population = digest.finish()
    let movies = sizes.keys.sorted().map { (movie: $0, size: Double(sizes[$0] ?? 1)) }
    let order = Draw(.trial, population: population).order(movies)
    drawn = order.prefix(max(0, count)).map { movies[$0].movie }
    self.gold = Set(gold).filter { sizes[$0] != nil }.sorted()
    self.sizes = sizes
    self.guessed = guessed
    characters = sizes.values.reduce(0, +)
    if drawn.isEmpty, self.gold.isEmpty { throw .trial(.nothingToAsk) }
  }

  /// How many characters a plot of so many bytes is taken to have: one for 500, at least 1 and 12 at most. It only decides
  /// how likely a movie is drawn, and what is wrong with it is made up for.
  static func guess(bytes: Int) -> Int { min(12, max(1, bytes / 500)) }
}
