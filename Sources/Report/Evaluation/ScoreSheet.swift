/// How well one value was told.
package struct ValueScore<Value: Hashable & Sendable>: Hashable, Sendable {
  /// Of a trope its id.
  package var value: Value
  /// Compared answers for which it was the right one.
  package var support: Int
  /// Compared answers that are it.
  package var answered: Int
  /// Those of `answered` where it was right.
  package var agreed: Int

  /// Of those answered with it, the share where it was right; `nil` where none was.
  package var precision: Double? { answered == 0 ? nil : Double(agreed) / Double(answered) }
  /// Of those for which it was right, the share answered with it; `nil` where there is none.
  package var recall: Double? { support == 0 ? nil : Double(agreed) / Double(support) }
  /// The harmonic mean of the two; 0 where one of them is 0 or missing.
  package var f1: Double {
    support + answered == 0 ? 0 : 2 * Double(agreed) / Double(support + answered)
  }
}

/// How often one value was answered where another was right.
package struct ConfusionCell<Value: Hashable & Sendable>: Hashable, Sendable {
  package var expected: Value
  package var answered: Value
  package var count: Int
}

/// The scores of compared answers: what was right of each, and what was answered.
struct ScoreSheet<Value: Hashable & Sendable> {
  /// One for every value that was right or answered, those with the most support first, then by their words.
  let scores: [ValueScore<Value>]
  /// Every pair that occurs, in the order of `scores`.
  let confusion: [ConfusionCell<Value>]

  /// - Parameter words: what values of the same support are ordered by.
  init(
    _ compared: some Sequence<(expected: Value, answered: Value)>, by words: (Value) -> String
  ) {
    var scores: [Value: ValueScore<Value>] = [:]
    var counts: [ConfusionCell<Value>: Int] = [:]
    func change(_ value: Value, _ body: (inout ValueScore<Value>) -> Void) {
      body(&scores[value, default: ValueScore(value: value, support: 0, answered: 0, agreed: 0)])
    }
    for (expected, answered) in compared {
      change(expected) { $0.support += 1 }
      change(answered) {
        $0.answered += 1
        if expected == answered { $0.agreed += 1 }
      }
      counts[ConfusionCell(expected: expected, answered: answered, count: 0), default: 0] += 1
    }
    let sorted = scores.values.sorted {
      ($1.support, words($0.value)) < ($0.support, words($1.value))
    }
    let places = Dictionary(
      sorted.enumerated().map { ($1.value, $0) }, uniquingKeysWith: { first, _ in first })
    func place(_ value: Value) -> Int { places[value] ?? 0 }
    self.scores = sorted
    confusion = counts.map { cell, count in
      ConfusionCell(expected: cell.expected, answered: cell.answered, count: count)
    }.sorted {
      (place($0.expected), place($0.answered)) < (place($1.expected), place($1.answered))
    }
  }

  /// The mean of the F1 of all values with support; `nil` without any.
  var macroF1: Double? {
    let supported = scores.filter { $0.support > 0 }
    return supported.isEmpty
      ? nil : supported.map(\.f1).reduce(0, +) / Double(supported.count)
  }
}
