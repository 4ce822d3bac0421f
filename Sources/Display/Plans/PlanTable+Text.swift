package import Planner
import TropeModel

extension PlanTable {
  /// The table for a terminal, each line ended by a newline; empty without rows.
  ///
  /// `*` marks rows that no other beats in both cost and time, `>` the one that the tropefile asks for, `≈` figures
  /// that rest on estimated token counts.
  ///
  /// - Parameter width: of the terminal; `nil` for everything in full.
  package func text(width: Int?) -> String {
    guard !rows.isEmpty else { return "" }
    var table = TextTable(Self.columns)
    table.rows = rows.map(Self.cells)
    // Most models write to no cache.
    if rows.allSatisfy({ $0.forecast.total.writtenTokens == 0 }) { table.dropColumn("written") }
    return table.lines(width: width).map { $0 + "\n" }.joined() + legend
  }

  private static let columns: [TextTable.Column] = [
    .marks, .words("strategy"), .number("movies/request"),
    .number("requests", dispensability: 3), .number("batches", dispensability: 1),
    .number("input tokens", dispensability: 2), .number("cached", dispensability: 4),
    .number("written", dispensability: 6), .number("cost"), .number("typical"),
    .number("worst", dispensability: 5),
  ]

  private static func cells(_ row: PlanRow) -> [String] {
    let total = row.forecast.total
    let about = row.forecast.isEstimate ? "≈" : ""
    let mark = (row.isConfigured ? ">" : " ") + (row.isUnbeaten ? "*" : " ")
    return [
      mark, row.strategy.rawValue, String(row.moviesPerRequest), Format.grouped(total.requests),
      Format.grouped(total.batches), about + Format.count(total.inputTokens),
      about + Format.count(total.cachedTokens), about + Format.count(total.writtenTokens),
      about + Format.dollars(total.cost),
      Format.time(total.typical), Format.time(total.worst),
    ]
  }

  private var legend: String {
    var notes = "* no other is both cheaper and faster"
    if rows.contains(where: \.isConfigured) { notes += "; > as the tropefile asks" }
    if rows.contains(where: \.forecast.isEstimate) { notes += "; ≈ from estimated token counts" }
    notes += "\n"
    if let most = rows.map(\.tooLong).max(), most > 0 {
      notes += "up to \(Format.grouped(most)) movies are too long to be asked\n"
    }
    return notes
  }
}

extension LaneForecast {
  /// What one lane will do, for the lines under a plan: `42,306 requests, 102.8M input tokens, $11.19, 4.0 days`.
  ///
  /// - Parameter isEstimate: whether to mark tokens and cost with `≈`.
  package func text(isEstimate: Bool) -> String {
    let about = isEstimate ? "≈" : ""
    var parts = ["\(Format.grouped(requests)) \(requests == 1 ? "request" : "requests")"]
    if batches > 0 { parts.append("\(batches) \(batches == 1 ? "batch" : "batches")") }
    var tokens = "\(about)\(Format.count(inputTokens)) input tokens"
    let cache = [("cached", cachedTokens), ("written to the cache", writtenTokens)]
      .filter { $0.1 > 0 }.map { "\(about)\(Format.count($0.1)) \($0.0)" }
    if !cache.isEmpty { tokens += " (\(cache.joined(separator: ", ")))" }
    parts.append(tokens)
    parts.append(about + Format.dollars(cost))
    parts.append("\(Format.time(typical)), at worst \(Format.time(worst))")
    return parts.joined(separator: ", ")
  }
}

extension PlanChoice {
  /// What was chosen and why, or by how much nothing fits, in one line.
  package func text(deadline: Duration?, budget: Double?) -> String {
    switch self {
    case .nothing: "nothing to choose from"
    case .fits(let row):
      "\(row.name) is the \(deadline == nil ? "fastest" : "cheapest") that meets the "
        + "\(Self.names(deadline, budget)): \(row.figures)\(Self.likely(row, deadline))"
    case .none(let nearest, let late, let over):
      "no plan meets the \(Self.names(deadline, budget)); the nearest is \(nearest.name) "
        + "with \(nearest.figures)\(Self.likely(nearest, deadline)): \(Self.excess(late, over))"
    }
  }

  /// What the deadline was held against, where that is not the typical time.
  private static func likely(_ row: PlanRow, _ deadline: Duration?) -> String {
    deadline == nil || row.likely == row.typical
      ? "" : " (\(Format.time(row.likely)) if batches take what nine in ten take)"
  }

  private static func names(_ deadline: Duration?, _ budget: Double?) -> String {
    [
      deadline.map { "deadline of \(Format.time($0))" },
      budget.map { "budget of \(Format.dollars($0))" },
    ].compactMap { $0 }.joined(separator: " and the ")
  }

  private static func excess(_ late: Duration, _ over: Double) -> String {
    [
      late > .zero ? "\(Format.time(late)) too late" : nil,
      over > 0 ? "\(Format.dollars(over)) too much" : nil,
    ].compactMap { $0 }.joined(separator: " and ")
  }
}

extension PlanRow {
  /// `realtime with 8 movies a request`.
  package var name: String {
    let movies = moviesPerRequest == 1 ? "1 movie" : "\(moviesPerRequest) movies"
    return "\(strategy.rawValue) with \(movies) a request"
  }

  /// `$5.62, 2.5 h`.
  var figures: String {
    "\(forecast.isEstimate ? "≈" : "")\(Format.dollars(cost)), \(Format.time(typical))"
  }
}
