import Basics
package import TropeModel

import Glibc

/// A random order of movies that follows from the data and from nothing a user could change.
///
/// Each movie has the key E / size, where E is −ln of a uniform number made from SHA-256 of the purpose, the
/// digest of the population and the movie's id; the smallest key comes first. That is drawing movie after movie
/// without replacement, each time with chances in proportion to size (P. S. Efraimidis and P. G. Spirakis,
/// Information Processing Letters 97, 2006). A sample is a beginning of the order, so a larger one begins with
/// the smaller one, and a rerun finds every reply in the ledger.
package struct Draw: Sendable {
  /// What a draw is for. Draws for different purposes are independent of each other.
  package enum Purpose: String, CaseIterable, Sendable {
    /// Comparing variants.
    case trial = "try"
    /// Fitting the order of a cascade, where no trial has answered enough movies.
    case pilot
    /// Certifying the cut of a cascade.
    case test
  }

  private let seed: SHA256

  /// - Parameter population: what the draw is from, see `PopulationDigest`.
  package init(_ purpose: Purpose, population: Digest) {
    var seed = SHA256()
    seed.update(Array("tropebuild draw \(purpose.rawValue)\0".utf8))
    seed.update(population.bytes)
    self.seed = seed
  }

  /// A movie's uniform number, above 0 and below 1.
  package func uniform(_ movie: MovieID) -> Double {
    var hash = seed
    hash.update(Array(movie.description.utf8))
    let bits = hash.finalize { bytes in
      UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)) >> 11
    }
    return (Double(bits) + 0.5) / 0x1p53
  }

  /// The order in which movies are drawn.
  ///
  /// - Parameter size: of each movie, the number of its characters where that is known. A movie whose size is
  ///   not above 0 is never drawn.
  /// - Returns: places in `movies`.
  package func order(
    _ movies: some Collection<(movie: MovieID, size: Double)>
  ) -> [Int] {
    var keys: [(key: Double, movie: MovieID, place: Int)] = []
    keys.reserveCapacity(movies.count)
    for (place, (movie, size)) in movies.enumerated() where size > 0 && size.isFinite {
      keys.append((-log(uniform(movie)) / size, movie, place))
    }
    keys.sort { ($0.key, $0.movie) < ($1.key, $1.movie) }
    return keys.map(\.place)
  }
}
