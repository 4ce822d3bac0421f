package import Planner
import TropeModel

extension PlanTable {
  /// The table for a terminal, each line ended by a newline; empty without rows.
  ///
  /// `*` marks rows that no other beats in both cost and time, `>` the one that the tropefile asks for, `≈` figures
  /// that rest on estimated token counts. Where some leave movies out, a column says how many.
  ///
  /// - Parameter width: of the terminal; `nil` for everything in full.
  package func text(width: Int?) -> String {
    guard !rows.isEmpty else { return "" }
    var table = TextTable(Self.columns)
    let groups = groups
    table.rows = groups.map { Self.cells($0.shown) }
    // Most models write to no cache.
    if rows.allSatisfy({ $0.forecast.total.writtenTokens == 0 }) { table.dropColumn("written") }
    if rows.allSatisfy({ $0.tooLong == 0 }) { table.dropColumn(Self.leftOut) }
    return table.lines(width: width).map { $0 + "\n" }.joined() + Self.sameText(groups) + textLegend
  }

  /// Rows that do the same by other names.
  private struct Group {
    /// The one that the tropefile asks for, else the first.
    var shown: PlanRow
    var others: [PlanRow]
  }

  private var groups: [Group] {
    var groups: [Group] = []
    for row in rows {
      let place = groups.firstIndex { group in
        group.shown.moviesPerRequest == row.moviesPerRequest
          && group.shown.tooLong == row.tooLong && group.shown.forecast.isSame(as: row.forecast)
      }
      guard let place else {
        groups.append(Group(shown: row, others: []))
        continue
      }
      if row.isConfigured {
        groups[place].others.append(groups[place].shown)
        groups[place].shown = row
      } else {
        groups[place].others.append(row)
      }
    }
    return groups
  }

  /// Which rows are not shown, being the same as others: `hybrid with 4, 8 and 16 a request is the same as batch`.
  private static func sameText(_ groups: [Group]) -> String {
    var pairs: [(shown: Strategy, other: Strategy, sizes: [String])] = []
    for group in groups {
      for other in group.others {
        let size = String(other.moviesPerRequest)
        if let place = pairs.firstIndex(where: {
          $0.shown == group.shown.strategy && $0.other == other.strategy
        }) {
          pairs[place].sizes.append(size)
        } else {
          pairs.append((group.shown.strategy, other.strategy, [size]))
        }
      }
    }
    return pairs.map { pair in
      let sizes =
        pair.sizes.count == 1
        ? pair.sizes[0]
        : pair.sizes.dropLast().joined(separator: ", ") + " and " + (pair.sizes.last ?? "")
      return
        "\(pair.other.rawValue) with \(sizes) a request is the same as \(pair.shown.rawValue)\n"
    }.joined()
  }

  private static let columns: [TextTable.Column] = [
    .marks, .words("strategy"), .number("movies/request"),
    .number("requests", dispensability: 3), .number("batches", dispensability: 1),
    .number("input tokens", dispensability: 2), .number("cached", dispensability: 4),
    .number("written", dispensability: 6), .number("cost"), .number("typical"),
    .number("worst", dispensability: 5), .number(leftOut),
  ]

  /// The column of movies that a plan leaves out.
  package static let leftOut = "left out"

  private static func cells(_ row: PlanRow) -> [String] {
    let total = row.forecast.total
    let about = row.forecast.isEstimate ? "≈" : ""
    return [
      row.marks, row.strategy.rawValue, String(row.moviesPerRequest),
      Format.grouped(total.requests),
      Format.grouped(total.batches), about + Format.count(total.inputTokens),
      about + Format.count(total.cachedTokens), about + Format.count(total.writtenTokens),
      about + Format.dollars(total.cost),
      Format.time(total.typical), Format.time(total.worst), Format.grouped(row.tooLong),
    ]
  }

  /// Which plans are compared with each other, where some leave movies out that others ask; `nil` where all ask the same.
  package var compared: String? {
    guard let fewest = rows.map(\.tooLong).min(), rows.contains(where: { $0.tooLong > fewest })
    else { return nil }
    return fewest == 0 ? "the plans that ask all" : "the plans that leave out the fewest"
  }

  /// What the marks mean, and how many movies are left out; each line ended by a newline.
  package var textLegend: String {
    var notes = "* no other\(compared.map { " of \($0)" } ?? "") is both cheaper and faster"
    if rows.contains(where: \.isConfigured) { notes += "; > as the tropefile asks" }
    if rows.contains(where: \.forecast.isEstimate) { notes += "; ≈ from estimated token counts" }
    notes += "\n"
    if let most = rows.map(\.tooLong).max(), most > 0 {
      notes +=
        "left out: \(Format.counted(most, "movie"))\(compared == nil ? "" : " at most"), whose "
        + "\(most == 1 ? "request needs" : "requests need") more tokens than a minute or the context allows "
        + "('tropebuild -n' with that strategy tells)\n"
    }
    return notes
  }
}

extension PlanRow {
  /// The marks at the head of its line.
  package var marks: String { (isConfigured ? ">" : " ") + (isUnbeaten ? "*" : " ") }
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
  /// The row that was chosen, or comes nearest.
  private var row: PlanRow? {
    switch self {
    case .fits(let row), .none(let row, _, _): row
    case .nothing: nil
    }
  }

