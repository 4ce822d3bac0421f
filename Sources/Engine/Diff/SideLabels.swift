package import TropeModel

/// What a side says: of the characters of movies, and of movies themselves.
package struct SideLabels: Sendable {
  /// The characters of each movie.
  package private(set) var characters: [MovieID: [LabelledCharacter]]
  /// What is said of each movie itself.
  package private(set) var ofMovies: [MovieID: [FieldAnswer]]

  package init(
    characters: [MovieID: [LabelledCharacter]] = [:], ofMovies: [MovieID: [FieldAnswer]] = [:]
  ) {
    self.characters = characters
    self.ofMovies = ofMovies
  }

  /// The movies of which it says anything, be it that they have no characters.
  package var movies: Set<MovieID> { Set(characters.keys).union(ofMovies.keys) }

  /// Whether characters are meant: a side that names none, and speaks of movies themselves, was not asked about any.
  package var tellsOfCharacters: Bool {
    characters.values.contains { !$0.isEmpty } || ofMovies.values.allSatisfy(\.isEmpty)
  }

  /// The same of these movies alone; `nil`: of all.
  package func of(_ movies: [MovieID]?) -> SideLabels {
    guard let movies = movies.map(Set.init) else { return self }
    return SideLabels(
      characters: characters.filter { movies.contains($0.key) },
      ofMovies: ofMovies.filter { movies.contains($0.key) })
  }

  mutating func add(_ character: LabelledCharacter, to movie: MovieID) {
    characters[movie, default: []].append(character)
  }

  mutating func set(_ movie: MovieID, characters: [LabelledCharacter], own: [FieldAnswer]) {
    self.characters[movie] = characters
    ofMovies[movie] = own
  }

  mutating func set(_ movie: MovieID, own: [FieldAnswer]) { ofMovies[movie] = own }
}
