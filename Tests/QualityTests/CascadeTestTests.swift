import Quality
import Testing
import TropeModel

@Suite struct CascadeTestTests {
  private func test(_ corpus: SimulatedCorpus, target: Double = 0.9, pilot: Int = 30) -> CascadeTest
  {
    CascadeTest(
      CascadeOrder(corpus.population, pilot: pilotMovies(corpus, pilot)), target: target, risk: 0.1)
  }

  private func pilotMovies(_ corpus: SimulatedCorpus, _ count: Int) -> [PilotMovie] {
    corpus.population.pilot(count).map { movie in
      PilotMovie(
        movie: movie, wrong: corpus.population.place(of: movie).map { corpus.wrong[$0] } ?? [])
    }
  }

  private func errors(_ corpus: SimulatedCorpus) -> [MovieID: Int] {
    Dictionary(
      uniqueKeysWithValues: zip(corpus.population.movies.map(\.movie), corpus.errors))
  }

  @Test(arguments: [(4000, 316), (42_306, 1028), (0, 0), (100, 50)])
  func `the advised sample grows with the root of the corpus`(movies: Int, draws: Int) {
    #expect(CascadeTest.advisedDraws(movies) == draws)
  }

  @Test func `answers count in the order of the draw, however they come`() {
    let corpus = SimulatedCorpus(.base, movies: 300, seed: 1)
    let known = errors(corpus)
    var (whole, pieces) = (test(corpus), test(corpus))
    let block = Array(whole.next(60))
    #expect(block.count == 60)
    whole.take(known.filter { block.contains($0.key) })
    // Without the first none counts; then all that wait for it.
    #expect(pieces.take(known.filter { block.dropFirst().contains($0.key) }) == 0)
    #expect(pieces.drawn.isEmpty)
    for movie in block { pieces.take([movie: known[movie] ?? 0]) }
    #expect(Array(pieces.drawn) == block && Array(whole.drawn) == block)
    #expect(pieces.wealth.logs == whole.wealth.logs)
    #expect(pieces.outcome == whole.outcome)
    #expect(
      pieces.certificate(cheap: "a", strong: "b") == whole.certificate(cheap: "a", strong: "b"))
  }

  @Test func `pilot, sample, kept and asked again are all movies, each once`() {
    let corpus = SimulatedCorpus(.base, movies: 400, seed: 2)
    var test = test(corpus)
    let known = errors(corpus)
    while let movie = test.next(1).first { test.take([movie: known[movie] ?? 0]) }
    #expect(test.isDecided && test.next(5).isEmpty)
    let outcome = test.outcome
    #expect(!outcome.kept.isEmpty && !outcome.askAgain.isEmpty)
    let pilot = corpus.population.pilot(30)
    #expect(Set(pilot).isDisjoint(with: test.draw))
    let all = pilot + test.drawn + outcome.kept + outcome.askAgain
    #expect(all.sorted() == corpus.population.movies.map(\.movie))
    let dollars = corpus.population.movies.filter { outcome.askAgain.contains($0.movie) }
      .reduce(0) { $0 + $1.dollars }
    #expect(abs(outcome.dollars - dollars) < 1e-12)
  }

  @Test func `a target out of reach keeps nothing and costs nothing extra`() {
    let corpus = SimulatedCorpus(.wrong, movies: 200, seed: 3)
    var test = test(corpus, target: 0.999)
    let known = errors(corpus)
    while let movie = test.next(1).first { test.take([movie: known[movie] ?? 0]) }
    #expect(test.certified == nil)
    #expect(test.outcome.kept.isEmpty)
    let certificate = test.certificate(cheap: "a", strong: "b")
    #expect(certificate.keptMovies == 0 && certificate.logWealth == nil)
    #expect(!test.order.forecast(target: 0.999).isWorthIt(cheap: 0.01))
    #expect(test.order.forecast(target: 0.999).keptShare == 0)
  }

  @Test func `if all labels agree all are kept and the test ends early`() {
    let corpus = SimulatedCorpus(.right, movies: 400, seed: 4)
    var test = test(corpus)
    while let movie = test.next(1).first { test.take([movie: 0]) }
    #expect(test.certified == test.order.cuts.count - 1)
    #expect(test.drawn.count < test.planned)
    #expect(test.outcome.askAgain.isEmpty)
  }

  @Test func `a population that the pilot takes whole needs no test`() {
    let corpus = SimulatedCorpus(.base, movies: 20, seed: 5)
    let test = test(corpus)
    #expect(test.isDecided && test.draw.isEmpty)
    #expect(test.outcome.kept.isEmpty && test.outcome.askAgain.isEmpty)
    let nothing = CascadeTest(
      CascadeOrder(CascadePopulation([], digest: PopulationDigest().finish()), pilot: []),
      target: 0.95, risk: 0.1)
    #expect(nothing.isDecided && nothing.outcome.kept.isEmpty)
  }

  @Test func `so few labels that they could all be wrong are kept without a test`() throws {
    // 100 movies of a character each; with a target of 90 % ten of them may be wrong.
    let movies = try (1...100).map { number in
      CascadeMovie(
        movie: try #require(MovieID(number: Int64(number))), characters: 1,
        confidences: [Confidence(probability: 1 - Double(number) / 1000)].compactMap { $0 },
        plotTokens: 100, dollars: 0.001)
    }
    let population = CascadePopulation(movies, digest: PopulationDigest().finish())
    let test = CascadeTest(CascadeOrder(population, pilot: []), target: 0.9, risk: 0.1)
    #expect(test.outcome.kept.count == 10)
  }

  @Test func `the forecast is near what comes of it`() {
    let corpus = SimulatedCorpus(.base, movies: 1000, seed: 6)
    var test = test(corpus, pilot: 100)
    let forecast = test.order.forecast(target: 0.9)
    let known = errors(corpus)
    while let movie = test.next(1).first { test.take([movie: known[movie] ?? 0]) }
    let kept = Double(test.outcome.kept.count) / 1000
    #expect(abs(forecast.keptShare - kept) < 0.15)
    #expect(forecast.isWorthIt(cheap: corpus.cheapDollars))
    #expect(forecast.dollars < forecast.allStrong)
  }

  /// The full count is in `Benchmarks/cascade`; here as many as a debug build does in a second or two.
  @Test(arguments: Scenario.all)
  func `labels miss the target no more often than was allowed, whenever sampling stops`(
    scenario: Scenario
  ) {
    let corpora = 40
    let missed = (0..<corpora).count { seed in
      let corpus = SimulatedCorpus(scenario, movies: 200, seed: 1000 + seed)
      return CascadeRun(corpus, target: 0.9, pilot: 25, draws: 80, watches: true).isMissedAnywhere
    }
    // .1 + 2·√(.1·.9/40) = .195
    #expect(missed <= 7)
  }
}
