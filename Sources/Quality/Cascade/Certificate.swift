import Basics
package import TropeModel

/// What a cascade promises: that at least the target's share of the population's labels are those the strong
/// variant gave, unless the draw was one of the `risk` bad ones. It says nothing of whether those are right.
package struct Certificate: Hashable, Sendable {
  /// The keys of the variants.
  package var cheap: String
  package var strong: String
  /// The digest of the population, and what it counts.
  package var population: Digest
  package var movies: Int
  package var characters: Int
  package var target: Double
  package var risk: Double
  /// Movies that had strong labels before the test, and those drawn for it.
  package var pilotMovies: Int
  package var plannedDraws: Int
  package var draws: Int
  /// The digest of the order, cuts included.
  package var order: Digest
  /// How many movies of the order the cut keeps, and of which score on; 0 where none passed.
  package var keptMovies: Int
  /// The log of the cut's wealth when sampling stopped; `nil` where no cut was certified.
  package var logWealth: Double?
}

extension CascadeTest {
  /// The promise, if no more is drawn.
  package func certificate(cheap: String, strong: String) -> Certificate {
    let cut = certified
    return Certificate(
      cheap: cheap, strong: strong, population: order.population.digest,
      movies: order.population.movies.count, characters: order.population.characters,
      target: target, risk: risk, pilotMovies: order.pilot.count, plannedDraws: planned,
      draws: wealth.draws, order: order.digest, keptMovies: cut.map { order.cuts[$0] } ?? 0,
      logWealth: cut.map { wealth.logs[$0] })
  }
}

extension CascadeOrder {
  /// The digest of the order and its cuts; a test on the same sample with another one has no guarantee.
  package var digest: Digest {
    var hash = SHA256()
    for place in sorted { hash.update(Array("\(population.movies[place].movie) ".utf8)) }
    for cut in cuts { hash.update(Array("|\(cut)".utf8)) }
    return hash.digest
  }
}
