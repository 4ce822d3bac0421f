import Formats
import TropeModel

/// An evaluation of what is said of movies themselves, in words and as JSON.
package struct MovieEvaluationText {
  private let evaluation: MovieEvaluation
  private let listsAll: Bool

  /// - Parameter listsAll: whether every label is listed.
  package init(_ evaluation: MovieEvaluation, listsAll: Bool) {
    self.evaluation = evaluation
    self.listsAll = listsAll
  }

  // MARK: Words

  /// The sums, one a line.
  package var summary: [String] { ["labelled movies  \(evaluation.movies)"] }

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

  /// A line for each label, where all are to be listed.
  package var caseLines: [String] {
    guard listsAll else { return [] }
    return evaluation.fields.flatMap { field in
      field.cases.map { given in
        let label =
          "\(given.label.movie) \(field.name) ("
          + given.label.accepted.map(Self.words).joined(separator: ", ") + ")"
        return switch given.outcome {
        case .agrees(let answer): "agrees: \(label): \(Self.words(answer))"
        case .differs(let answer): "differs: \(label): \(Self.words(answer))"
        case .noRecord: "no record: \(label)"
        case .notAsked: "not asked: \(label)"
        }
      }
    }
  }

  private static func words(_ value: FieldValue) -> String { value.text ?? "not told" }

  // MARK: JSON

  /// One object; its fields are in docs/eval.md.
  package var json: String {
    var object: JSONObject = [
      "labelled_movies": .integer(evaluation.movies),
      "fields": .array(evaluation.fields.map { .object(Self.json($0)) }),
    ]
    if listsAll {
      object.add(
        "cases", .array(evaluation.fields.flatMap { $0.cases.map(Self.json) }))
    }
    return object.line
  }

  private static func json(_ field: MovieEvaluation.Field) -> JSONObject {
    [
      "field": .string(field.name), "kind": .string(field.kind.rawValue),
      "labelled": .integer(field.cases.count), "compared": .integer(field.compared.count),
      "agreed": .integer(field.agreed), "no_record": .integer(field.count { $0 == .noRecord }),
      "not_asked": .integer(field.count { $0 == .notAsked }),
      "coverage": json(field.coverage), "accuracy": json(field.accuracy?.value),
      "accuracy_low": json(field.accuracy?.low), "accuracy_high": json(field.accuracy?.high),
      "macro_f1": json(field.macroF1), "mean_difference": json(field.meanDifference),
      "values": .array(field.scores.map(json)),
      "confusion": .array(
        field.confusion.map { cell in
          [
            "expected": json(cell.expected), "answered": json(cell.answered),
            "count": .integer(cell.count),
          ]
        }),
    ]
  }

  private static func json(_ score: ValueScore<FieldValue>) -> JSON {
    [
      "value": json(score.value), "support": .integer(score.support),
      "answered": .integer(score.answered), "agreed": .integer(score.agreed),
      "precision": json(score.precision), "recall": json(score.recall), "f1": json(score.f1),
    ]
  }

  private static func json(_ given: MovieEvaluation.Case) -> JSON {
    [
      "movie": .integer(Int(given.label.movie.number)), "field": .string(given.label.field),
      "labels": .array(given.label.accepted.map(json)), "outcome": .string(given.outcome.word),
      "answer": given.answer.map(json) ?? .null,
    ]
  }

  private static func json(_ value: Double?) -> JSON { value.map(JSON.short) ?? .null }

  private static func json(_ value: FieldValue) -> JSON {
    switch value {
    case .null: .null
    case .boolean(let flag): .bool(flag)
    case .integer(let number): .integer(number)
    case .number(let number): .number(number)
    case .text(let text): .string(text)
    }
  }
}

extension MovieEvaluation.Outcome {
  /// The outcome as JSON has it.
  var word: String {
    switch self {
    case .agrees: "agrees"
    case .differs: "differs"
    case .noRecord: "no_record"
    case .notAsked: "not_asked"
    }
  }
}
