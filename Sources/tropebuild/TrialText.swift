import Display
import Engine
import Formats
import Planner
import Quality
import Tropefile
import TropeModel

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
    for (place, plan) in look.plans.enumerated() {
      let survey = plan.preview.survey
      table.rows.append(
        [String(place + 1)] + cells(of: plan.variant, among: look.plans.map(\.variant)) + [
          Format.grouped(survey.toAsk.count + survey.inBatches.count),
          Format.grouped(survey.reused.count),
          Format.grouped(plan.preview.forecast.total.requests), Format.dollars(plan.cost),
        ])
    }
    lines += table.lines(width: width)
    lines.append("")
    let exact = look.plans.contains { $0.preview.forecast.isEstimate } ? "about " : ""
    lines.append(
      look.isOpen
        ? "asking costs \(exact)\(Format.dollars(look.cost)) in "
          + "\(Format.grouped(look.requests)) requests\(bench.isSandbox ? ", paid to nobody: a sandbox" : "")"
        : "nothing to ask: kept replies answer everything")
    return lines.joined(separator: "\n")
  }

  private func sampleLine(_ sample: TrialSample) -> String {
    var parts: [String] = []
    if !sample.drawn.isEmpty {
      parts.append(
        "\(Format.grouped(sample.drawn.count)) of \(Format.grouped(sample.sizes.count)) movies, drawn at random"
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
    let variants = outcome.rows.map(\.variant)
    let hasGold = outcome.rows.contains { $0.accuracy != nil }
    let hasAgreement = outcome.rows.contains { $0.agreement != nil }
    var table = TextTable(
      [.marks, .number("#")] + words(of: variants)
        + (hasGold ? [.words("accuracy")] : [])
        + (hasAgreement ? [.words("agreement")] : []) + [
          .number("$/1,000"), .number("corpus"), .number("time", dispensability: 2),
          .number("paid now", dispensability: 1), .words("best", dispensability: 3),
        ])
    for (place, row) in outcome.rows.enumerated() {
      table.rows.append(
        [place == outcome.recommended ? ">" : "", String(place + 1)]
          + cells(of: row.variant, among: variants)
          + (hasGold ? [Self.share(row.accuracy)] : [])
          + (hasAgreement
            ? [place == outcome.reference ? "reference" : Self.share(row.agreement)] : []) + [
            Format.dollars(row.dollarsPerThousand.value), Format.dollars(row.corpus.value),
            Format.time(row.corpusTime), Format.dollars(row.paid), Self.mark(row),
          ])
    }
    return ([sampleLine(outcome.sample), ""] + table.lines(width: width) + [""] + notes(outcome))
      .joined(separator: "\n")
  }

  /// `.741 (.560 to .812)`.
  static func share(_ share: ShareInterval?) -> String {
    guard let share else { return "–" }
    return "\(short(share.value)) (\(short(share.low)) to \(short(share.high)))"
  }

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
