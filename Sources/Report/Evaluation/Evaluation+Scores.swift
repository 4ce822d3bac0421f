/// How well one label of the gold file was met.
package struct LabelScore: Hashable, Sendable {
  package var label: String
  /// Labelled characters whose movie is known.
  package var characters: Int
  package var compared: Int
  package var agreed: Int
}

extension Evaluation {
  /// What was right (`EvaluationCase.expected`) and what was answered, by the ids of tropes.
  private var sheet: ScoreSheet<String> {
    ScoreSheet(
      compared.compactMap { given in
        guard let answer = given.answer, let expected = given.expected else { return nil }
        return (expected, answer.tropeID)
      }, by: \.self)
  }

  /// A score for every trope that was right or answered, those with the most support first, then by id.
  package var tropeScores: [ValueScore<String>] { sheet.scores }

  /// The mean of the F1 of all tropes with support; `nil` without any.
  package var macroF1: Double? { sheet.macroF1 }

  /// Every pair that occurs, by the order of `tropeScores`.
  package var confusion: [ConfusionCell<String>] { sheet.confusion }

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
}
