package import TropeModel

/// What the strong variant said about a movie.
package enum StrongAnswer: Hashable, Sendable {
  /// Of each cheap label, in its order, whether the strong variant's is another; and how many characters it alone
  /// names.
  case labels(wrong: [Bool], unnamed: Int)
  /// It gave no good answer: the cheap labels stay, count as wrong in the test, and are outside of the promise.
  case refused
}

/// A cascade from its frozen population to its certificate: what is to be done next follows from what was answered so
/// far, and from nothing else. So it may end at any point and go on later, and nothing is asked twice.
package struct Cascade: Sendable {
  /// The frozen population. Their dollars are of no matter before the order is made.
  package let movies: [CascadeMovie]
  package let digest: Digest
  /// Movies that have strong answers before the test, or are to have them: fixed with the population.
  package let pilot: Set<MovieID>
  package let target: Double
  package let risk: Double
  /// The strong variant's answers to movies that were asked for the pilot or the test.
  package let answers: [MovieID: StrongAnswer]

  package init(
    _ movies: [CascadeMovie], digest: Digest, pilot: Set<MovieID>, target: Double, risk: Double,
    answers: [MovieID: StrongAnswer]
  ) {
    self.movies = movies
    self.digest = digest
    self.pilot = pilot
    self.target = target
    self.risk = risk
    self.answers = answers
  }

  /// What is to be done next.
  package enum Step: Sendable {
    /// Ask the strong variant about these, to fit the order.
    case askPilot([MovieID])
    /// Tell what the strong variant's questions cost: the order is by errors for a dollar.
    case price
    /// Hear whether a cascade is wanted that saves next to nothing.
    case consent(CascadeForecast, order: CascadeOrder)
    /// Ask the strong variant about these, in the order of the test's draw.
    case askSample([MovieID], CascadeTest)
    /// Write the certificate.
    case certify(CascadeTest)
  }

  /// What the user and the lanes say.
  package struct Terms: Sendable {
    /// Whether the movies' dollars are known.
    package var isPriced: Bool
    /// Whether the user wants it even where it saves little.
    package var isAgreed: Bool
    /// What the cheap variant's answers have cost.
    package var cheapDollars: Double
    /// How much of its price the strong variant would cost where it is asked about all movies.
    package var strongFactor: Double
    /// How many movies of the test are asked at a time; `nil` for all.
    package var block: Int?

    package init(
      isPriced: Bool, isAgreed: Bool = false, cheapDollars: Double = 0, strongFactor: Double = 1,
      block: Int? = nil
    ) {
      self.isPriced = isPriced
      self.isAgreed = isAgreed
      self.cheapDollars = cheapDollars
      self.strongFactor = strongFactor
      self.block = block
    }
  }

  /// What is to be done next.
  package func step(_ terms: Terms) -> Step {
    let open = pilot.filter { answers[$0] == nil }
    guard open.isEmpty else { return .askPilot(open.sorted()) }
    guard terms.isPriced else { return .price }
    let test = test
    if test.drawn.isEmpty, !terms.isAgreed, !test.draw.isEmpty {
      let forecast = forecast(test.order)
      if !forecast.isWorthIt(cheap: terms.cheapDollars, strongFactor: terms.strongFactor) {
        return .consent(forecast, order: test.order)
      }
    }
    let next = test.next(terms.block ?? Int.max - 1 - test.drawn.count)
    return next.isEmpty ? .certify(test) : .askSample(Array(next), test)
  }

  /// The test as far as it was answered. A movie of the pilot that the strong variant refuses is outside of the
  /// promise: nothing was drawn yet that would tell of it.
  package var test: CascadeTest {
    var test = CascadeTest(order, target: target, risk: risk)
    let sizes = Dictionary(
      movies.map { ($0.movie, $0.characters) }, uniquingKeysWith: { first, _ in first })
    while !test.isDecided, let next = test.next(1).first, let answer = answers[next] {
      test.take([next: answer.errors(of: sizes[next] ?? 0)])
    }
    return test
  }

  /// The order, fitted to the pilot.
  package var order: CascadeOrder {
    let refused = pilot.filter { answers[$0] == .refused }
    let population = CascadePopulation(
      movies.lazy.filter { !refused.contains($0.movie) }, digest: digest)
    return CascadeOrder(
      population,
      pilot: pilot.sorted().compactMap { movie in
        guard case .labels(let wrong, let unnamed)? = answers[movie] else { return nil }
        return PilotMovie(movie: movie, wrong: wrong, unnamed: unnamed)
      })
  }

  /// What the cascade will come to, the pilot among the dollars.
  ///
  /// - Parameter target: another one than the cascade's own.
  package func forecast(_ order: CascadeOrder, target: Double? = nil) -> CascadeForecast {
    let rest = order.forecast(target: target ?? self.target)
    let asked = movies.reduce(0) { $0 + (pilot.contains($1.movie) ? $1.dollars : 0) }
    return CascadeForecast(
      keptShare: rest.keptShare, dollars: rest.dollars + asked, allStrong: rest.allStrong + asked)
  }

  /// The highest of some lower targets at which at least a tenth would be saved; `nil` where none is.
  package func reachable(
    _ order: CascadeOrder, _ terms: Terms
  ) -> (target: Double, forecast: CascadeForecast)? {
    for lower in [0.99, 0.98, 0.97, 0.95, 0.92, 0.9, 0.85, 0.8, 0.75, 0.7] where lower < target {
      let forecast = forecast(order, target: lower)
      // Beyond what may be wrong anyway.
      if forecast.keptShare > 1 - lower,
        forecast.isWorthIt(cheap: terms.cheapDollars, strongFactor: terms.strongFactor)
      {
        return (lower, forecast)
      }
    }
    return nil
  }

  /// How many movies the pilot has: a twentieth of a small corpus, 200 of one of 40,000.
  package static func pilotSize(_ movies: Int) -> Int {
    movies < 2_000 ? max(20, movies / 20) : min(200, max(100, movies / 200))
  }
}

extension StrongAnswer {
  /// The wrong labels of a movie of so many, as the promise counts them.
  package func errors(of characters: Int) -> Int {
    switch self {
    case .refused: characters
    case .labels(let wrong, let unnamed):
      min(characters, wrong.count { $0 } + max(0, unnamed))
    }
  }
}
