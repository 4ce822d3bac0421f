import Display
import Engine
import Planner
import Quality

/// What `try` prints.
struct TrialText {
  let bench: Workbench
  /// Of the terminal; `nil` for everything in full.
  var width: Int? = Console.width

  // MARK: The plan

  /// The variants with what asking them costs now.
  func plan(_ look: TrialLook) -> String {
    let sample = look.sample
    var lines = [sampleLine(sample), ""]
    var table = TextTable(
      [.number("#")] + words(of: look.plans.map(\.variant)) + [
        .number("to ask"), .number("kept", dispensability: 2), .number("requests"),
        .number("cost now"),
      ])
    let numbered =
      look.plans.enumerated().map { (number: String($0 + 1), plan: $1) }
      + (look.again.map { [(number: "\($0.place + 1) again", plan: $0.plan)] } ?? [])
    for (number, plan) in numbered {
      let survey = plan.preview.survey
      table.rows.append(
        [number] + cells(of: plan.variant, among: look.plans.map(\.variant)) + [
          Format.grouped(survey.toAsk.count + survey.inBatches.count),
          Format.grouped(survey.reused.count),
          Format.grouped(plan.preview.forecast.total.requests), Format.dollars(plan.cost),
        ])
    }
    lines += table.lines(width: width)
    lines.append("")
    let thoughts = numbered.filter { $0.plan.preview.assumedThoughts > 0 }
    if !thoughts.isEmpty {
      lines.append(
        "thoughts, which are billed as output, are assumed: "
          + thoughts.map {
            "≈\(Format.grouped($0.plan.preview.assumedThoughts)) tokens a movie for \($0.number)"
          }.joined(separator: ", "))
    }
    let exact = numbered.contains { $0.plan.preview.forecast.isEstimate } ? "about " : ""
    lines.append(
      look.isOpen
        ? "asking costs \(exact)\(Format.dollars(look.cost)) in "
          + "\(Format.grouped(look.requests)) requests\(bench.isSandbox ? ", paid to nobody: a sandbox" : "")"
        : "nothing to ask: kept replies answer everything")
    return lines.joined(separator: "\n")
  }

  func sampleLine(_ sample: TrialSample) -> String {
    var parts: [String] = []
    if !sample.drawn.isEmpty {
      parts.append(
        "\(Format.counted(sample.drawn.count, of: sample.sizes.count, "movie")), drawn at random"
      )
    }
    let beside = Set(sample.gold).subtracting(sample.drawn).count
    if beside > 0 {
      parts.append(
        "\(Format.grouped(beside)) \(sample.drawn.isEmpty ? "" : "more ")with labelled characters")
    }
    return parts.joined(separator: ", and ")
  }

  // MARK: Variants

  /// The columns that tell variants apart.
  private func words(of variants: [TrialVariant]) -> [TextTable.Column] {
    Axis.telling(variants).map(\.column)
  }

  private func cells(of variant: TrialVariant, among variants: [TrialVariant]) -> [String] {
    Axis.telling(variants).map { $0.text(variant) }
  }

  /// What a variant is called in a sentence.
  static func name(_ variant: TrialVariant, among variants: [TrialVariant]) -> String {
    Axis.telling(variants).map {
      $0 == .size ? "\($0.text(variant)) a request" : $0.text(variant)
    }.joined(separator: ", ")
  }

  private enum Axis: CaseIterable {
    case model, effort, prompt, catalog, size

    /// Those that tell variants apart: one in which all are alike is left out, the model never.
    static func telling(_ variants: [TrialVariant]) -> [Axis] {
      allCases.filter { axis in axis == .model || Set(variants.map(axis.text)).count > 1 }
    }

    var column: TextTable.Column {
      switch self {
      case .model: .words("model", least: 10)
      case .effort: .words("effort")
      case .prompt: .words("prompt", least: 8)
      case .catalog: .words("catalog", least: 8)
      case .size: .number("movies/request")
      }
    }

