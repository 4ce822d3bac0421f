package import Formats
import TropeModel

extension FieldEvaluationText {
  /// One object, as a line; its fields are in docs/eval.md.
  package var json: String { object.line }

  /// One object; its fields are in docs/eval.md.
  package var object: JSONObject {
    let labelled = evaluation.owner == .movie ? "labelled_movies" : "labelled_characters"
    var object: JSONObject = [:]
    object.add(labelled, .integer(evaluation.subjects))
    object.add("fields", .array(evaluation.fields.map { .object(json($0)) }))
    if listsAll {
      object.add(
        "cases", .array(evaluation.fields.flatMap { $0.cases.map { .object(json($0)) } }))
    }
    return object
  }

  private func json(_ field: FieldEvaluation.Field) -> JSONObject {
    var object: JSONObject = [
      "field": .string(field.name), "kind": .string(field.kind.rawValue),
      "labelled": .integer(field.cases.count), "compared": .integer(field.compared.count),
      "agreed": .integer(field.agreed), "no_record": .integer(field.count { $0 == .noRecord }),
    ]
    if evaluation.owner == .character {
      object.add("not_found", .integer(field.count { $0 == .notFound }))
      object.add("ambiguous", .integer(field.ambiguous))
    }
    object.add("not_asked", .integer(field.count { $0 == .notAsked }))
    object.add("coverage", Self.json(field.coverage))
    object.add("accuracy", Self.json(field.accuracy?.value))
    object.add("accuracy_low", Self.json(field.accuracy?.low))
    object.add("accuracy_high", Self.json(field.accuracy?.high))
    object.add("macro_f1", Self.json(field.macroF1))
    object.add("mean_difference", Self.json(field.meanDifference))
    object.add("values", .array(field.scores.map(Self.json)))
    object.add("confusion", .array(field.confusion.map(Self.json)))
    return object
  }

  private static func json(_ score: ValueScore<FieldValue>) -> JSON {
    [
      "value": json(score.value), "support": .integer(score.support),
      "answered": .integer(score.answered), "agreed": .integer(score.agreed),
      "precision": json(score.precision), "recall": json(score.recall), "f1": json(score.f1),
    ]
  }

  private static func json(_ cell: ConfusionCell<FieldValue>) -> JSON {
    [
      "expected": json(cell.expected), "answered": json(cell.answered),
      "count": .integer(cell.count),
    ]
  }

  private func json(_ given: FieldEvaluation.Case) -> JSONObject {
    let isCharacter = evaluation.owner == .character
    var object: JSONObject = ["movie": .integer(Int(given.label.subject.movie.number))]
    if isCharacter { object.add("character", JSON(given.label.subject.character)) }
    object.add("field", .string(given.label.field))
    object.add("labels", .array(given.label.accepted.map(Self.json)))
    object.add("outcome", .string(given.outcome.word))
    if isCharacter { object.add("matched", JSON(given.matched)) }
    object.add("answer", given.answer.map(Self.json) ?? .null)
    if isCharacter {
      var candidates: [String] = []
      if case .ambiguous(let names) = given.outcome { candidates = names }
      object.add("candidates", .strings(candidates))
    }
    return object
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

extension FieldEvaluation.Outcome {
  /// The outcome as JSON has it.
  var word: String {
    switch self {
    case .agrees: "agrees"
    case .differs: "differs"
    case .noRecord: "no_record"
    case .notFound: "not_found"
    case .ambiguous: "ambiguous"
    case .notAsked: "not_asked"
    }
  }
}
