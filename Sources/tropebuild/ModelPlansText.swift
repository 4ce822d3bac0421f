import Display
import Engine
import Formats
import Planner
import Tropefile
import TropeModel

/// What `plan` prints of several models.
struct ModelPlansText {
  /// A plan of one of the models.
  private struct ModelRow {
    let model: String
    let row: PlanRow
  }

  /// One for each model.
  private let comparisons: [Comparison]
  /// All plans; a row is marked where none of any model beats it.
  private let all: [ModelRow]
  /// Of each model those that no other of its own beats, and what the tropefile asks for.
  private let shown: [ModelRow]
  private let bench: Workbench
  /// Of the terminal; `nil` for everything in full.
  var width: Int? = Console.width

  init(_ comparisons: [Comparison], bench: Workbench) {
    self.comparisons = comparisons
    self.bench = bench
    let own = comparisons.flatMap { comparison in
      comparison.table.rows.map { ModelRow(model: comparison.terms.model, row: $0) }
    }
    let together = PlanTable(rows: own.map(\.row)).rows
    all = zip(own, together).map { ModelRow(model: $0.model, row: $1) }
    shown = zip(own, all).filter { $0.0.row.isUnbeaten || $0.0.row.isConfigured }.map(\.1)
  }

  /// The plan for a deadline or a budget, of whichever model; `nil` where neither is set.
  private var choice: PlanChoice? {
    let plan = bench.project.settings.plan
    guard plan.deadline != nil || plan.budget != nil else { return nil }
    return PlanTable(rows: all.map(\.row)).choose(deadline: plan.deadline, budget: plan.budget)
  }

  /// Whether a plan keeps the deadline and the budget, or there are none to keep.
  var fits: Bool {
    if case .none? = choice { return false }
    return true
  }

  var text: String {
    var lines = comparisons.compactMap(\.shutdownNotice).map { "note: \($0)" }
    lines += comparisons.map(work)
    guard !shown.isEmpty else { return lines.joined(separator: "\n") }
    lines.append("")
    var table = TextTable([
      .marks, .words("model", least: 12), .words("strategy"), .number("movies/request"),
      .number("requests", dispensability: 2), .number("batches", dispensability: 1),
      .number("cost"), .number("typical"), .number("worst", dispensability: 3),
    ])
    table.rows = shown.map(cells)
    lines += table.lines(width: width)
    var legend = "* no other is both cheaper and faster; > as the tropefile asks"
    if shown.contains(where: \.row.forecast.isEstimate) {
      legend += "; ≈ from estimated token counts"
    }
    lines.append(legend)
    lines += advice
    return lines.joined(separator: "\n")
  }

  private func work(_ comparison: Comparison) -> String {
    let survey = comparison.survey
    let kept =
      survey.reused.isEmpty
      ? "" : ", \(Format.grouped(survey.reused.count)) from kept replies at no cost"
    return "\(comparison.terms.model): \(Format.counted(survey.toAsk.count, "movie")) to ask\(kept)"
  }

  private func cells(_ shown: ModelRow) -> [String] {
    let row = shown.row
    let total = row.forecast.total
    return [
      (row.isConfigured ? ">" : " ") + (row.isUnbeaten ? "*" : " "), shown.model,
      row.strategy.rawValue, String(row.moviesPerRequest), Format.grouped(total.requests),
      Format.grouped(total.batches),
      (row.forecast.isEstimate ? "≈" : "") + Format.dollars(total.cost),
      Format.time(total.typical), Format.time(total.worst),
    ]
  }

  /// The cheapest and the fastest, and what a deadline or a budget asks for, with the flags that take them.
  private var advice: [String] {
    let whole = PlanTable(rows: all.map(\.row))
    var lines: [String] = []
    if let row = whole.cheapest { lines.append("cheapest: \(flags(row))") }
    if let row = whole.fastest { lines.append("fastest: \(flags(row))") }
    if let choice {
      let plan = bench.project.settings.plan
      let words = choice.text(deadline: plan.deadline, budget: plan.budget)
      switch choice {
      case .fits(let row): lines.append("with that: \(flags(row)): \(words)")
      case .none(let row, _, _): lines.append("none fits (\(model(of: row))): \(words)")
      case .nothing: lines.append(words)
      }
    }
    return lines
  }

  private func flags(_ row: PlanRow) -> String { "--model \(model(of: row)) \(row.flags)" }

  private func model(of row: PlanRow) -> String {
    all.first {
      $0.row.strategy == row.strategy && $0.row.moviesPerRequest == row.moviesPerRequest
        && $0.row.forecast == row.forecast
    }?.model ?? ""
  }

  /// As of one model, an object a line for each; its rows are marked where none of any model beats them.
  var json: String {
    var rows = PlanTable(rows: all.map(\.row)).json.arrayValue?[...] ?? []
    return comparisons.map { comparison in
      var object = PlanText(comparison: comparison, bench: bench).object
      let count = comparison.table.rows.count
      let own = JSON.array(Array(rows.prefix(count)))
      rows = rows.dropFirst(count)
      object.members = object.members.map {
        $0.key == "rows" ? JSONObject.Member($0.key, own) : $0
      }
      return object.line
    }.joined(separator: "\n")
  }
}
