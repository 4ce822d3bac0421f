import Store
import TropeModel

/// What the asks after the first ask of movies, made of the one reading of their files.
struct FurtherTargets: Sendable {
  /// The second ask's, the third's, and so on; each ascending by movie.
  var asks: [[BuildTarget]] = []
  /// Tokens of the own part of a movie's question, which is the same text each time.
  var counts: [MovieID: TokenCount] = [:]

  /// With those of other movies.
  func merging(_ others: FurtherTargets) -> FurtherTargets {
    guard !asks.isEmpty else { return others }
    guard !others.asks.isEmpty else { return self }
    return FurtherTargets(
      asks: zip(asks, others.asks).map { ($0 + $1).sorted { $0.movie < $1.movie } },
      counts: counts.merging(others.counts) { first, _ in first })
  }

  /// Those of these movies alone.
  func of(_ movies: [MovieID]) -> FurtherTargets {
    let movies = Set(movies)
    return FurtherTargets(
      asks: asks.map { $0.filter { movies.contains($0.movie) } }, counts: counts)
  }
}

extension Surveyor {
  /// What the asks after the first ask of these movies, whose files are read once for all of them; their tokens are counted
  /// where there is a `counter`.
  func furtherTargets(of movies: [MovieID], ledger: Ledger?) async throws -> FurtherTargets {
    var reader = self
    reader.options = options.further(movies)
    reader.options.forgetsReplies = true
    reader.looksFurther = true
    return try await reader.survey(database: nil, ledger: ledger).further
  }
}
