import Display
import Engine
import Formats
import Planner
import Tropefile
import TropeModel

/// What `plan` prints of several models.
struct ModelPlansText {
  /// One for each model.
  private let comparisons: [Comparison]
  /// The plans of one model after the other; a row is marked where none of any model beats it.
  private let plans: PlanTable
  /// The model of each of them.
  private let models: [String]
  /// The places, of each model, of those that no other of its own beats, and of what the tropefile asks for.
  private let shown: [Int]
  private let bench: Workbench
  /// Of the terminal; `nil` for everything in full.
  var width: Int? = Console.width

  init(_ comparisons: [Comparison], bench: Workbench) {
    self.comparisons = comparisons
    self.bench = bench
    let own = comparisons.flatMap(\.table.rows)
    plans = PlanTable(rows: own)
    models = comparisons.flatMap { comparison in
      comparison.table.rows.map { _ in comparison.terms.model }
    }
    shown = own.indices.filter { own[$0].isUnbeaten || own[$0].isConfigured }
  }

  /// The plan for a deadline or a budget, of whichever model; `nil` where neither is set.
  private var choice: PlanChoice? {
    let plan = bench.project.settings.plan
    guard plan.deadline != nil || plan.budget != nil else { return nil }
    return plans.choose(deadline: plan.deadline, budget: plan.budget)
  }

  /// Whether a plan keeps the deadline and the budget, or there are none to keep.
  var fits: Bool {
    if case .none? = choice { return false }
    return true
  }

  var text: String {
    var lines = comparisons.compactMap(\.shutdownNotice).map { "note: \($0)" }
    lines += comparisons.compactMap {
      PlanText.missingFlex($0, bench.project.settings).map { "note: \($0)" }
    }
    lines += comparisons.map(work)
    guard !shown.isEmpty else { return lines.joined(separator: "\n") }
    lines.append("")
    var table = TextTable([
      .marks, .words("model", least: 12), .words("strategy"), .number("movies/request"),
      .number("requests", dispensability: 2), .number("batches", dispensability: 1),
      .number("cost"), .number("typical"), .number("worst", dispensability: 3),
      .number(PlanTable.leftOut),
    ])
    table.rows = shown.map(cells)
    if shown.allSatisfy({ plans.rows[$0].tooLong == 0 }) { table.dropColumn(PlanTable.leftOut) }
    lines += table.lines(width: width)
    let legend = PlanTable(rows: shown.map { plans.rows[$0] }).textLegend
    lines += legend.split(separator: "\n").map(String.init) + advice
    return lines.joined(separator: "\n")
  }

  private func work(_ comparison: Comparison) -> String {
    let asked = PlanText.asked(comparison.survey).joined(separator: ", ")
    return "\(comparison.terms.model): \(asked)"
  }

  private func cells(_ place: Int) -> [String] {
    let row = plans.rows[place]
    let total = row.forecast.total
    return [
      row.marks, models[place], row.strategy.rawValue, String(row.moviesPerRequest),
      Format.grouped(total.requests), Format.grouped(total.batches),
      (row.forecast.isEstimate ? "≈" : "") + Format.dollars(total.cost),
      Format.time(total.typical), Format.time(total.worst), Format.grouped(row.tooLong),
    ]
  }

  /// The cheapest and the fastest, and what a deadline or a budget asks for, with the flags that take them.
  private var advice: [String] {
    var lines: [String] = []
    let among = plans.compared.map { " of \($0)" } ?? ""
    if let row = plans.cheapest { lines.append("cheapest\(among): \(flags(row))") }
    if let row = plans.fastest { lines.append("fastest\(among): \(flags(row))") }
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
    plans.rows.firstIndex(of: row).map { models[$0] } ?? ""
  }

  /// As of one model, an object a line for each; its rows are marked where none of any model beats them.
  var json: String {
    var rows = plans.rows[...]
    return comparisons.map { comparison in
      let own = rows.prefix(comparison.table.rows.count)
      rows = rows.dropFirst(own.count)
      return PlanText(comparison: comparison, bench: bench)
        .object(rows: .array(own.map(\.json))).line
    }.joined(separator: "\n")
  }
}
