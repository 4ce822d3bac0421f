/// Variants asked about the same movies.
package struct Trial: Sendable {
  /// What a movie counts for, whatever the variant.
  package struct Movie: Hashable, Sendable {
    package var characters: Int
    /// 1 in a draw weighted by the number of characters; the number of characters over the size it was drawn
    /// with where that was a guess; the number of characters for movies that were not drawn, as gold.
    package var weight: Double

    /// A movie.
    package init(characters: Int, weight: Double = 1) {
      self.characters = characters
      self.weight = weight
    }
  }

  /// One variant's answers.
  package struct Variant: Sendable {
    /// What 1,000 characters cost.
    package var dollars: Double
    /// The share of each movie's characters that is right, or agrees; `nil` where that is not known.
    package var shares: [Double?]
    /// The request that answered each movie, by any number; movies with the same number shared one.
    package var requests: [Int]

    /// A variant that was asked a movie a request unless `requests` says otherwise.
    package init(dollars: Double, shares: [Double?], requests: [Int]? = nil) {
      self.dollars = dollars
      self.shares = shares
      self.requests = requests ?? Array(shares.indices)
    }
  }

  package let movies: [Movie]
  package let variants: [Variant]

  /// - Returns: `nil` where a variant does not tell of every movie, or has no price.
  package init?(movies: [Movie], variants: [Variant]) {
    for variant in variants {
      guard variant.shares.count == movies.count, variant.requests.count == movies.count,
        variant.dollars.isFinite
      else { return nil }
    }
    self.movies = movies
    self.variants = variants
  }

  /// One variant's units: its requests.
  package func units(_ variant: Int) -> [ShareUnit] {
    let asked = variants[variant]
    return grouped(by: asked.requests, where: { asked.shares[$0] != nil }).map { places in
      var unit = ShareUnit(right: 0, whole: 0, characters: 0)
      for place in places {
        unit.right += movies[place].weight * (asked.shares[place] ?? 0)
        unit.whole += movies[place].weight
        unit.characters += movies[place].characters
      }
      return unit
    }
  }

  /// How two variants differ, by the larger request of the two.
  package func difference(_ first: Int, _ second: Int) -> PairedDifference? {
    let (one, other) = (variants[first], variants[second])
    let isTold = { (place: Int) in one.shares[place] != nil && other.shares[place] != nil }
    let byOne = grouped(by: one.requests, where: isTold)
    let byOther = grouped(by: other.requests, where: isTold)
    return PairedDifference(
      (byOne.count <= byOther.count ? byOne : byOther).map { places in
        var unit = PairedDifference.Unit(
          difference: 0, characters: 0, weight: 0, movies: places.count)
        for place in places {
          let weight = movies[place].weight
          unit.difference += weight * ((one.shares[place] ?? 0) - (other.shares[place] ?? 0))
          unit.weight += weight
          unit.characters += movies[place].characters
        }
        if unit.weight > 0 { unit.difference /= unit.weight }
        return unit
      })
  }

  /// Places of movies by request, in the order in which the requests first occur.
  private func grouped(by requests: [Int], where isTold: (Int) -> Bool) -> [[Int]] {
    var groups: [[Int]] = []
    var known: [Int: Int] = [:]
    for place in movies.indices where isTold(place) {
      if let group = known[requests[place]] {
        groups[group].append(place)
      } else {
        known[requests[place]] = groups.count
        groups.append([place])
      }
    }
    return groups
  }
}
