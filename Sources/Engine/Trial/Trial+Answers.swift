import Quality
import TropeModel

/// Answers to the sample as the statistics take them.
extension Trial {
  /// Every variant against a reference, on the movies of the draw that the reference has answered. Where only labelled
  /// movies were asked, on those, which nobody drew. `nil` where there are none.
  ///
  /// - Parameter dollars: what 1,000 characters cost, by variant.
  init?(
    of answers: [TrialAnswers], dollars: [Double], agreeingWith reference: TrialAnswers,
    _ sample: TrialSample
  ) {
    let isDrawn = !sample.drawn.isEmpty
    let movies = sample.compared.filter { reference.movies[$0]?.characters.isEmpty == false }
    guard !movies.isEmpty else { return nil }
    let counts = movies.map { reference.movies[$0]?.characters.count ?? 0 }
    let shares = answers.map { own in
      movies.map { movie -> Double? in
        own.agreeing(movie, with: reference).map {
          $0.of > 0 ? Double($0.right) / Double($0.of) : 0
        }
      }
    }
    self.init(
      movies: zip(movies, counts).map { movie, count in
        Movie(
          characters: count,
          weight: isDrawn
            ? Double(count) / Double(max(1, sample.sizes[movie] ?? count)) : Double(count))
      }, variants: Self.variants(of: answers, dollars: dollars, shares, movies))
  }

  /// Variants with their shares of these movies.
  static func variants(
    of answers: [TrialAnswers], dollars: [Double], _ shares: [[Double?]], _ movies: [MovieID]
  ) -> [Variant] {
    answers.indices.map { place in
      Variant(
        dollars: dollars[place], shares: shares[place],
        // A movie without an answer is in no request; its share is not told either.
        requests: movies.enumerated().map { answers[place].movies[$1]?.request ?? -1 - $0 })
    }
  }
}
