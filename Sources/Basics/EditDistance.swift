/// How far two words are apart, for suggestions.
package enum EditDistance {
  /// The number of letters to insert, drop, replace or swap with their neighbour to get from one
  /// word to the other. A swap counts as one edit, so that `modle` is as near to `model` as to
  /// `mode`.
  package static func between(_ first: String, _ second: String) -> Int {
    let first = Array(first.unicodeScalars)
    let second = Array(second.unicodeScalars)
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for row in first.indices {
      var current = [row + 1]
      for column in second.indices {
        let replaced = last[column] + (first[row] == second[column] ? 0 : 1)
        var best = min(replaced, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, first[row] == second[column - 1],
          first[row - 1] == second[column]
        {
          best = min(best, beforeLast[column - 1] + 1)
        }
        current.append(best)
      }
      beforeLast = last
      last = current
    }
    return last[second.count]
  }

  /// The nearest of `known`, if it is near enough to be a slip: one edit, or one for every three
  /// letters. Upper case is not counted; ties go to the word nearest in length, then to the one
  /// named first.
  package static func nearest(to word: String, in known: [String]) -> String? {
    // What is longer than any slip of a known word is not compared: the work grows with the
    // product.
    guard word.utf8.count <= 100 else { return nil }
    let lowered = word.lowercased()
    var best: (word: String, edits: Int, lengthDifference: Int)?
    for candidate in known {
      let edits = between(lowered, candidate.lowercased())
      guard edits <= max(1, min(word.count, candidate.count) / 3) else { continue }
      let lengthDifference = abs(word.count - candidate.count)
      if let best, (best.edits, best.lengthDifference) <= (edits, lengthDifference) { continue }
      best = (candidate, edits, lengthDifference)
    }
    return best?.word
  }
}
