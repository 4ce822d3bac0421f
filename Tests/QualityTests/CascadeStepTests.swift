import Quality
import Testing
import TropeModel

/// A cascade from its frozen population to its certificate, without anybody to ask.
@Suite struct CascadeStepTests {
  /// Plays the strong variant.
  private struct Play {
    let corpus: SimulatedCorpus
    var answers: [MovieID: StrongAnswer] = [:]
    var asked: [MovieID] = []
    var steps: [String] = []
    var refuses: Set<MovieID> = []
    let pilot: Set<MovieID>

    init(_ corpus: SimulatedCorpus, pilot: Int = 20) {
      self.corpus = corpus
      self.pilot = Set(corpus.population.pilot(pilot))
    }

    func cascade(_ target: Double) -> Cascade {
      Cascade(
        corpus.population.movies, digest: corpus.population.digest, pilot: pilot, target: target,
        risk: 0.1, answers: answers)
    }

    mutating func answer(_ movies: [MovieID]) {
      for movie in movies where answers[movie] == nil {
        asked.append(movie)
        let wrong = corpus.population.place(of: movie).map { corpus.wrong[$0] } ?? []
        answers[movie] =
          refuses.contains(movie) ? .refused : .labels(wrong: wrong, unnamed: 0)
      }
    }

    /// Goes on until the certificate; at each step only so many of the movies get an answer.
    mutating func run(
      _ target: Double, _ terms: Cascade.Terms, answering most: Int = .max
    ) -> CascadeTest? {
      for _ in 0..<10_000 {
        switch cascade(target).step(terms) {
        case .askPilot(let movies):
          steps.append("pilot")
          answer(Array(movies.filter { answers[$0] == nil }.prefix(most)))
        case .askSample(let movies, _):
          steps.append("sample")
          answer(Array(movies.filter { answers[$0] == nil }.prefix(most)))
        case .certify(let test): return test
        case .price:
          steps.append("price")
          return nil
        case .consent:
          steps.append("consent")
          return nil
        }
      }
      return nil
    }
  }

  private static let agreed = Cascade.Terms(isPriced: true, isAgreed: true)

  @Test func `the pilot comes first, then the prices, then the test, then the certificate`() {
    var play = Play(SimulatedCorpus(.base, movies: 300, seed: 1))
    #expect(play.run(0.9, Cascade.Terms(isPriced: false)) == nil)
    #expect(play.steps == ["pilot", "price"])
    #expect(Set(play.asked) == play.pilot)
    let test = play.run(0.9, Self.agreed)
    #expect(play.steps == ["pilot", "price", "sample"])
    #expect(test?.drawn.count == test?.planned)
    #expect(play.asked.count == 20 + (test?.planned ?? 0))
  }

  @Test(arguments: [1, 7, 64])
  func `whoever is interrupted anywhere comes to the same certificate and asks nobody twice`(
    most: Int
  ) throws {
    let corpus = SimulatedCorpus(.clustered, movies: 300, seed: 2)
    var whole = Play(corpus)
    var pieces = Play(corpus)
    let first = whole.run(0.85, Self.agreed)
    let one = try #require(first)
    let second = pieces.run(
      0.85, Cascade.Terms(isPriced: true, isAgreed: true, block: 40), answering: most)
    let two = try #require(second)
    #expect(one.certificate(cheap: "a", strong: "b") == two.certificate(cheap: "a", strong: "b"))
    #expect(one.outcome == two.outcome)
    #expect(Set(pieces.asked).count == pieces.asked.count)
    // Whoever looks more often may see sooner that all is certified.
    #expect(Set(pieces.asked).isSubset(of: whole.asked))
  }

  @Test func `answers that come out of turn are counted in the order of the draw`() throws {
    let corpus = SimulatedCorpus(.base, movies: 300, seed: 3)
    var play = Play(corpus)
    let expected = play.run(0.9, Self.agreed)?.wealth.logs
    var other = Play(corpus)
    other.answer(Array(other.pilot))
    guard case .askSample(let movies, _) = other.cascade(0.9).step(Self.agreed) else {
      Issue.record("no sample")
      return
    }
    other.answer(Array(movies.dropFirst(5)))
    #expect(other.cascade(0.9).test.drawn.isEmpty)
    let logs = other.run(0.9, Self.agreed)?.wealth.logs
    #expect(logs != nil && logs == expected)
  }

  @Test func `what saves little is told before the test, and not any more once it has begun`() {
    var play = Play(SimulatedCorpus(.wrong, movies: 200, seed: 4))
    let terms = Cascade.Terms(isPriced: true)
    #expect(play.run(0.95, terms) == nil && play.steps == ["pilot", "consent"])
    guard case .consent(let forecast, let order) = play.cascade(0.95).step(terms) else {
      Issue.record("no question")
      return
    }
    // As many as may be wrong.
    #expect(forecast.keptShare < 0.05 && !forecast.isWorthIt(cheap: 0))
    #expect(play.cascade(0.95).reachable(order, terms) == nil)
    if case .askSample(let movies, _) = play.cascade(0.95).step(Self.agreed) {
      play.answer(Array(movies.prefix(1)))
    }
    let test = play.run(0.95, terms)
    #expect(test?.wealth.hasPassed.contains(true) == false)
  }

  @Test func `a lower target that pays is named`() throws {
    let corpus = SimulatedCorpus(.base, movies: 1_000, seed: 5)
    var play = Play(corpus, pilot: 100)
    _ = play.run(0.99, Self.agreed)
    let cascade = play.cascade(0.99)
    let lower = try #require(cascade.reachable(cascade.order, Self.agreed))
    #expect(lower.target < 0.99 && lower.forecast.keptShare > 0)
    // The pilot is part of the bill, whoever is asked.
    let all = corpus.population.movies.reduce(0) { $0 + $1.dollars }
    #expect(abs(lower.forecast.allStrong - all) < 1e-9)
  }

  @Test func `a movie of the pilot that is refused is outside, one of the test counts as wrong`()
    throws
  {
    let corpus = SimulatedCorpus(.right, movies: 200, seed: 6)
    var play = Play(corpus)
    let refused = try #require(play.pilot.sorted().first)
    play.refuses = [refused]
    let end = play.run(0.9, Self.agreed)
    let test = try #require(end)
    #expect(test.order.population.place(of: refused) == nil)
    #expect(!test.outcome.kept.contains(refused) && !test.outcome.askAgain.contains(refused))
    #expect(StrongAnswer.refused.errors(of: 7) == 7)
    #expect(StrongAnswer.labels(wrong: [true, false], unnamed: 3).errors(of: 2) == 2)
    #expect(StrongAnswer.labels(wrong: [true, false, false], unnamed: 1).errors(of: 3) == 2)
  }

  @Test func `new movies are sorted by the order and cut that are there`() throws {
    var play = Play(SimulatedCorpus(.base, movies: 300, seed: 7))
    let end = play.run(0.9, Self.agreed)
    let test = try #require(end)
    let cut = try #require(test.certified)
    let kept = test.order.cuts[cut]
    let keptMovies = Set(test.order.kept(cut))
    let pilot = play.pilot
    for movie in test.order.population.movies where !pilot.contains(movie.movie) {
      #expect(test.order.keeps(movie, by: kept) == keptMovies.contains(movie.movie))
      #expect(!test.order.keeps(movie, by: 0))
    }
  }

  @Test(arguments: [(10, 20), (1_000, 50), (2_000, 100), (4_000, 100), (42_306, 200)])
  func `the pilot grows with the corpus`(movies: Int, pilot: Int) {
    #expect(Cascade.pilotSize(movies) == pilot)
  }
}
