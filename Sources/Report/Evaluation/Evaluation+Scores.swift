/// How well one trope was told.
package struct TropeScore: Hashable, Sendable {
  package var tropeID: String
  /// Compared characters for which it was the right one (`EvaluationCase.expected`).
  package var support: Int
  /// Compared characters that were answered with it.
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

/// How well one label of the gold file was met.
package struct LabelScore: Hashable, Sendable {
  package var label: String
  /// Labelled characters whose movie is known.
  package var characters: Int
  package var compared: Int
  package var agreed: Int
}

/// How often one trope was answered where another was right.
package struct ConfusionCell: Hashable, Sendable {
  package var expected: String
  package var answered: String
  package var count: Int
}

extension Evaluation {
  /// A score for every trope that was right or answered, those with the most support first, then by id.
  package var tropeScores: [TropeScore] {
    var scores: [String: TropeScore] = [:]
    func change(_ id: String, _ body: (inout TropeScore) -> Void) {
      body(
        &scores[id, default: TropeScore(tropeID: id, support: 0, answered: 0, agreed: 0)])
    }
    for given in compared {
      guard let answer = given.answer, let expected = given.expected else { continue }
      change(expected) { $0.support += 1 }
      change(answer.tropeID) {
        $0.answered += 1
        if expected == answer.tropeID { $0.agreed += 1 }
      }
    }
    return scores.values.sorted { ($1.support, $0.tropeID) < ($0.support, $1.tropeID) }
  }

  /// The mean of the F1 of all tropes with support; `nil` without any.
  package var macroF1: Double? {
    let scores = tropeScores.filter { $0.support > 0 }
    return scores.isEmpty ? nil : scores.map(\.f1).reduce(0, +) / Double(scores.count)
  }

  /// A score for every label, those with the most characters first, then by name.
  package var labelScores: [LabelScore] {
    var scores: [String: LabelScore] = [:]
    for given in cases {
      for label in given.character.labels {
        var score =
          scores[label]
          ?? LabelScore(label: label, characters: 0, compared: 0, agreed: 0)
        score.characters += 1
        if given.answer != nil { score.compared += 1 }
        if given.isRight { score.agreed += 1 }
        scores[label] = score
      }
    }
    return scores.values.sorted { ($1.characters, $0.label) < ($0.characters, $1.label) }
  }

  /// Every pair that occurs, by the order of `tropeScores`.
  package var confusion: [ConfusionCell] {
    let order = Dictionary(
      uniqueKeysWithValues: tropeScores.enumerated().map { ($1.tropeID, $0) })
    var counts: [[String]: Int] = [:]
    for given in compared {
      guard let answer = given.answer, let expected = given.expected else { continue }
      counts[[expected, answer.tropeID], default: 0] += 1
    }
    return counts.map { ConfusionCell(expected: $0[0], answered: $0[1], count: $1) }
      .sorted {
        (order[$0.expected] ?? 0, order[$0.answered] ?? 0)
          < (order[$1.expected] ?? 0, order[$1.answered] ?? 0)
      }
  }
}
