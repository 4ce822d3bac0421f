package import TropeModel

/// A movie that the cheap variant has answered.
package struct CascadeMovie: Sendable {
  package var movie: MovieID
  /// The number of its labels, characters that the cheap variant left out among them.
  package var characters: Int
  /// The confidence of each label, in the record's order; the least one there is for a character left out.
  /// Empty where none were kept.
  package var confidences: [Confidence]
  /// The length of its plot in tokens.
  package var plotTokens: Int
  /// The price of the strong variant's question, above 0.
  package var dollars: Double

  package init(
    movie: MovieID, characters: Int, confidences: [Confidence], plotTokens: Int, dollars: Double
  ) {
    self.movie = movie
    self.characters = characters
    self.confidences = confidences.count == characters ? confidences : []
    self.plotTokens = plotTokens
    self.dollars = dollars
  }
}

/// All movies of a cascade, frozen when its first draw is made.
package struct CascadePopulation: Sendable {
  /// By movie; movies without characters are left out, having nothing to promise.
  package let movies: [CascadeMovie]
  /// What the draw follows from, see `PopulationDigest`.
  package let digest: Digest
  /// The number of all characters: X.
  package let characters: Int
  private let places: [MovieID: Int]

  /// A population; of movies named twice the first counts.
  package init(_ movies: some Sequence<CascadeMovie>, digest: Digest) {
    var kept = movies.filter { $0.characters > 0 }
    kept.sort { $0.movie < $1.movie }
    var places: [MovieID: Int] = [:]
    places.reserveCapacity(kept.count)
    var distinct: [CascadeMovie] = []
    distinct.reserveCapacity(kept.count)
    for movie in kept where places[movie.movie] == nil {
      places[movie.movie] = distinct.count
      distinct.append(movie)
    }
    self.movies = distinct
    self.places = places
    self.digest = digest
    characters = distinct.reduce(0) { $0 + $1.characters }
  }

  /// Where a movie stands in `movies`.
  package func place(of movie: MovieID) -> Int? { places[movie] }

  /// A draw from the movies, weighted by their characters, without those at `excluded`.
  func draw(_ purpose: Draw.Purpose, without excluded: Set<Int>) -> [Int] {
    let rest = movies.indices.filter { !excluded.contains($0) }
    return Draw(purpose, population: digest)
      .order(rest.map { (movies[$0].movie, Double(movies[$0].characters)) }).map { rest[$0] }
  }

  /// The pilot's movies where too few have both variants' answers, in the order of their draw.
  ///
  /// - Parameter answered: movies that the strong variant has answered already.
  package func pilot(_ count: Int, without answered: Set<MovieID> = []) -> [MovieID] {
    let excluded = Set(answered.compactMap { places[$0] })
    return draw(.pilot, without: excluded).prefix(max(0, count)).map { movies[$0].movie }
  }
}

/// A movie that both variants have answered before the test.
package struct PilotMovie: Sendable {
  package var movie: MovieID
  /// Of each label, in the order of the cheap record, whether the strong variant's is another.
  package var wrong: [Bool]
  /// Characters whom only the strong variant names.
  package var unnamed: Int

  package init(movie: MovieID, wrong: [Bool], unnamed: Int = 0) {
    self.movie = movie
    self.wrong = wrong
    self.unnamed = unnamed
  }

  /// The number of wrong labels, as the promise counts them: those whom only the strong variant names add to them,
  /// but a movie has no more than it has labels.
  package var errors: Int { min(wrong.count, wrong.count { $0 } + max(0, unnamed)) }
}
