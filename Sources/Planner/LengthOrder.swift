import TropeModel

/// What is planned in the order of its length.
protocol HasLength {
  var length: Length { get }
}

/// Input tokens, and what breaks ties: no two of a plan are equal.
struct Length: Comparable {
  var tokens: Int
  var movie: MovieID

  static func < (left: Length, right: Length) -> Bool {
    left.tokens == right.tokens ? left.movie < right.movie : left.tokens < right.tokens
  }
}

extension PlanItem: HasLength {
  var length: Length { Length(tokens: input.tokens, movie: movie) }
}

extension PlanRequest: HasLength {
  var length: Length { Length(tokens: input.tokens, movie: items[0].movie) }
}

/// Sorted by small keys: items and requests are much to move about, and there are tens of thousands, for each of twenty plans.
extension Array where Element: HasLength {
  /// Shortest first, ties by movie id.
  var shortestFirst: [Element] { inOrder { $0 < $1 } }

  /// Longest first, ties by movie id.
  var longestFirst: [Element] {
    inOrder { $0.tokens == $1.tokens ? $0.movie < $1.movie : $0.tokens > $1.tokens }
  }

  private func inOrder(_ comes: (Length, Length) -> Bool) -> [Element] {
    var keys: [(length: Length, place: Int32)] = []
    keys.reserveCapacity(count)
    var isSorted = true
    for (place, element) in enumerated() {
      let length = element.length
      if let last = keys.last, !comes(last.length, length) { isSorted = false }
      keys.append((length, Int32(truncatingIfNeeded: place)))
    }
    if isSorted { return self }
    keys.sort { comes($0.length, $1.length) }
    return keys.map { self[Int($0.place)] }
  }
}
