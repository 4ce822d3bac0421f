import TropeModel

/// An evaluation of the fields of movies themselves, or of characters, in words; as JSON in `FieldEvaluationText+JSON.swift`.
package struct FieldEvaluationText {
  let evaluation: FieldEvaluation
  let listsAll: Bool

  /// - Parameter listsAll: whether every label is listed, not only the characters that could not be told.
  package init(_ evaluation: FieldEvaluation, listsAll: Bool) {
    self.evaluation = evaluation
    self.listsAll = listsAll
  }

  // MARK: Words

  /// The sums, one a line.
  package var summary: [String] {
    let who = evaluation.owner == .movie ? "movies" : "characters"
    return ["labelled \(who)  \(evaluation.subjects)"]
  }

  /// A row for each field: its name, labels, those compared, those that agree, their share and its interval, mean F1, mean
  /// difference; empty where there is none.
  package var fieldRows: [[String]] {
    evaluation.fields.map { field in
      let accuracy = field.accuracy
      return [
        field.name, "\(field.cases.count)", "\(field.compared.count)", "\(field.agreed)",
        accuracy.map { EvaluationText.percent($0.value) } ?? "–",
        accuracy.map {
          "\(EvaluationText.percent($0.low)) to \(EvaluationText.percent($0.high))"
        } ?? "–",
        field.macroF1.map(EvaluationText.decimal) ?? "",
        field.meanDifference.map(EvaluationText.decimal) ?? "",
      ]
    }
  }

  /// Why labels were not compared, a line for each reason there is.
  package var leftOut: [String] {
    evaluation.fields.flatMap { field -> [String] in
      [
        ("movie has no record", field.count { $0 == .noRecord }),
        ("nobody of that name", field.count { $0 == .notFound }),
        ("several of that name", field.ambiguous),
        ("record was not asked for it", field.count { $0 == .notAsked }),
      ].filter { $0.1 > 0 }.map { "\(field.name): \($0.0): \($0.1)" }
    }
  }

  /// A row for each value of a field that is a choice, true or false: the field, the value, for how many it was right, how
  /// many were answered with it, of how many both is true, precision, recall, F1.
  package var valueRows: [[String]] {
    evaluation.fields.flatMap { field in
      field.scores.map { score in
        [
          field.name, Self.words(score.value), "\(score.support)", "\(score.answered)",
          "\(score.agreed)", score.precision.map(EvaluationText.decimal) ?? "–",
          score.recall.map(EvaluationText.decimal) ?? "–", EvaluationText.decimal(score.f1),
        ]
      }
    }
  }

  /// A line for each label, where all are to be listed, else for each character that could not be told.
  package var caseLines: [String] {
    let cases = evaluation.fields.flatMap(\.cases)
    if listsAll { return cases.map(line) }
    var told: Set<LabelledSubject> = []
    return cases.compactMap { given in
      Self.untold(given).flatMap { told.insert(given.label.subject).inserted ? $0 : nil }
    }
  }

  private func line(_ given: FieldEvaluation.Case) -> String {
    let label =
      "\(Self.words(given.label.subject)) \(given.label.field) ("
      + given.label.accepted.map(Self.words).joined(separator: ", ") + ")"
    return switch given.outcome {
    case .agrees(let answer): "agrees: \(label): \(Self.words(answer, given))"
    case .differs(let answer): "differs: \(label): \(Self.words(answer, given))"
    case .noRecord: "no record: \(label)"
    case .notFound: "nobody of that name: \(label)"
    case .ambiguous(let names):
      "several of that name: \(label): \(names.joined(separator: "; "))"
    case .notAsked: "not asked: \(label)"
    }
  }

  /// That a character could not be told, whatever the field; `nil` where it could.
  private static func untold(_ given: FieldEvaluation.Case) -> String? {
    let subject = words(given.label.subject)
    return switch given.outcome {
    case .notFound: "nobody of that name: \(subject)"
    case .ambiguous(let names):
      "several of that name: \(subject): \(names.joined(separator: "; "))"
    case .agrees, .differs, .noRecord, .notAsked: nil
    }
  }

  private static func words(_ subject: LabelledSubject) -> String {
    "\(subject.movie)" + (subject.character.map { " \($0)" } ?? "")
  }

  private static func words(_ answer: FieldValue, _ given: FieldEvaluation.Case) -> String {
    let other = given.matched.flatMap { $0 == given.label.subject.character ? nil : $0 }
    return (other.map { "as '\($0)', " } ?? "") + words(answer)
  }

  private static func words(_ value: FieldValue) -> String { value.text ?? "not told" }
}