    func text(_ variant: TrialVariant) -> String {
      switch self {
      case .model: variant.model
      case .effort: variant.effort ?? "default"
      case .prompt: variant.prompt ?? "built-in"
      case .catalog: variant.catalog ?? "built-in"
      case .size: String(variant.moviesPerRequest)
      }
    }
  }

  // MARK: The table

  /// The table with what follows from it.
  func table(_ outcome: TrialOutcome) -> String {
    let parts = parts(outcome)
    var table = TextTable(parts.map(\.column))
    for row in 0..<(outcome.rows.count + (outcome.again == nil ? 0 : 1)) {
      table.rows.append(parts.map { $0.cells[row] })
    }
    return ([sampleLine(outcome.sample), ""] + table.lines(width: width) + [""] + notes(outcome))
      .joined(separator: "\n")
  }

  /// A column with a cell for each variant, and last for the reference asked again, if it was.
  typealias Part = (column: TextTable.Column, cells: [String])

  /// The table's columns.
  func parts(_ outcome: TrialOutcome) -> [Part] {
    let rows = outcome.rows
    func part(
      _ column: TextTable.Column, again: String = "–", _ cell: (Int, TrialOutcome.Row) -> String
    ) -> Part {
      (column, rows.enumerated().map { cell($0, $1) } + (outcome.again == nil ? [] : [again]))
    }
    let place = outcome.again?.place
    var parts = [
      part(.marks, again: "") { place, _ in place == outcome.recommended ? ">" : "" },
      part(.number("#"), again: place.map { "\($0 + 1) again" } ?? "") { place, _ in
        String(place + 1)
      },
    ]
    parts += Axis.telling(rows.map(\.variant)).map { axis in
      part(axis.column, again: place.map { axis.text(rows[$0].variant) } ?? "") { _, row in
        axis.text(row.variant)
      }
    }
    if rows.contains(where: { $0.accuracy != nil }) {
      parts.append(part(.words("accuracy")) { _, row in Self.share(row.accuracy) })
    }
    if rows.contains(where: { $0.assisted != nil }) {
      parts.append(
        part(.words(Self.assistedTitle, dispensability: 1)) { _, row in
          row.assisted.map { Self.interval($0.value, $0.low, $0.high) } ?? "–"
        })
    }
    if rows.contains(where: { $0.agreement != nil }) || outcome.again?.agreement != nil {
      parts.append(
        part(.words("agreement"), again: Self.share(outcome.again?.agreement)) { place, row in
          place == outcome.reference ? "reference" : Self.share(row.agreement)
        })
    }
    return parts + [
      part(.number("$/1,000")) { Format.dollars($1.dollarsPerThousand.value) },
      part(.number("corpus")) { Format.dollars($1.corpus.value) },
      part(.number("time", dispensability: 2)) { Format.time($1.corpusTime) },
      part(
        .number("paid now", dispensability: 1), again: Format.dollars(outcome.again?.paid ?? 0)
      ) { Format.dollars($1.paid) },
      part(.words("best", dispensability: 3), again: "") { Self.mark($1) },
    ]
  }

  /// `.741 (.560 to .812)`.
  static func share(_ share: ShareInterval?) -> String {
    guard let share else { return "–" }
    return interval(share.value, share.low, share.high)
  }

  private static func interval(_ value: Double, _ low: Double, _ high: Double) -> String {
    "\(short(value)) (\(short(low)) to \(short(high)))"
  }

  /// The column of accuracies that agreement helped.
  static let assistedTitle = "approx. accuracy"

  /// `.741`, `1.000`.
  static func short(_ value: Double) -> String {
    let text = Format.decimal(value, places: 3)
    return text.hasPrefix("0.") ? String(text.dropFirst()) : text
  }

  /// `4.1%`.
  static func percent(_ value: Double) -> String { Format.decimal(value * 100, places: 1) + "%" }

  private static func mark(_ row: TrialOutcome.Row) -> String {
    switch row.ranking?.mark {
    case .best: "*"
    case .maybe: "(*)"
    case .dominated, nil: ""
    }
  }
}
