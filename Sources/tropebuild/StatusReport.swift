import Engine
import Planner
import ProjectFiles
import Store
import Terminal
import TropeModel

/// What `status` tells, gathered without changing anything.
struct StatusReport {
  private let holder: LockHolder?
  private let records: Int
  private let states: [TargetState: Int]
  private let failures: [TargetFailure]
  private let batches: [LedgerBatch]
  private let totals: LedgerTotals?
  private let reconciliations: [Int: BatchReconciliation]
  private let run: RunEntry?
  /// Of the terminal; `nil` for everything in full.
  var width: Int? = Console.width

  /// How many failures are listed one by one.
  private static let mostFailures = 20

  init(_ bench: Workbench) throws {
    let paths = bench.project.paths
    let database = try bench.openRecords()
    let ledger = try bench.openLedger()
    holder = try BuildLock.holder(of: paths.lock)
    records = try database?.recordCount() ?? 0
    states = Dictionary(
      grouping: try StatusDirectory(paths.status).all().values, by: { $0 }
    ).mapValues(\.count)
    failures = try database?.failures() ?? []
    batches = try ledger?.unfinishedBatches() ?? []
    reconciliations = try ledger?.reconciliations() ?? [:]
    totals = try ledger?.totals()
    // The newest run is the one under way, if it has no end and somebody is at work.
    run = holder == nil ? nil : try ledger?.runs().first.flatMap { $0.endedAt == nil ? $0 : nil }
  }

  /// For people.
  var text: String {
    var list = DefinitionList()
    list.add("records", Format.grouped(records))
    let order: [TargetState] = [.queued, .sent, .submitted, .failed]
    let counts = order.compactMap { state in
      states[state].map { "\(Format.grouped($0)) \(state.rawValue)" }
    }
    if !counts.isEmpty { list.add("targets", counts.joined(separator: ", ")) }
    if let holder { list.add("running", "a build\(holder.words)") }
    if let run { list.add("", Self.words(run)) }
    if let totals { list.add("paid", Self.words(totals)) }
    if let totals, totals.reservedDollars > 0 {
      list.add("", "\(Format.dollars(totals.reservedDollars)) more in batches under way")
    }
    var lines = list.lines(width: width)
    if !batches.isEmpty {
      lines.append("")
      lines += BatchTable(batches: batches, sums: reconciliations, width: width).text
        .split(separator: "\n").map(String.init)
    }
    if !failures.isEmpty { lines.append("") }
    for failure in failures.prefix(Self.mostFailures) {
      lines.append("failed: \(failure.movie): \(DisplayWidth.printable(failure.reason))")
    }
    if failures.count > Self.mostFailures {
      lines.append("… and \(failures.count - Self.mostFailures) more (--json lists them)")
    }
    return lines.joined(separator: "\n")
  }

  private static func words(_ run: RunEntry) -> String {
    let end = run.startedAt + .seconds(run.forecastSeconds)
    return "run \(run.id) since \(run.startedAt.iso8601), \(run.strategy.rawValue), forecast "
      + "\(Format.dollars(run.forecastCost)), typically done by \(end.iso8601)"
  }

  private static func words(_ totals: LedgerTotals) -> String {
    let sandbox = totals.sandbox.replies
    return "\(Format.dollars(totals.paid.costDollars)) for "
      + "\(Format.grouped(totals.paid.replies)) replies"
      + (sandbox > 0 ? "; \(Format.grouped(sandbox)) by the sandbox, for nothing" : "")
  }

  /// One object in one line.
  var json: String {
    var object = JSONObject()
    object.add("records", records)
    object.add("running", holder != nil)
    object.add("process", holder?.process.map(Int.init))
    object.add("run", run.map(Self.json))
    var targets = JSONObject()
    for state in TargetState.allCases { targets.add(state.rawValue, states[state] ?? 0) }
    object.add("targets", targets)
    object.add("batches", batches.map(json))
    object.add("paid_dollars", totals?.paid.costDollars ?? 0)
    object.add("replies", totals?.paid.replies ?? 0)
    object.add("sandbox_replies", totals?.sandbox.replies ?? 0)
    object.add("reserved_dollars", totals?.reservedDollars ?? 0)
    object.add(
      "failed",
      failures.map { failure in
        var object = JSONObject()
        object.add("movie", failure.movie)
        object.add("reason", failure.reason)
        object.add("attempts", failure.attempts)
        return object
      })
    return object.text
  }

  private static func json(_ run: RunEntry) -> JSONObject {
    var object = JSONObject()
    object.add("run", Int(run.id))
    object.add("started_at", run.startedAt)
    object.add("strategy", run.strategy.rawValue)
    object.add("forecast_dollars", run.forecastCost)
    object.add("forecast_seconds", run.forecastSeconds)
    return object
  }

  private func json(_ batch: LedgerBatch) -> JSONObject {
    let sum = reconciliations[batch.number] ?? BatchReconciliation()
    var object = JSONObject()
    object.add("batch", batch.number)
    object.add("state", batch.state.rawValue)
    object.add("remote_status", batch.remoteStatus)
    object.add("remote_id", batch.remoteID)
    object.add("requests", batch.requests)
    object.add("questions", sum.all)
    object.add("answered", sum.answered)
    object.add("open", sum.open)
    return object
  }
}
