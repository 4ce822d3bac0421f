import Display
package import Formats
import TropeModel

/// An evaluation in words and as JSON.
package struct EvaluationText {
  private let evaluation: Evaluation
  private let tropeNames: [String: String]
  private let listsAll: Bool

  /// - Parameters:
  ///   - tropeNames: the catalog's names by id.
  ///   - listsAll: whether every case is listed, not only those that could not be compared.
  package init(_ evaluation: Evaluation, tropeNames: [String: String], listsAll: Bool) {
    self.evaluation = evaluation
    self.tropeNames = tropeNames
    self.listsAll = listsAll
  }

  private func name(_ id: String) -> String { tropeNames[id] ?? id }

  // MARK: Words

  /// The sums, one a line.
  package var summary: [String] {
    let all = evaluation.cases.count + evaluation.unplaced.count
    let compared = evaluation.compared.count
    var lines = [
      "labelled characters  \(all)",
      "compared             \(compared)\(share(evaluation.coverage))",
    ]
    let rest: [(String, Int)] = [
      ("movie not known", evaluation.unplaced.count),
      ("movie has no record", evaluation.count { $0 == .noRecord }),
      ("nobody of that name", evaluation.count { $0 == .notFound }),
      (
        "several of that name",
        evaluation.count { if case .ambiguous = $0 { true } else { false } }
      ),
      ("label is not mapped", evaluation.count { $0 == .unmapped }),
    ]
    for (words, count) in rest where count > 0 { lines.append("  \(padded(words, 21))\(count)") }
    if let accuracy = evaluation.accuracy {
      lines.append(
        "agree                \(evaluation.agreed)\(share(accuracy.value)), 95% interval "
          + "\(Self.percent(accuracy.low)) to \(Self.percent(accuracy.high))")
    }
    if let f1 = evaluation.macroF1 {
      lines.append("mean F1 of tropes    \(Self.decimal(f1))")
    }
    return lines
  }

  /// A row for each trope: its name, for how many it was right, how many were answered with it, of how many both is
  /// true, precision, recall, F1.
  package var tropeRows: [[String]] {
    evaluation.tropeScores.map { score in
      [
        name(score.value), "\(score.support)", "\(score.answered)", "\(score.agreed)",
        score.precision.map(Self.decimal) ?? "–", score.recall.map(Self.decimal) ?? "–",
        Self.decimal(score.f1),
      ]
    }
  }

  /// A row for each bin of the calibration curve, see `CalibrationBin.cells`.
  package var calibrationRows: [[String]] { evaluation.calibration.map(\.cells) }

  /// A line for each case that is to be listed.
  package var caseLines: [String] {
    evaluation.cases.compactMap { given in
      let gold =
        "\(given.character.movie) \(given.character.name) "
        + "(\(given.character.labels.joined(separator: ", ")))"
      switch given.outcome {
      case .agrees(let answer):
        return listsAll ? "agrees: \(gold): \(called(answer, given))" : nil
      case .differs(let answer):
        return listsAll ? "differs: \(gold): \(called(answer, given))" : nil
      case .noRecord: return listsAll ? "no record: \(gold)" : nil
      case .unmapped: return listsAll ? "label not mapped: \(gold)" : nil
      case .notFound: return "nobody of that name: \(gold)"
      case .ambiguous(let names):
        return "several of that name: \(gold): \(names.joined(separator: "; "))"
      }
    } + (listsAll ? evaluation.unplaced.map { "movie not known: \(Self.unplaced($0))" } : [])
  }

  private func called(_ answer: Answer, _ given: EvaluationCase) -> String {
    let other = answer.name == given.character.name ? "" : "as '\(answer.name)', "
    return other + name(answer.tropeID)
  }

  private static func unplaced(_ line: GoldLine) -> String {
    let title = if case .title(let title, _) = line.film { " of '\(title)'" } else { "" }
    return "\(line.name)\(title) (\(line.label))"
  }

  private func share(_ value: Double?) -> String { value.map { " (\(Self.percent($0)))" } ?? "" }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  static func percent(_ value: Double) -> String {
    let tenths = Int((value * 1_000).rounded())
    return "\(tenths / 10).\(tenths % 10)%"
  }

  static func decimal(_ value: Double) -> String { Format.decimal(value, places: 2) }

  // MARK: JSON

  /// One object, as a line; its fields are in docs/eval.md.
  package var json: String { object.line }

  /// One object; its fields are in docs/eval.md.
  package var object: JSONObject {
    var object: JSONObject = [
      "labelled": .integer(evaluation.cases.count + evaluation.unplaced.count),
      "compared": .integer(evaluation.compared.count),
      "agreed": .integer(evaluation.agreed),
      "unknown_movie": .integer(evaluation.unplaced.count),
      "no_record": .integer(evaluation.count { $0 == .noRecord }),
      "not_found": .integer(evaluation.count { $0 == .notFound }),
      "ambiguous": .integer(
        evaluation.count { if case .ambiguous = $0 { true } else { false } }),
      "unmapped": .integer(evaluation.count { $0 == .unmapped }),
      "coverage": Self.json(evaluation.coverage),
      "accuracy": Self.json(evaluation.accuracy?.value),
      "accuracy_low": Self.json(evaluation.accuracy?.low),
      "accuracy_high": Self.json(evaluation.accuracy?.high),
      "macro_f1": Self.json(evaluation.macroF1),
      "tropes": .array(evaluation.tropeScores.map(json)),
    ]
    object.add(
      "labels",
      .array(
        evaluation.labelScores.map {
          [
            "label": .string($0.label), "labelled": .integer($0.characters),
            "compared": .integer($0.compared), "agreed": .integer($0.agreed),
          ]
        }))
    object.add(
      "confusion",
      .array(
        evaluation.confusion.map {
          [
            "expected": .string($0.expected), "answered": .string($0.answered),
            "count": .integer($0.count),
          ]
        }))
    object.add(
      "calibration",
      .array(
        evaluation.calibration.map {
          [
            "least": .number($0.least), "most": .number($0.most),
            "compared": .integer($0.compared), "agreed": .integer($0.agreed),
            "mean_confidence": .number($0.meanConfidence),
          ]
        }))
    if listsAll { object.add("cases", .array(evaluation.cases.map(json))) }
    return object
  }

  private func json(_ score: ValueScore<String>) -> JSON {
    [
      "trope_id": .string(score.value), "trope": .string(name(score.value)),
      "support": .integer(score.support), "answered": .integer(score.answered),
      "agreed": .integer(score.agreed), "precision": Self.json(score.precision),
      "recall": Self.json(score.recall), "f1": Self.json(score.f1),
    ]
  }

  private func json(_ given: EvaluationCase) -> JSON {
    var candidates: [String] = []
    if case .ambiguous(let names) = given.outcome { candidates = names }
    return [
      "movie": .integer(Int(given.character.movie.number)),
      "character": .string(given.character.name), "labels": .strings(given.character.labels),
      "accepted": .strings(given.accepted), "outcome": .string(given.outcome.word),
      "matched": JSON(given.answer?.name), "trope_id": JSON(given.answer?.tropeID),
      "candidates": .strings(candidates),
    ]
  }

  private static func json(_ value: Double?) -> JSON { value.map(JSON.short) ?? .null }
}

extension EvaluationCase.Outcome {
  /// The outcome as JSON has it.
  var word: String {
    switch self {
    case .agrees: "agrees"
    case .differs: "differs"
    case .noRecord: "no_record"
    case .notFound: "not_found"
    case .ambiguous: "ambiguous"
    case .unmapped: "unmapped"
    }
  }
}
