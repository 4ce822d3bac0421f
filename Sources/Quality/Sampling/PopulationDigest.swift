import Basics
package import TropeModel

/// The digest of a frozen population: which movies there are, with what characters, labels and confidences.
///
/// The order in which movies are added makes no difference.
package struct PopulationDigest: Sendable {
  private var movies: [(movie: MovieID, hash: [UInt8])] = []

  /// A population without movies.
  package init() {}

  /// Adds a movie whose characters are not known yet, with its guessed size.
  package mutating func add(_ movie: MovieID, size: Int) {
    movies.append((movie, SHA256.hash(Array("size \(size)".utf8))))
  }

  /// Adds a movie with its labels, in the order of its record. A label without a confidence has `nil`.
  package mutating func add(
    _ movie: MovieID,
    labels: some Sequence<(name: String, label: String, confidence: Confidence?)>
  ) {
    var hash = SHA256()
    for (name, label, confidence) in labels {
      // The lengths tell where one text ends and the next begins.
      hash.update(Array("\(name.utf8.count) \(label.utf8.count) ".utf8))
      hash.update(Array(name.utf8))
      hash.update(Array(label.utf8))
      hash.update(Array((confidence.map { " \($0.millionths)" } ?? " -").utf8))
    }
    movies.append((movie, hash.finalize()))
  }

  /// The digest of all that was added.
  package func finish() -> Digest {
    var hash = SHA256()
    for (movie, bytes) in movies.sorted(by: { $0.movie < $1.movie }) {
      hash.update(Array("\(movie) ".utf8))
      hash.update(bytes)
    }
    return hash.digest
  }
}
