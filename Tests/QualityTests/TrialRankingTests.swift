import Quality
import Testing

@Suite struct TrialRankingTests {
  /// Variants as lines of shares, in tenths, with their prices.
  private func ranking(
    _ rows: [(dollars: Double, shares: [Double])], margin: Double = 0.02, looks: Int = 1
  ) throws -> TrialRanking {
    let movies = Array(repeating: Trial.Movie(characters: 10), count: rows[0].shares.count)
    let trial = try #require(
      Trial(
        movies: movies,
        variants: rows.map {
          Trial.Variant(dollars: $0.dollars, shares: $0.shares.map { $0 / 10 })
        }))
    return try #require(TrialRanking(trial, margin: margin, looks: looks))
  }

  /// `count` shares of `high` with every `every`th one `low`.
  private func shares(_ count: Int, _ high: Double, every: Int, _ low: Double) -> [Double] {
    (0..<count).map { $0 % every == 0 ? low : high }
  }

  @Test func `the cheapest that is shown to lose less than the margin is recommended`() throws {
    let best = shares(200, 9, every: 4, 7)
    // The second loses half a point, the third ten.
    var near = best
    for place in stride(from: 1, to: 200, by: 20) { near[place] -= 1 }
    let ranking = try ranking([(9, best), (3, near), (1, best.map { $0 - 1 })])
    #expect(ranking.best == 0)
    #expect(ranking.recommended == 1)
    #expect(ranking.rows.map(\.isWithinMargin) == [true, true, false])
    #expect(ranking.rows.map(\.isWorse) == [false, true, true])
    #expect(ranking.rows.map(\.mark) == [.best, .best, .best])
    #expect(ranking.rows[1].behind.map { ($0.mean * 1000).rounded() } == 5)
    // The second interval is wider than the column's.
    let (narrow, wide) = (ranking.rows[1].share, ranking.recommendedShare)
    #expect(wide.low < narrow.low && wide.high > narrow.high)
  }

  @Test func `if nothing is shown the best is recommended and how many movies would tell`() throws {
    let best = shares(12, 9, every: 3, 7)
    var other = best
    other[1] -= 2
    other[2] += 1
    let ranking = try ranking([(9, best), (1, other)])
    #expect(ranking.best == 0 && ranking.recommended == 0)
    let row = ranking.rows[1]
    #expect(!row.isWorse && !row.isWithinMargin)
    let movies = try #require(row.moviesToTell)
    #expect(movies > 12)
    let behind = try #require(row.behind)
    #expect(movies == behind.unitsNeeded(toTellFrom: 0.02, risk: 0.05))
    #expect(ranking.rows[0].moviesToTell == nil)
  }

  @Test func `of equal shares the cheaper is the best`() throws {
    let same = shares(20, 9, every: 3, 7)
    let ranking = try ranking([(2, same), (1, same), (3, same)])
    #expect(ranking.best == 1 && ranking.recommended == 1)
    // As good for more is not worse in the point estimate: no mark is taken.
    #expect(ranking.rows.map(\.mark) == [.best, .best, .best])
  }

  @Test func `dearer and worse loses its star, but only where that is shown`() throws {
    let best = shares(100, 9, every: 4, 7)
    var close = best
    close[0] -= 1
    let ranking = try ranking([(1, best), (2, close), (2, best.map { $0 - 2 }), (0.5, close)])
    #expect(ranking.rows.map(\.mark) == [.best, .maybe, .dominated, .best])
  }

  @Test func `every look at the draw widens the intervals`() throws {
    let rows = [(2.0, shares(40, 9, every: 3, 7)), (1.0, shares(40, 9, every: 4, 6))]
    let (once, again) = (try ranking(rows), try ranking(rows, looks: 4))
    for (first, second) in zip(once.rows, again.rows) {
      #expect(second.share.low < first.share.low && second.share.high > first.share.high)
    }
  }

  @Test func `a pair's unit is the larger request`() throws {
    let movies = Array(repeating: Trial.Movie(characters: 10), count: 32)
    let values = (0..<32).map { Double($0 % 5) / 5 }
    let trial = try #require(
      Trial(
        movies: movies,
        variants: [
          .init(dollars: 2, shares: values),
          .init(dollars: 1, shares: values, requests: (0..<32).map { $0 / 8 }),
          .init(dollars: 1, shares: values, requests: (0..<32).map { $0 / 16 }),
        ]))
    #expect((0..<3).map { trial.units($0).count } == [32, 4, 2])
    #expect(trial.difference(0, 1)?.units == 4)
    #expect(trial.difference(1, 0)?.units == 4)
    #expect(trial.difference(1, 2)?.units == 2)
    #expect(trial.difference(0, 2)?.movies == 32)
    let ranking = try #require(TrialRanking(trial))
    #expect(ranking.rows.map(\.hasTooFewRequests) == [false, true, true])
  }

  @Test func `movies that one variant did not answer are left out of its pairs`() throws {
    let movies = Array(repeating: Trial.Movie(characters: 10), count: 4)
    let trial = try #require(
      Trial(
        movies: movies,
        variants: [
          .init(dollars: 1, shares: [1, 1, nil, 0]), .init(dollars: 1, shares: [1, 0, 1, nil]),
        ]))
    #expect(trial.difference(0, 1)?.movies == 2)
    #expect(trial.difference(0, 1)?.mean == 0.5)
    #expect(Trial(movies: movies, variants: [.init(dollars: 1, shares: [1])]) == nil)
    #expect(Trial(movies: movies, variants: [.init(dollars: .nan, shares: [1, 1, 1, 1])]) == nil)
  }

  @Test func `a truly best of eight is seldom struck out, where plain tests do so most times`()
    throws
  {
    var random = Randomness(5, 7)
    var (struck, plain, optimism) = (0, 0, 0.0)
    let runs = 150
    for _ in 0..<runs {
      let common = (0..<60).map { _ in random.normal() }
      let variants = (0..<8).map { _ in
        Trial.Variant(
          dollars: 1,
          shares: common.map { shared in
            let share = Logit.share(1.2 + 0.8 * shared + 0.4 * random.normal())
            return Double((0..<10).count { _ in random.uniform() < share }) / 10
          })
      }
      let trial = try #require(
        Trial(
          movies: Array(repeating: Trial.Movie(characters: 10), count: 60), variants: variants))
      let ranking = try #require(TrialRanking(trial))
      if ranking.rows[0].isWorse { struck += 1 }
      if ranking.rows.contains(where: { ($0.behind?.lowerBound(risk: 0.05) ?? 0) > 0 }) {
        plain += 1
      }
      optimism += ranking.rows[ranking.best].share.value
      let mean = ranking.rows.reduce(0) { $0 + $1.share.value } / 8
      optimism -= mean
    }
    #expect(Double(struck) / Double(runs) < 0.09)
    #expect(Double(plain) / Double(runs) > 0.5)
    #expect(optimism / Double(runs) > 0.01)
  }
}
