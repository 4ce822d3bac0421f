import Testing
import TropeModel
@testable import Quality

@Suite struct CascadeOrderTests {
  private func movie(
    _ number: Int, _ confidences: [Double], plot: Int = 270, dollars: Double = 0.001
  ) throws -> CascadeMovie {
    CascadeMovie(
      movie: try #require(MovieID(number: Int64(number))), characters: confidences.count,
      confidences: confidences.compactMap { Confidence(probability: $0) }, plotTokens: plot,
      dollars: dollars)
  }

  private func population(_ movies: [CascadeMovie]) -> CascadePopulation {
    CascadePopulation(movies, digest: PopulationDigest().finish())
  }

  private func order(_ order: CascadeOrder) -> [Int64] {
    order.sorted.map { order.population.movies[$0].movie.number }
  }

  /// The same fit as numpy's, with Newton's steps in full.
  @Test func `the fit is the one that numpy finds`() throws {
    var (rows, wrong): ([Double], [Double]) = ([], [])
    var label = 0
    var first: CascadeMovie?
    for number in 0..<40 {
      var confidences: [Double] = []
      for _ in 0..<(3 + number % 5) {
        let confidence = Double(label * 37 % 97 + 2) / 100
        confidences.append(confidence)
        wrong.append(Double(label * 53 % 101) / 101 > confidence ? 1 : 0)
        label += 1
      }
      let movie = try movie(number, confidences, plot: 100 + number * 7)
      first = first ?? movie
      rows += ErrorModel.rows(movie)
    }
    let model = ErrorModel(rows: rows, wrong: wrong)
    for (found, known) in zip(
      model.coefficients,
      [0.139211, -1.206982, 0.663688, -0.263088, -0.072907, -0.132035, 0.212909])
    {
      #expect(abs(found - known) < 2e-6)
    }
    #expect(abs(model.expectedErrors(try #require(first)) - 1.95182522448872) < 1e-6)
  }

  @Test(arguments: [0.0, 1.0]) func `a fit to labels that are all alike stays finite`(wrong: Double)
    throws
  {
    let movie = try movie(1, [0.02, 0.9999, 0.5, 0.7])
    let model = ErrorModel(
      rows: (0..<30).flatMap { _ in ErrorModel.rows(movie) },
      wrong: Array(repeating: wrong, count: 120))
    #expect(model.coefficients.allSatisfy { $0.isFinite })
    #expect(abs(model.expectedErrors(movie) - 4 * wrong) < 0.3)
  }

  @Test func `movies are kept by errors for a dollar`() throws {
    // The second has twice the doubt of the first and costs four times as much.
    let movies = [
      try movie(1, [0.9, 0.9], dollars: 0.001), try movie(2, [0.8, 0.8], dollars: 0.004),
      try movie(3, [0.95, 0.95], dollars: 0.0001),
    ]
    let made = CascadeOrder(population(movies), pilot: [])
    #expect(!made.isFitted)
    #expect(order(made) == [2, 1, 3])
  }

  @Test func `the pilot leaves the order and its characters stay in the promise`() throws {
    let movies = try (1...20).map { try movie($0, [0.9, 0.5, 0.7]) }
    let pilot = [
      PilotMovie(movie: movies[3].movie, wrong: [false, true, false]),
      PilotMovie(movie: movies[3].movie, wrong: [true, true, true]),
      PilotMovie(movie: try #require(MovieID(number: 999)), wrong: [true]),
    ]
    let made = CascadeOrder(population(movies), pilot: pilot)
    #expect(made.pilotCount == 1)
    #expect(made.pilotErrors == (1, 3))
    #expect(made.sorted.count == 19 && !order(made).contains(4))
    #expect(made.population.characters == 60)
  }

  @Test func `characters whom only the strong variant names are wrong, up to all there are`() throws
  {
    let movie = try #require(MovieID(number: 1))
    #expect(PilotMovie(movie: movie, wrong: [true, false, false], unnamed: 1).errors == 2)
    #expect(PilotMovie(movie: movie, wrong: [true, false, false], unnamed: 9).errors == 3)
  }

  @Test func `a movie without confidences counts with the pilot's mean rate`() throws {
    let movies = try (1...40).map { try movie($0, [0.9, 0.6, 0.8, 0.7]) }
    let blank = CascadeMovie(
      movie: try #require(MovieID(number: 100)), characters: 4, confidences: [], plotTokens: 270,
      dollars: 0.001)
    let pilot = movies.prefix(20).map {
      PilotMovie(movie: $0.movie, wrong: [false, true, false, false])
    }
    let made = CascadeOrder(population(movies + [blank]), pilot: pilot)
    #expect(made.isFitted)
    let total = try #require(made.expectedErrors.last)
    // 21 movies of four labels, of which a quarter is wrong.
    #expect(abs(total - 21) < 1)
  }

  @Test func `no cut comes between equal scores`() {
    let scores = [1.0, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3, 4]
    #expect(CascadeOrder.cuts(about: 100, scores) == [4, 6, 11, 12])
    #expect(CascadeOrder.cuts(about: 3, scores) == [4, 11, 12])
    #expect(CascadeOrder.cuts(about: 100, Array(repeating: 1, count: 50)) == [50])
    #expect(CascadeOrder.cuts(about: 100, []) == [])
    let plain = CascadeOrder.cuts(about: 100, (0..<4000).map(Double.init))
    #expect(plain == (1...100).map { $0 * 40 })
  }

  @Test func `the working cut leaves a margin below the target`() throws {
    let movies = try (1...100).map { try movie($0, [1 - Double($0) / 200]) }
    let made = CascadeOrder(population(movies), pilot: [])
    let cut = try #require(made.workingCut(target: 0.9))
    let room = 0.85 * 0.1 * 100
    #expect(made.expectedErrors[cut] < room && made.expectedErrors[cut + 1] >= room)
    #expect(made.workingCut(target: 0.99999) == 0)
    #expect(made.workingCut(target: 0) == 99)
    #expect(CascadeOrder(population([]), pilot: []).workingCut(target: 0.9) == nil)
  }

  @Test func `other ids give another draw and the same order`() throws {
    func shape(_ number: Int) -> [Double] { [0.5 + Double(number * 37 % 50) / 100, 0.9] }
    let movies = try (1...60).map { try movie($0, shape($0), dollars: 0.001 + Double($0) / 1e5) }
    let moved = try (1...60).map {
      try movie($0 + 500, shape($0), dollars: 0.001 + Double($0) / 1e5)
    }
    let (one, other) = (
      CascadeOrder(population(movies), pilot: []), CascadeOrder(population(moved), pilot: [])
    )
    #expect(order(one) == order(other).map { $0 - 500 })
    #expect(one.cuts == other.cuts && one.expectedErrors == other.expectedErrors)
    let draws = [one, other].map { CascadeTest($0, target: 0.9, risk: 0.1).draw.map(\.number) }
    #expect(draws[0] != draws[1].map { $0 - 500 })
  }
}
