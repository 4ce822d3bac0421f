import Quality
import Report
import Testing

@Suite struct ShareIntervalTests {
  @Test(arguments: [(0, 1), (1, 1), (0, 50), (35, 50), (50, 50), (3, 7), (999, 1000), (1, 20_000)])
  func `with a design effect of 1 Wilson's interval is the one of eval`(hits: Int, count: Int)
    throws
  {
    let eval = try #require(Proportion(hits: hits, of: count))
    let ends = ShareInterval.wilson(
      Double(hits) / Double(count), of: Double(count), quantile: Quantile.normal(0.975))
    #expect(abs(ends.low - eval.low) < 1e-9)
    #expect(abs(ends.high - eval.high) < 1e-9)
  }

  @Test func `fifty gold characters say little`() throws {
    let gold = (0..<50).map { ShareUnit.gold(right: $0 < 35 ? 1 : 0, of: 1) }
    let interval = try #require(ShareInterval(gold))
    #expect(interval.value == 0.7)
    // Single characters vary a little more than the binomial says: 50/49.
    #expect(abs(interval.designEffect - 50.0 / 49) < 1e-12)
    #expect((interval.low * 100).rounded() == 56)
    #expect((interval.high * 100).rounded() == 81)
    let all = try #require(ShareInterval((0..<50).map { _ in ShareUnit.gold(right: 1, of: 1) }))
    #expect(all.designEffect == 1)
    #expect(all.high == 1)
    #expect((all.low * 100).rounded() == 93)
  }

  @Test func `units that differ as wholes count as one character each`() throws {
    let units = (0..<20).map { ShareUnit.drawn(right: $0 < 10 ? 10 : 0, of: 10) }
    let interval = try #require(ShareInterval(units))
    #expect(abs(interval.designEffect - 10 * 20.0 / 19) < 1e-9)
    #expect(interval.characters == 200)
    let single = try #require(
      ShareInterval((0..<20).map { ShareUnit.drawn(right: $0 < 10 ? 1 : 0, of: 1) }))
    #expect(abs(single.low - interval.low) < 1e-12)
  }

  @Test func `the mean of drawn movies is theirs and not their characters'`() throws {
    // Drawn with chances by size, each movie counts alike.
    let units = [ShareUnit.drawn(right: 2, of: 2), .drawn(right: 0, of: 18)]
    #expect(try #require(ShareInterval(units)).value == 0.5)
    let gold = [ShareUnit.gold(right: 2, of: 2), .gold(right: 0, of: 18)]
    #expect(try #require(ShareInterval(gold)).value == 0.1)
  }

  @Test func `a single unit tells nothing and none has no share`() throws {
    let one = try #require(ShareInterval([ShareUnit.drawn(right: 3, of: 9)]))
    #expect(one.low == 0 && one.high == 1)
    #expect(ShareInterval([]) == nil)
    #expect(ShareInterval([ShareUnit.gold(right: 0, of: 0)]) == nil)
  }

  /// How often an interval holds the truth: movies of 5 to 20 characters whose difficulty they share.
  @Test func `intervals by movie hold what they say and those by character do not`() throws {
    var random = Randomness(1, 7)
    var (byMovie, byCharacter) = (0, 0)
    let runs = 400
    for _ in 0..<runs {
      let units = (0..<20).map { _ in Self.movie(&random, spread: 1.3) }
      let interval = try #require(ShareInterval(units))
      if interval.low <= Self.truth, interval.high >= Self.truth { byMovie += 1 }
      let ends = ShareInterval.wilson(
        interval.value, of: Double(interval.characters), quantile: 1.96)
      if ends.low <= Self.truth, ends.high >= Self.truth { byCharacter += 1 }
    }
    #expect(Double(byMovie) / Double(runs) > 0.91)
    #expect(Double(byCharacter) / Double(runs) < 0.88)
  }

  @Test func `of grouped movies the request is the unit`() throws {
    var random = Randomness(2, 7)
    var (byRequest, byMovie) = (0, 0)
    let runs = 300
    for _ in 0..<runs {
      let requests = (0..<12).map { _ in
        let isMixedUp = random.uniform() < 0.03
        let shift = 0.35 * random.normal()
        return (0..<16).map { _ in
          Self.movie(&random, spread: 0.8, shift: isMixedUp ? -4 : shift)
        }
      }
      let truth = 0.7016
      func holds(_ units: [ShareUnit]) throws -> Bool {
        let interval = try #require(ShareInterval(units))
        return interval.low <= truth && truth <= interval.high
      }
      if try holds(requests.flatMap { $0 }) { byMovie += 1 }
      let wholes = requests.map { movies in
        movies.reduce(into: ShareUnit(right: 0, whole: 0, characters: 0)) {
          $0.right += $1.right
          $0.whole += $1.whole
          $0.characters += $1.characters
        }
      }
      if try holds(wholes) { byRequest += 1 }
    }
    #expect(Double(byRequest) / Double(runs) > 0.88)
    #expect(Double(byMovie) / Double(runs) < 0.82)
  }

  private static let truth = 0.6977

  /// A movie of the draw; characters are right with a logit of 1.1 or so, moved for the whole movie.
  private static func movie(_ random: inout Randomness, spread: Double, shift: Double = 0)
    -> ShareUnit
  {
    let size = 5 + random.place(below: 10)
    let share = Logit.share(1.1 + shift + spread * random.normal())
    let right = (0..<size).count { _ in random.uniform() < share }
    return .drawn(right: right, of: size)
  }
}

extension ShareUnit {
  /// A movie of the size-weighted draw.
  fileprivate static func drawn(right: Int, of characters: Int) -> ShareUnit {
    ShareUnit(
      right: Double(right) / Double(max(1, characters)), whole: 1, characters: characters)
  }
}
