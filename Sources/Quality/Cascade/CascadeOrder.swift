package import TropeModel

/// The order in which cheap labels are kept: movies with the fewest expected errors for a dollar first.
///
/// It rests on the pilot alone. Nothing learned from the test sample may touch it, or the promise is void.
package struct CascadeOrder: Sendable {
  package let population: CascadePopulation
  /// The movies to be sorted, as places in the population, the first to be kept first. Those of the pilot have
  /// their strong labels and are not among them.
  let sorted: [Int]
  /// For each place of the population its place in `sorted`; −1 for the pilot.
  let ranks: [Int]
  /// How many movies each cut keeps, from few to many.
  package let cuts: [Int]
  /// The expected errors of the movies that each cut keeps.
  package let expectedErrors: [Double]
  /// The characters of the movies that each cut keeps.
  package let keptCharacters: [Int]
  /// Movies that had a strong answer before the test, as places in the population.
  let pilot: Set<Int>
  /// The number of movies of the pilot.
  package var pilotCount: Int { pilot.count }
  /// Wrong labels of the pilot, of how many.
  package let pilotErrors: (wrong: Int, of: Int)
  /// Whether the pilot held enough wrong labels for a fit; else the stated confidences sort.
  package let isFitted: Bool
  private let estimate: ErrorEstimate

  /// The pilot's fewest wrong labels for a fit.
  package static let leastErrors = 10

  /// Sorts.
  ///
  /// - Parameters:
  ///   - pilot: all movies of the population that have both answers. Those not of it are left out.
  ///   - cuts: about how many cuts there are to be.
  package init(_ population: CascadePopulation, pilot: [PilotMovie], cuts: Int = 100) {
    self.population = population
    var known: [(place: Int, movie: PilotMovie)] = []
    var places: Set<Int> = []
    for movie in pilot {
      guard let place = population.place(of: movie.movie), places.insert(place).inserted else {
        continue
      }
      known.append((place, movie))
    }
    self.pilot = places
    let wrong = known.reduce(0) { $0 + $1.movie.errors }
    let count = known.reduce(0) { $0 + population.movies[$1.place].characters }
    pilotErrors = (wrong, count)
    let estimate = ErrorEstimate(population, known, wrong: wrong, of: count)
    self.estimate = estimate
    isFitted = estimate.isFitted

    let rest = population.movies.indices.filter { !places.contains($0) }
    let errors = population.movies.map { estimate.errors(of: $0) }
    let scores = population.movies.map { estimate.score(of: $0) }
    // Equal scores by movie, as the population is sorted; no cut comes between them.
    let sorted = rest.sorted { (scores[$0], $0) < (scores[$1], $1) }
    var ranks = [Int](repeating: -1, count: population.movies.count)
    for (rank, place) in sorted.enumerated() { ranks[place] = rank }
    self.sorted = sorted
    self.ranks = ranks
    self.cuts = Self.cuts(about: cuts, sorted.map { scores[$0] })

    var sums: [(errors: Double, characters: Int)] = []
    var (sum, characters, next) = (0.0, 0, 0)
    for cut in self.cuts {
      while next < cut {
        sum += errors[sorted[next]]
        characters += population.movies[sorted[next]].characters
        next += 1
      }
      sums.append((sum, characters))
    }
    expectedErrors = sums.map(\.errors)
    keptCharacters = sums.map(\.characters)
  }

  /// The last cut whose expected errors leave room below the allowed ones; the first where none does. `nil` where
  /// there is no cut.
  package func workingCut(target: Double) -> Int? {
    guard !cuts.isEmpty else { return nil }
    let room = 0.85 * (1 - target) * Double(population.characters)
    return max(0, (expectedErrors.firstIndex { $0 >= room } ?? cuts.count) - 1)
  }

  /// The movies that a cut keeps, in the order of the population; `nil` keeps none.
  package func kept(_ cut: Int?) -> [MovieID] {
    guard let cut else { return [] }
    return sorted[..<cuts[cut]].sorted().map { population.movies[$0].movie }
  }

  /// How many cuts, from the smallest on, do not keep a movie: all of them one of the pilot, which has its strong labels.
  package func keptFrom(_ movie: MovieID) -> Int {
    guard let place = population.place(of: movie), ranks[place] >= 0 else { return cuts.count }
    let rank = ranks[place]
    return cuts.firstIndex { rank < $0 } ?? cuts.count
  }

  /// What it comes to where a cut keeps its movies and all others have strong labels; `nil` keeps none.
  package func bill(_ cut: Int?) -> CascadeForecast {
    let kept = cut.map { cuts[$0] } ?? 0
    let all = population.movies.reduce(0) { $0 + $1.dollars }
    let spared = sorted[..<kept].reduce(0) { $0 + population.movies[$1].dollars }
    return CascadeForecast(
      keptShare: population.movies.isEmpty ? 0 : Double(kept) / Double(population.movies.count),
      dollars: all - spared, allStrong: all)
  }

  /// Whether a movie that is not of the population would be kept by a cut that keeps so many movies: where it
  /// stands no further back in the order than the last of these.
  package func keeps(_ movie: CascadeMovie, by kept: Int) -> Bool {
    guard kept > 0, kept <= sorted.count else { return false }
    return estimate.score(of: movie) <= estimate.score(of: population.movies[sorted[kept - 1]])
  }

  // MARK: How it is made

  /// Numbers of movies kept, evenly spaced, moved to the end of a tie where they fall into one.
  static func cuts(about count: Int, _ scores: [Double]) -> [Int] {
    guard !scores.isEmpty, count > 0 else { return [] }
    var cuts: [Int] = []
    for index in 1...count {
      var cut = max(1, (scores.count * index + count / 2) / count)
      if let last = cuts.last, cut <= last { continue }
      while cut < scores.count, scores[cut] == scores[cut - 1] { cut += 1 }
      cuts.append(min(cut, scores.count))
    }
    return cuts
  }
}