  /// What was chosen and why, or by how much nothing fits, in one line.
  package func text(deadline: Duration?, budget: Double?) -> String {
    guard let row else { return "nothing to choose from" }
    let amounts = Format.dollars(apart: [row.cost] + (budget.map { [$0] } ?? []))
    let figures = row.figures(costing: amounts[0]) + Self.likely(row, deadline)
    let names = Self.names(deadline, budget.map { _ in amounts[1] })
    guard case .none(_, let late, let over) = self else {
      return "\(row.name) is the \(Self.merit(deadline, names)): \(figures)"
    }
    return "no plan meets the \(names); the nearest is \(row.name) with \(figures): "
      + Self.excess(late, over)
  }

  /// What it was chosen for.
  private static func merit(_ deadline: Duration?, _ names: String) -> String {
    if names.isEmpty { return "cheapest" }
    return "\(deadline == nil ? "fastest" : "cheapest") that meets the \(names)"
  }

  /// What the deadline was held against, where that is not the typical time.
  private static func likely(_ row: PlanRow, _ deadline: Duration?) -> String {
    deadline == nil || row.likely == row.typical
      ? "" : " (\(Format.time(row.likely)) if batches take what nine in ten take)"
  }

  private static func names(_ deadline: Duration?, _ budget: String?) -> String {
    [
      deadline.map { "deadline of \(Format.time($0))" },
      budget.map { "budget of \($0)" },
    ].compactMap { $0 }.joined(separator: " and the ")
  }

  private static func excess(_ late: Duration, _ over: Double) -> String {
    [
      late > .zero ? "\(Format.time(late)) too late" : nil,
      over > 0 ? "\(Format.dollars(over)) too much" : nil,
    ].compactMap { $0 }.joined(separator: " and ")
  }
}

extension Forecast {
  /// Whether it has the same requests in the same lanes, at the same price and in the same time.
  fileprivate func isSame(as other: Forecast) -> Bool {
    batch == other.batch && realtime == other.realtime
      && (realtime.requests == 0 || realtimeLane == other.realtimeLane)
  }
}

extension PlanTable {
  /// The plan that is both cheaper and faster than the configured one, by figures that people see differ.
  package var betterThanConfigured: PlanRow? {
    configured.flatMap { better(than: $0, where: Self.isVisiblyOther) }
  }

  /// Whether people see a difference of cost and of time.
  package static func isVisiblyOther(_ row: PlanRow, _ other: PlanRow) -> Bool {
    Format.dollars(row.cost) != Format.dollars(other.cost)
      && Format.time(row.typical) != Format.time(other.typical)
  }

  /// How the configured plan stands beside the cheapest and the fastest, in a sentence; `nil` without one.
  package var standing: String? {
    guard let row = configured, let cheapest, let fastest, rows.count > 1 else { return nil }
    // One that leaves out what others ask is cheap and fast for that reason.
    let isWhole = row.tooLong == cheapest.tooLong
    let isCheapest = isWhole && Format.dollars(row.cost) == Format.dollars(cheapest.cost)
    let isFastest = isWhole && Format.time(row.typical) == Format.time(fastest.typical)
    let words = standing(of: row, isCheapest, isFastest, cheapest: cheapest, fastest: fastest)
    guard let compared else { return words }
    let left = isWhole ? "" : "it leaves out \(Format.counted(row.tooLong, "movie")); "
    return "\(left)of \(compared), \(words)"
  }

  private func standing(
    of row: PlanRow, _ isCheapest: Bool, _ isFastest: Bool, cheapest: PlanRow, fastest: PlanRow
  ) -> String {
    switch (isCheapest, isFastest) {
    case (true, true): return "no other is cheaper or faster"
    case (true, false):
      return "no other is cheaper; the fastest is \(fastest.name): \(fastest.figures)"
    case (false, true):
      return "no other is faster; the cheapest is \(cheapest.name): \(cheapest.figures)"
    case (false, false):
      if cheapest == fastest {
        return "the cheapest and the fastest is \(cheapest.name): \(cheapest.figures)"
      }
      return "the cheapest is \(cheapest.name): \(cheapest.figures); "
        + "the fastest is \(fastest.name): \(fastest.figures)"
    }
  }
}

extension PlanChoice {
  /// That a plan costs more than the budget, which a build stops at, with the plan that fits; `nil` where it does not.
  package func budgetNotice(_ budget: Double?, cost: Double) -> String? {
    guard let budget, cost > budget else { return nil }
    let row = row
    let amounts = Format.dollars(apart: [cost, budget] + (row.map { [$0.cost] } ?? []))
    let stops = "the plan costs \(amounts[0]) and the build stops at the budget of \(amounts[1])"
    guard let row else { return stops }
    let figures = row.figures(costing: amounts[2])
    if case .fits = self { return "\(stops); \(row.flags) fits: \(figures)" }
    return "\(stops); none fits, the cheapest is \(row.flags): \(figures)"
  }
}

extension PlanRow {
  /// What takes the row in place of the configured one: `--strategy realtime --movies-per-request 8`.
  package var flags: String {
    "--strategy \(strategy.rawValue) --movies-per-request \(moviesPerRequest)"
  }

  /// That it is both cheaper and faster than what the tropefile asks for.
  package var advice: String {
    "cheaper and faster: \(flags), \(figures) ('tropebuild plan' compares)"
  }

  /// `realtime with 8 movies a request`.
  package var name: String {
    let movies = moviesPerRequest == 1 ? "1 movie" : "\(moviesPerRequest) movies"
    return "\(strategy.rawValue) with \(movies) a request"
  }

  /// `$5.62, 2.5 h`.
  var figures: String { figures(costing: Format.dollars(cost)) }

  /// The same, the cost in these digits.
  fileprivate func figures(costing dollars: String) -> String {
    "\(forecast.isEstimate ? "≈" : "")\(dollars), \(Format.time(typical))"
  }
}
