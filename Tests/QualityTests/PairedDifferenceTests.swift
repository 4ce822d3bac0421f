import Quality
import Testing

@Suite struct PairedDifferenceTests {
  private func units(_ differences: [Double]) -> [PairedDifference.Unit] {
    differences.map { PairedDifference.Unit(difference: $0, characters: 10) }
  }

  @Test func `the interval is Student's of the movies' differences`() throws {
    let difference = try #require(PairedDifference(units([0.1, 0.2, -0.1, 0.0, 0.3])))
    #expect(abs(difference.mean - 0.1) < 1e-12)
    #expect(abs(difference.deviation - 0.158113883) < 1e-9)
    let interval = difference.interval
    // 2.776445105 · .158113883 / √5
    #expect(abs(interval.upperBound - 0.1 - 0.196324318) < 1e-8)
    #expect(abs(0.1 - interval.lowerBound - 0.196324318) < 1e-8)
    #expect(difference.lowerBound(risk: 0.025) == interval.lowerBound)
    #expect(difference.upperBound(risk: 0.05) < interval.upperBound)
  }

  @Test func `weights are numbers of movies and change nothing where they are alike`() throws {
    let plain = units([0.1, 0.4, -0.2])
    let heavy = plain.map {
      PairedDifference.Unit(difference: $0.difference, characters: 80, weight: 8, movies: 8)
    }
    let (one, eight) = (
      try #require(PairedDifference(plain)), try #require(PairedDifference(heavy))
    )
    #expect(abs(one.mean - eight.mean) < 1e-12)
    #expect(abs(one.deviation - eight.deviation) < 1e-12)
    #expect(eight.movies == 24 && eight.units == 3)
    let uneven = try #require(
      PairedDifference([
        PairedDifference.Unit(difference: 1, characters: 10, weight: 3),
        PairedDifference.Unit(difference: 0, characters: 10, weight: 1),
      ]))
    #expect(uneven.mean == 0.75)
  }

  @Test func `movies that all agree do not prove that all others will`() throws {
    let same = try #require(PairedDifference(units(Array(repeating: 0, count: 60))))
    let upper = same.upperBound(risk: 0.025)
    // Wilson's end for none of 600 characters with Student's quantile for 59 degrees.
    #expect(abs(upper - 4.003829 / 604.003829) < 1e-6)
    let one = try #require(PairedDifference(units([0])))
    #expect(one.upperBound(risk: 0.05) == 1 && one.lowerBound(risk: 0.05) == -1)
    #expect(PairedDifference([]) == nil)
  }

  @Test func `the number of movies that tell a gap is 7,85 s² over its square`() {
    for (gap, deviation) in [(0.05, 0.15), (0.03, 0.2), (0.1, 0.13)] {
      let formula = 7.8488797 * deviation * deviation / (gap * gap)
      #expect(
        PairedDifference.unitsNeeded(gap: gap, deviation: deviation)
          == Int(formula.rounded(.up)))
    }
    #expect(PairedDifference.unitsNeeded(gap: 0, deviation: 0.1) == nil)
    #expect(PairedDifference.unitsNeeded(gap: 0, deviation: 0) == nil)
  }

  @Test func `as many movies tell the gap four times in five`() throws {
    let needed = try #require(PairedDifference.unitsNeeded(gap: 0.06, deviation: 0.15))
    var random = Randomness(3, 7)
    let told = try (0..<400).count { _ in
      let drawn = units((0..<needed).map { _ in 0.06 + 0.15 * random.normal() })
      return try #require(PairedDifference(drawn)).lowerBound(risk: 0.025) > 0
    }
    #expect((290...350).contains(told))
  }

  @Test func `labels where two variants differ tell their gap`() throws {
    // 28 % differ; of 50 labelled the first is right in 25, the second in 10.
    let labels =
      Array(repeating: 1, count: 25) + Array(repeating: -1, count: 10)
      + Array(repeating: 0, count: 15)
    let gap = try #require(Disagreement(differing: 280, of: 1000, labels: labels))
    #expect(abs(gap.gap - 0.28 * 0.3) < 1e-12)
    let variance = (25.0 + 10 - 50 * 0.09) / 49
    let error = (0.28 * 0.28 * variance / 50 + 0.09 * 0.28 * 0.72 / 1000).squareRoot()
    #expect(abs(gap.error - error) < 1e-12)
    #expect(abs(gap.interval.lowerBound - (gap.gap - 2.009575237 * error)) < 1e-8)
    #expect(Disagreement(differing: 1, of: 100, labels: [1]) == nil)
  }

  @Test(arguments: [
    // As far as none of so many allows: 1 − 0.05^(1/n) of those on which they differ.
    (4, 0, -0.28 * 0.527_129_2, 0.28 * 0.527_129_2),
    (60, 0, -0.28 * 0.048_703_0, 0.28 * 0.048_703_0),
  ])
  func `labels that all say the same leave as much open as their number does`(
    count: Int, label: Int, low: Double, high: Double
  ) throws {
    let labels = Array(repeating: label, count: count)
    let gap = try #require(Disagreement(differing: 280, of: 1000, labels: labels))
    #expect(gap.gap == 0)
    #expect(abs(gap.interval.lowerBound - low) < 1e-6)
    #expect(abs(gap.interval.upperBound - high) < 1e-6)
  }

  @Test func `four labels for one variant do not show that it is right wherever they differ`()
    throws
  {
    let gap = try #require(Disagreement(differing: 280, of: 1000, labels: [1, 1, 1, 1]))
    #expect(gap.gap == 0.28)
    #expect(gap.interval.lowerBound < 0)
    #expect(gap.interval.upperBound >= 0.28)
    let other = try #require(Disagreement(differing: 280, of: 1000, labels: [-1, -1, -1, -1]))
    #expect(other.interval.upperBound == -gap.interval.lowerBound)
  }
}
