package import TropeModel

/// The test of a cascade: draws movies, takes their errors and tells which cut is certified.
///
/// The order, the target and the number of draws are fixed when it is made. It may be stopped after any draw.
package struct CascadeTest: Sendable {
  package let order: CascadeOrder
  package let target: Double
  package let risk: Double
  /// The draw: all movies outside of the pilot, in the order in which the strong variant is to be asked.
  package let draw: [MovieID]
  /// The number of draws that is planned.
  package let planned: Int
  package private(set) var wealth: Wealth
  /// Characters of the drawn movies, by cut.
  private var drawnCharacters: [Int]
  private let places: [Int]

  /// The number of draws that a population of so many movies is worth: 5·√N.
  package static func advisedDraws(_ movies: Int) -> Int {
    Int((5 * Double(max(0, movies)).squareRoot()).rounded())
  }

  /// A test of which nothing is drawn yet.
  ///
  /// - Parameters:
  ///   - target: the share of labels that are to be the strong variant's, below 1.
  ///   - risk: the allowed probability of missing it.
  ///   - draws: how many movies to draw; `advisedDraws` unless given.
  package init(_ order: CascadeOrder, target: Double, risk: Double, draws: Int? = nil) {
    self.order = order
    self.target = target
    self.risk = risk
    let population = order.population
    places = population.draw(.test, without: order.pilot)
    draw = places.map { population.movies[$0].movie }
    planned = min(places.count, draws ?? Self.advisedDraws(population.movies.count))
    wealth = Wealth(
      cuts: order.cuts.count, workingCut: order.workingCut(target: target) ?? 0,
      tooMany: Wealth.tooMany(target: target, of: population.characters),
      left: places.reduce(0) { $0 + population.movies[$1].characters }, risk: risk, draws: planned)
    drawnCharacters = Array(repeating: 0, count: order.cuts.count)
  }

  /// The movies to ask next, at most `count` and no more than planned; none where nothing can change any more.
  package func next(_ count: Int) -> ArraySlice<MovieID> {
    if isDecided { return [] }
    let start = wealth.draws
    return draw[start..<max(start, min(planned, start + max(0, count)))]
  }

  /// Whether no draw is left to make: all planned are made, or all cuts have passed.
  package var isDecided: Bool {
    wealth.draws >= planned || (certified.map { $0 == order.cuts.count - 1 } ?? order.cuts.isEmpty)
  }

  /// Takes answers in the order of the draw, as far as they go without a gap.
  ///
  /// - Parameter errors: wrong labels by movie, as `PilotMovie.errors` counts them; all of a movie's that the
  ///   strong variant refused. Answers further on in the draw wait for those before them.
  /// - Returns: the number of draws taken.
  @discardableResult
  package mutating func take(_ errors: [MovieID: Int]) -> Int {
    let before = wealth.draws
    while wealth.draws < draw.count, let wrong = errors[draw[wealth.draws]] {
      let place = places[wealth.draws]
      let characters = order.population.movies[place].characters
      let rank = order.ranks[place]
      let keptFrom = order.cuts.firstIndex { rank < $0 } ?? order.cuts.count
      wealth.take(characters: characters, wrong: wrong, keptFrom: keptFrom)
      for cut in keptFrom..<order.cuts.count { drawnCharacters[cut] += characters }
    }
    return wealth.draws - before
  }

  /// The largest cut that has passed; `nil` where none has.
  package var certified: Int? {
    order.cuts.indices.last { cut in
      // So few labels that they could all be wrong pass without a test.
      wealth.hasPassed[cut] || order.keptCharacters[cut] - drawnCharacters[cut] < wealth.tooMany
    }
  }

  /// The movies drawn so far.
  package var drawn: ArraySlice<MovieID> { draw[..<wealth.draws] }

  /// What is to be done now if no more is drawn.
  package var outcome: CascadeOutcome {
    let cut = certified
    let keptMovies = cut.map { order.cuts[$0] } ?? 0
    let drawn = Set(places[..<wealth.draws])
    let movies = order.population.movies
    return CascadeOutcome(
      kept: order.sorted[..<keptMovies].filter { !drawn.contains($0) }.sorted()
        .map { movies[$0].movie },
      askAgain: order.sorted[keptMovies...].filter { !drawn.contains($0) }.sorted()
        .map { movies[$0].movie },
      dollars: order.sorted[keptMovies...].reduce(0) {
        $0 + (drawn.contains($1) ? 0 : movies[$1].dollars)
      })
  }
}

/// Which movies keep their cheap labels.
package struct CascadeOutcome: Hashable, Sendable {
  /// Movies whose cheap labels stay, by id.
  package let kept: [MovieID]
  /// Movies that are still to be asked of the strong variant, by id.
  package let askAgain: [MovieID]
  /// The price of `askAgain`.
  package let dollars: Double
}
