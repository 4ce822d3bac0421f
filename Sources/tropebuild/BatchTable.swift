import Display
import Formats
import Store
import TropeModel

/// Batches as a table, with sums that add up: every question of a batch is answered, failed, planned again or open.
struct BatchTable {
  let batches: [LedgerBatch]
  let sums: [Int: BatchReconciliation]
  /// Of the terminal; `nil` for everything in full.
  var width: Int? = Console.width

  var text: String {
    guard !batches.isEmpty else { return "no batches" }
    var table = TextTable([
      .number("batch"), .words("state", least: 9), .number("requests", dispensability: 3),
      .number("tokens", dispensability: 4), .number("questions", dispensability: 1),
      .number("answered"), .number("failed", dispensability: 1),
      .number("again", dispensability: 2),
      .number("open"), .words("remote", least: 10, dispensability: 5),
    ])
    table.rows = batches.map { batch in
      let sum = sums[batch.number] ?? BatchReconciliation()
      return [
        "\(batch.number)", batch.shownState, Format.grouped(batch.requests),
        (batch.inputTokens.isExact ? "" : "≈") + Format.grouped(batch.inputTokens.tokens),
      ] + Self.cells(sum) + [batch.remoteID ?? "-"]
    }
    if batches.count > 1 { table.rows.append(total) }
    return table.lines(width: width).joined(separator: "\n")
  }

  private static func cells(_ sum: BatchReconciliation) -> [String] {
    [sum.all, sum.answered, sum.failed, sum.plannedAgain, sum.open].map(Format.grouped)
  }

  /// An object a batch, then one with the sums.
  var json: String {
    var lines = batches.map { batch in
      let head: JSONObject = [
        "batch": .integer(batch.number), "state": .string(batch.state.rawValue),
        "remote_status": JSON(batch.remoteStatus), "remote_id": JSON(batch.remoteID),
        "sandbox": .bool(batch.isSandbox), "requests": .integer(batch.requests),
        "input_tokens": .integer(batch.inputTokens.tokens),
        "tokens_are_exact": .bool(batch.inputTokens.isExact),
      ]
      let tail: JSONObject = [
        "forecast_dollars": .number(batch.forecastCost), "created_at": JSON(batch.createdAt),
        "submitted_at": JSON(batch.submittedAt), "ended_at": JSON(batch.endedAt),
        "file": .string(batch.path), "failure": JSON(batch.failure),
      ]
      return (head + Self.json(sums[batch.number] ?? BatchReconciliation()) + tail).line
    }
    let sum: JSONObject = [
      "summary": true, "batches": .integer(batches.count),
      "requests": .integer(batches.reduce(0) { $0 + $1.requests }),
    ]
    lines.append((sum + Self.json(all)).line)
    return lines.joined(separator: "\n")
  }

  private var all: BatchReconciliation {
    var all = BatchReconciliation()
    for batch in batches {
      guard let sum = sums[batch.number] else { continue }
      all.answered += sum.answered
      all.failed += sum.failed
      all.plannedAgain += sum.plannedAgain
      all.open += sum.open
    }
    return all
  }

  private var total: [String] {
    let tokens = batches.reduce(0) { $0 + $1.inputTokens.tokens }
    let requests = batches.reduce(0) { $0 + $1.requests }
    let about = batches.allSatisfy(\.inputTokens.isExact) ? "" : "≈"
    return ["all", "", Format.grouped(requests), about + Format.grouped(tokens)] + Self.cells(all)
  }

  private static func json(_ sum: BatchReconciliation) -> JSONObject {
    [
      "questions": .integer(sum.all), "answered": .integer(sum.answered),
      "failed": .integer(sum.failed), "planned_again": .integer(sum.plannedAgain),
      "open": .integer(sum.open),
    ]
  }
}
