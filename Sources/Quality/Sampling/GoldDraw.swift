import Basics
package import TropeModel

/// The random order in which characters are labelled by hand.
///
/// Each character has a key, the SHA-256 of its movie and its name; the smallest comes first. The characters of any
/// population are so in a random order that nobody chooses, its beginnings are random samples without replacement, and a
/// longer sample begins with the shorter one. Since the key knows nothing of the population, the order of those that stay is
/// the same where movies come or go.
package enum GoldDraw {
  /// Who is drawn.
  package struct Character: Hashable, Sendable {
    package var movie: MovieID
    package var name: String

    package init(movie: MovieID, name: String) {
      self.movie = movie
      self.name = name
    }

    /// What it is sorted by.
    package var key: Digest {
      var hash = SHA256()
      hash.update(Array("tropebuild draw gold\0\(movie) ".utf8))
      hash.update(Array(name.utf8))
      return hash.digest
    }
  }

  /// The characters in the order of the draw, each once, with their keys.
  package static func order(
    _ characters: some Sequence<Character>
  ) -> [(key: Digest, character: Character)] {
    Set(characters).map { (key: $0.key, character: $0) }.sorted { $0.key < $1.key }
  }
}
