package import TropeModel

/// What all variants said of one movie of the sample, side by side.
package struct TrialMovie: Sendable, Hashable {
  /// What one variant called a character.
  package struct Label: Sendable, Hashable {
    /// What labels are compared by: a trope's id, or the values of all fields.
    package var id: String
    /// The same for people.
    package var words: String
  }

  /// One character that any variant named.
  package struct Character: Sendable, Hashable {
    package var name: String
    /// One for each variant, in their order, and last that of the reference asked again, if it was. `nil` where it left the
    /// character out, or gave no good answer about the movie.
    package var labels: [Label?]
  }

  package var movie: MovieID
  /// Whether it was drawn; the others have labelled characters.
  package var isDrawn: Bool
  package var characters: [Character]

  /// All movies of the sample that any variant has answered: the draw first, in its order.
  static func all(_ sample: TrialSample, _ answers: [TrialAnswers]) -> [TrialMovie] {
    let drawn = Set(sample.drawn)
    return (sample.drawn + sample.gold.filter { !drawn.contains($0) }).compactMap { movie in
      var names: [String] = []
      var seen: Set<String> = []
      for character in answers.flatMap({ $0.movies[movie]?.characters ?? [] })
      where seen.insert(character.name).inserted {
        names.append(character.name)
      }
      guard !names.isEmpty else { return nil }
      let given = answers.map { own in
        Dictionary(
          own.movies[movie]?.characters.map { ($0.name, own.named($0)) } ?? [],
          uniquingKeysWith: { first, _ in first })
      }
      return TrialMovie(
        movie: movie, isDrawn: drawn.contains(movie),
        characters: names.map { name in
          Character(name: name, labels: given.map { $0[name] })
        })
    }
  }
}
