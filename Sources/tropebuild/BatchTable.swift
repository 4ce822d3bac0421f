import JSONBytes
import Planner
import Store
import TropeModel

/// Batches as a table, with sums that add up: every question of a batch is answered, failed, planned again or open.
struct BatchTable {
  let batches: [LedgerBatch]
  let sums: [Int: BatchReconciliation]

  var text: String {
    guard !batches.isEmpty else { return "no batches" }
    var rows = [
      [
        "batch", "state", "requests", "tokens", "questions", "answered", "failed", "again", "open",
        "remote",
      ]
    ]
    rows += batches.map { batch in
      let sum = sums[batch.number] ?? BatchReconciliation()
      return [
        "\(batch.number)", state(batch), "\(batch.requests)",
        (batch.inputTokens.isExact ? "" : "≈") + Format.grouped(batch.inputTokens.tokens),
        "\(sum.all)", "\(sum.answered)", "\(sum.failed)", "\(sum.plannedAgain)", "\(sum.open)",
        batch.remoteID ?? "-",
      ]
    }
    if batches.count > 1 { rows.append(total) }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).enumerated().map { column, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        // Words to the left, numbers to the right.
        return column == 1 || column == row.count - 1 ? cell.0 + padding : padding + cell.0
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }

  /// An object a batch, then one with the sums.
  var json: String {
    var lines = batches.map { batch in
      let sum = sums[batch.number] ?? BatchReconciliation()
      return "{\"batch\":\(batch.number),\"state\":\"\(batch.state.rawValue)\","
        + "\"remote_status\":\(text(batch.remoteStatus)),\"remote_id\":\(text(batch.remoteID)),"
        + "\"sandbox\":\(batch.isSandbox),\"requests\":\(batch.requests),"
        + "\"input_tokens\":\(batch.inputTokens.tokens),"
        + "\"tokens_are_exact\":\(batch.inputTokens.isExact),\(parts(sum)),"
        + "\"forecast_dollars\":\(batch.forecastCost),"
        + "\"created_at\":\"\(batch.createdAt.iso8601)\","
        + "\"submitted_at\":\(text(batch.submittedAt?.iso8601)),"
        + "\"ended_at\":\(text(batch.endedAt?.iso8601)),\"file\":\(JSONText.quoted(batch.path)),"
        + "\"failure\":\(text(batch.failure))}"
    }
    let requests = batches.reduce(0) { $0 + $1.requests }
    lines.append(
      "{\"summary\":true,\"batches\":\(batches.count),\"requests\":\(requests),\(parts(all))}")
    return lines.joined(separator: "\n")
  }

  private func state(_ batch: LedgerBatch) -> String {
    guard batch.state == .submitted, let status = batch.remoteStatus else {
      return batch.state.rawValue
    }
    return status.replacing("_", with: " ")
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
    let sum = all
    return [
      "all", "", "\(requests)", Format.grouped(tokens), "\(sum.all)", "\(sum.answered)",
      "\(sum.failed)", "\(sum.plannedAgain)", "\(sum.open)", "",
    ]
  }

  private func parts(_ sum: BatchReconciliation) -> String {
    "\"questions\":\(sum.all),\"answered\":\(sum.answered),\"failed\":\(sum.failed),"
      + "\"planned_again\":\(sum.plannedAgain),\"open\":\(sum.open)"
  }

  private func text(_ value: String?) -> String { value.map(JSONText.quoted) ?? "null" }
}
