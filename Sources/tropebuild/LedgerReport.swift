import Display
import Formats
import Store
import TropeModel

/// What the ledger holds, in words and as JSON.
struct LedgerReport {
  let lines: [SpendingLine]
  let reserved: [ReservedLine]
  let totals: LedgerTotals
  let runs: [RunEntry]
  /// What several servers of the real-time lane were paid; empty where one was asked alone.
  var endpoints: [EndpointLine] = []
  /// Of the terminal; `nil` for everything in full.
  var width: Int? = Console.width

  /// Before anything was paid.
  static var none: LedgerReport {
    LedgerReport(lines: [], reserved: [], totals: LedgerTotals(), runs: [])
  }

  /// How many runs are listed, the newest first.
  private static let mostRuns = 10

  var text: String {
    var text: [String] = []
    let paid = table(isSandbox: false)
    if !paid.rows.isEmpty { text += paid.lines(width: width) + [""] }
    let sandbox = table(isSandbox: true)
    if !sandbox.rows.isEmpty {
      text.append("by the sandbox, at no cost; listed at what a real run would have paid:")
      text += sandbox.lines(width: width) + [""]
    }
    text.append(
      "paid \(Format.dollars(totals.paid.costDollars)) for "
        + "\(Format.counted(totals.paid.replies, "reply", "replies")); kept: "
        + "\(Format.counted(totals.answeredQuestions, "answered question")) worth "
        + "\(Format.dollars(totals.worthDollars)), "
        + Format.counted(totals.badAnswers, "bad answer")
    )
    if totals.reservedDollars > 0 {
      text.append(
        "reserved for batches under way: \(Format.dollars(totals.reservedDollars)); it counts against a "
          + "budget")
    }
    let real = endpoints.filter { !$0.isSandbox }
    let rehearsed = endpoints.filter(\.isSandbox)
    if !endpoints.isEmpty {
      text += ["", "of real time, by endpoint:"]
      text += EndpointText.table(real.isEmpty ? rehearsed : real).lines(width: width)
      if real.isEmpty { text.append("all by the sandbox, at no cost") }
    }
    if !runs.isEmpty { text += [""] + runTable.lines(width: width) }
    return text.joined(separator: "\n")
  }

  /// A line for each day and lane, what is under way among them.
  private func table(isSandbox: Bool) -> TextTable {
    var table = TextTable([
      .words("day"), .words("lane"), .number("replies", dispensability: 1),
      .number("tokens in", dispensability: 2), .number("cached", dispensability: 4),
      .number("written", dispensability: 5), .number("out", dispensability: 3),
      .number("reserved", dispensability: 6), .number("cost"),
    ])
    let paid = lines.filter { $0.isSandbox == isSandbox }
    table.rows = paid.map { line in
      let spending = line.spending
      return [
        line.day, line.lane.rawValue, Format.grouped(spending.replies),
        Format.grouped(spending.usage.input), Format.grouped(spending.usage.cachedInput),
        Format.grouped(spending.usage.cacheWrite), Format.grouped(spending.usage.output), "–",
        Format.dollars(spending.costDollars),
      ]
    }
    table.rows += reserved.filter { $0.isSandbox == isSandbox }.map { line in
      [
        line.day, Lane.batch.rawValue, "–", "–", "–", "–", "–", Format.dollars(line.dollars), "–",
      ]
    }
    table.rows.sort { $0[0] < $1[0] }
    // Most models write to no cache.
    if paid.allSatisfy({ $0.spending.usage.cacheWrite == 0 }) { table.dropColumn("written") }
    return table
  }

  private var runTable: TextTable {
    var table = TextTable([
      .number("run"), .words("started", dispensability: 1), .words("strategy", dispensability: 2),
      .number("forecast"), .number("cost"), .number("batch", dispensability: 3),
      .number("realtime", dispensability: 3), .words("outcome", least: 10),
    ])
    func lane(_ lane: Lane, _ run: RunEntry) -> String {
      guard let forecast = run.forecastByLane[lane] else { return "–" }
      return Format.dollars(forecast) + " → "
        + (run.realCost == nil ? "–" : Format.dollars(run.realByLane[lane] ?? 0))
    }
    table.rows = runs.prefix(Self.mostRuns).map { run in
      [
        "\(run.id)", run.startedAt.iso8601, run.strategy.rawValue, Format.dollars(run.forecastCost),
        run.realCost.map(Format.dollars) ?? "–", lane(.batch, run),
        lane(run.strategy.realtimeLane, run),
        run.outcome ?? "not ended",
      ]
    }
    return table
  }

  var json: String {
    var objects: [JSONObject] = lines.map { line in
      let spending = line.spending
      return [
        "day": .string(line.day), "lane": .string(line.lane.rawValue),
        "sandbox": .bool(line.isSandbox), "replies": .integer(spending.replies),
        "questions": .integer(spending.questions), "input_tokens": .integer(spending.usage.input),
        "cached_input_tokens": .integer(spending.usage.cachedInput),
        "cache_write_tokens": .integer(spending.usage.cacheWrite),
        "output_tokens": .integer(spending.usage.output), "dollars": .number(spending.costDollars),
      ]
    }
    objects += reserved.map { line in
      [
        "day": .string(line.day), "lane": "batch", "sandbox": .bool(line.isSandbox),
        "batches_under_way": .integer(line.batches), "reserved_dollars": .number(line.dollars),
      ]
    }
    objects += EndpointText.objects(endpoints)
    objects += runs.map { run in
      [
        "run": .integer(Int(run.id)), "started_at": JSON(run.startedAt),
        "ended_at": JSON(run.endedAt), "strategy": .string(run.strategy.rawValue),
        "forecast_dollars": .number(run.forecastCost),
        "forecast_by_lane": Self.json(run.forecastByLane),
        "forecast_seconds": .number(run.forecastSeconds), "real_dollars": JSON(run.realCost),
        "real_by_lane": Self.json(run.realByLane), "outcome": JSON(run.outcome),
      ]
    }
    objects.append([
      "summary": true, "paid_dollars": .number(totals.paid.costDollars),
      "replies": .integer(totals.paid.replies), "sandbox_replies": .integer(totals.sandbox.replies),
      "answered_questions": .integer(totals.answeredQuestions),
      "bad_answers": .integer(totals.badAnswers), "worth_dollars": .number(totals.worthDollars),
      "reserved_dollars": .number(totals.reservedDollars),
    ])
    return objects.map(\.line).joined(separator: "\n")
  }

  private static func json(_ dollars: [Lane: Double]) -> JSON {
    let members = dollars.sorted { $0.key.rawValue < $1.key.rawValue }.map {
      JSONObject.Member($0.key.rawValue, .number($0.value))
    }
    return .object(JSONObject(members))
  }
}
