/// What a cascade will come to, as the pilot has it; promises nothing.
package struct CascadeForecast: Hashable, Sendable {
  /// The share of movies that keep their cheap labels.
  package let keptShare: Double
  /// Strong questions still to be paid: the test sample and the movies asked again.
  package let dollars: Double
  /// The same if all movies were asked.
  package let allStrong: Double

  /// Whether it saves at least a tenth of the whole bill, without which a cascade is not worth its trouble.
  ///
  /// - Parameters:
  ///   - cheap: what the cheap variant costs beside, for all movies; 0 where that is paid.
  ///   - strongFactor: how much of its price the strong variant costs where all are asked, 0.5 in a batch.
  package func isWorthIt(cheap: Double, strongFactor: Double = 1) -> Bool {
    dollars + cheap <= 0.9 * allStrong * strongFactor
  }
}

extension CascadeOrder {
  /// Forecasts a target.
  ///
  /// - Parameter draws: the test sample's size; the advised one unless given.
  package func forecast(target: Double, draws: Int? = nil) -> CascadeForecast {
    let movies = population.movies
    let room = 0.85 * (1 - target) * Double(population.characters)
    let cut = workingCut(target: target).flatMap { expectedErrors[$0] < room ? $0 : nil }
    let kept = cut.map { cuts[$0] } ?? 0
    let sample = Double(draws ?? CascadeTest.advisedDraws(movies.count))
    let left = Double(max(1, sorted.reduce(0) { $0 + movies[$1].characters }))
    var (again, all, sampled) = (0.0, 0.0, 0.0)
    for (rank, place) in sorted.enumerated() {
      let movie = movies[place]
      all += movie.dollars
      if rank >= kept {
        again += movie.dollars
      } else {
        let chance = min(1, sample * Double(movie.characters) / left)
        sampled += chance
        again += chance * movie.dollars
      }
    }
    return CascadeForecast(
      keptShare: movies.isEmpty ? 0 : (Double(kept) - sampled) / Double(movies.count),
      dollars: again, allStrong: all)
  }
}
