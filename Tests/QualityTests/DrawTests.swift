import Quality
import Testing
import TropeModel

@Suite struct DrawTests {
  private func population(_ number: Int) -> Digest {
    var digest = PopulationDigest()
    if let movie = MovieID(number: 1) { digest.add(movie, size: number) }
    return digest.finish()
  }

  private func movies(_ numbers: some Sequence<Int>, size: (Int) -> Double = { _ in 9 })
    -> [(movie: MovieID, size: Double)]
  {
    numbers.compactMap { number in
      MovieID(number: Int64(number)).map { ($0, size(number)) }
    }
  }

  /// The same keys, computed by Python from its hashlib.
  @Test func `the draw follows from the data and never changes`() {
    let order = Draw(.trial, population: population(1)).order(movies(0..<8) { Double($0 + 1) })
    #expect(order == [5, 4, 3, 7, 6, 1, 2, 0])
  }

  @Test func `purposes and populations have draws of their own`() {
    let movies = movies(0..<50)
    let draws = Draw.Purpose.allCases.flatMap { purpose in
      [1, 2].map { Draw(purpose, population: population($0)).order(movies) }
    }
    #expect(Set(draws).count == draws.count)
  }

  @Test func `the order of the list makes no difference`() {
    let draw = Draw(.test, population: population(1))
    let (there, back) = (movies(0..<60), movies((0..<60).reversed()))
    #expect(draw.order(there).map { there[$0].movie } == draw.order(back).map { back[$0].movie })
  }

  @Test func `what is left is drawn as if what is drawn had never been there`() {
    let draw = Draw(.test, population: population(1))
    let all = movies(0..<60)
    let order = draw.order(all).map { all[$0].movie }
    let rest = movies(0..<60).filter { !order.prefix(20).contains($0.movie) }
    #expect(draw.order(rest).map { rest[$0].movie } == Array(order.dropFirst(20)))
  }

  @Test func `large movies come first in proportion to their size`() {
    var first = [0, 0, 0]
    for number in 0..<600 {
      let order = Draw(.trial, population: population(number)).order(
        movies(0..<3) { [1, 2, 3][$0] })
      first[order[0]] += 1
    }
    // 100, 200 and 300 are expected; the bounds are four standard deviations.
    #expect((63...137).contains(first[0]))
    #expect((154...246).contains(first[1]))
    #expect((251...349).contains(first[2]))
  }

  @Test func `a movie without a size is never drawn`() {
    let order = Draw(.trial, population: population(1)).order(
      movies(0..<6) { [1, 0, -1, .nan, .infinity, 2][$0] })
    #expect(Set(order) == [0, 5])
  }

  @Test func `a population's digest knows sizes, names, labels and confidences`() throws {
    let movie = try #require(MovieID(number: 7))
    let other = try #require(MovieID(number: 8))
    func digest(_ name: String, _ label: String, _ confidence: Double?, also: Bool = false)
      -> Digest
    {
      var digest = PopulationDigest()
      if also { digest.add(other, size: 2) }
      digest.add(
        movie, labels: [(name, label, confidence.flatMap { Confidence(probability: $0) })])
      if !also { digest.add(other, size: 2) }
      return digest.finish()
    }
    let base = digest("Neo", "Chosen One", 0.5)
    #expect(base == digest("Neo", "Chosen One", 0.5, also: true))
    #expect(base != digest("Ne", "oChosen One", 0.5))
    #expect(base != digest("Neo", "Mentor", 0.5))
    #expect(base != digest("Neo", "Chosen One", 0.6))
    #expect(base != digest("Neo", "Chosen One", nil))
  }
}
