/// Which values of a field occur together in a movie, and how often that would be expected.
package struct PairTally: Sendable {
  /// Two values.
  package struct Pair: Hashable, Sendable {
    /// The places of the values in `FieldTally.values`, the smaller first.
    package let first: Int
    package let second: Int
    /// Movies that have both.
    package let observed: Int
    /// Movies that would have both if each character drew its value by itself, by how frequent the values are
    /// overall: a movie with many characters is expected to have more pairs.
    package let expected: Double

    /// How many times as often as expected.
    package var ratio: Double { expected > 0 ? Double(observed) / expected : 0 }
    /// How far from what is expected, in about standard deviations; for small numbers rather too little than too
    /// much: above by Anscombe's transform of Poisson numbers, below by Pearson's residual.
    package var surprise: Double {
      guard expected > 0 else { return 0 }
      let count = Double(observed)
      return count > expected
        ? 2 * ((count + 0.375).squareRoot() - (expected + 0.375).squareRoot())
        : (count - expected) / expected.squareRoot()
    }
    /// Whether fewer than five movies are expected, so that the ratio says little.
    package var isWeak: Bool { expected < 5 }
  }

  /// How many movies have so many characters with a value.
  private var moviesBySize: [Int: Int] = [:]
  private var counts: [UInt64: Int] = [:]

  /// Counts a movie.
  ///
  /// - Parameter places: the values of its characters, doubled ones too.
  mutating func add(_ places: [Int]) {
    moviesBySize[places.count, default: 0] += 1
    let distinct = Set(places).sorted()
    for (index, first) in distinct.enumerated() {
      for second in distinct[(index + 1)...] { counts[Self.key(first, second), default: 0] += 1 }
    }
  }

  /// Every pair of the given values.
  func pairs(among places: [Int], of tally: FieldTally) -> [Pair] {
    let sizes = moviesBySize.filter { $0.key > 1 }.sorted { $0.key < $1.key }
    let places = places.sorted()
    let alone = places.map { powers(of: 1 - tally.share($0), sizes) }
    var pairs: [Pair] = []
    for (i, first) in places.enumerated() {
      for j in places.indices.dropFirst(i + 1) {
        let second = places[j]
        let neither = powers(of: max(0, 1 - tally.share(first) - tally.share(second)), sizes)
        var expected = 0.0
        for (k, size) in sizes.enumerated() {
          expected += Double(size.value) * max(0, 1 - alone[i][k] - alone[j][k] + neither[k])
        }
        pairs.append(
          Pair(
            first: first, second: second, observed: counts[Self.key(first, second)] ?? 0,
            expected: expected))
      }
    }
    return pairs
  }

  private static func key(_ first: Int, _ second: Int) -> UInt64 {
    UInt64(min(first, second)) << 32 | UInt64(max(first, second))
  }

  /// The base to the power of each size.
  private func powers(of base: Double, _ sizes: [(key: Int, value: Int)]) -> [Double] {
    var result: [Double] = []
    var power = 1.0
    var exponent = 0
    for size in sizes {
      while exponent < size.key {
        power *= base
        exponent += 1
      }
      result.append(power)
    }
    return result
  }
}
