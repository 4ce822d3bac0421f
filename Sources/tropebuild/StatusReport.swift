import Display
import Engine
import Formats
import ProjectFiles
import Store
import TropeModel

/// What `status` tells, gathered without changing anything.
struct StatusReport {
  private let holder: LockHolder?
  private let records: Int
  private let states: [TargetState: Int]
  private let failures: [FailedTarget]
  private let batches: [LedgerBatch]
  private let totals: LedgerTotals?
  private let reconciliations: [Int: BatchReconciliation]
  private let run: RunEntry?
  private let hands: HandsReport?
  private let cascade: CascadeStanding?
  /// Of the terminal; `nil` for everything in full.
  var width: Int? = Console.width

  init(_ bench: Workbench) throws {
    let paths = bench.project.paths
    let database = try bench.openRecords()
    let ledger = try bench.openLedger()
    holder = try BuildLock.holder(of: paths.lock)
    records = try database?.recordCount() ?? 0
    states = Dictionary(
      grouping: try StatusDirectory(paths.status).all(pending: database?.pendingMovies()).values,
      by: { $0 }
    ).mapValues(\.count)
    failures = try database?.failures() ?? []
    batches = try ledger?.unfinishedBatches() ?? []
    reconciliations = try ledger?.reconciliations() ?? [:]
    totals = try ledger?.totals()
    hands = try Hands(bench.project).look(database)
    cascade = try CascadeStanding.found(
      bench.project, database: database, ledger: ledger)
    // The newest run is the one under way, if it has no end and somebody is at work.
    run = holder == nil ? nil : try ledger?.runs().first.flatMap { $0.endedAt == nil ? $0 : nil }
  }

  /// For people.
  var text: String {
    var list = DefinitionList()
    list.add("records", Format.grouped(records))
    if let hands {
      let text = HandsText(report: hands)
      list.add("by hand", text.sum)
      for problem in text.problems { list.add("", problem) }
    }
    let cascadeLines = cascade.map { CascadeText(standing: $0).lines } ?? []
    for (place, line) in cascadeLines.enumerated() {
      list.add(place == 0 ? "cascade" : "", line)
    }
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
    lines += ReasonGroup.lines(
      of: failures.map {
        FailedTarget(movie: $0.movie, reason: DisplayWidth.printable($0.reason))
      }, head: "failed", all: "--json")
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
      + (sandbox > 0 ? "; \(Format.grouped(sandbox)) by the sandbox, at no cost" : "")
  }

  /// One object in one line.
  var json: String {
    let targets = TargetState.allCases.map {
      JSONObject.Member($0.rawValue, .integer(states[$0] ?? 0))
    }
    let object: JSONObject = [
      "records": .integer(records), "running": .bool(holder != nil),
      "process": JSON(holder?.process.map(Int.init)), "run": run.map(Self.json) ?? .null,
      "targets": .object(JSONObject(targets)), "batches": .array(batches.map(json)),
      "paid_dollars": .number(totals?.paid.costDollars ?? 0),
      "replies": .integer(totals?.paid.replies ?? 0),
      "sandbox_replies": .integer(totals?.sandbox.replies ?? 0),
      "reserved_dollars": .number(totals?.reservedDollars ?? 0),
      "by_hand": .integer(hands?.labelled ?? 0),
      "hand_problems": hands.map { HandsText(report: $0).json } ?? .array([]),
      "cascade": cascade.map { CascadeText(standing: $0).json } ?? .null,
      "failed": .array(
        failures.map {
          [
            "movie": JSON($0.movie), "reason": .string($0.reason),
            "attempts": .integer($0.attempts),
          ]
        }),
    ]
    return object.line
  }

  private static func json(_ run: RunEntry) -> JSON {
    [
      "run": .integer(Int(run.id)), "started_at": JSON(run.startedAt),
      "strategy": .string(run.strategy.rawValue), "forecast_dollars": .number(run.forecastCost),
      "forecast_seconds": .number(run.forecastSeconds),
    ]
  }

  private func json(_ batch: LedgerBatch) -> JSON {
    let sum = reconciliations[batch.number] ?? BatchReconciliation()
    return [
      "batch": .integer(batch.number), "state": .string(batch.state.rawValue),
      "remote_status": JSON(batch.remoteStatus), "remote_id": JSON(batch.remoteID),
      "requests": .integer(batch.requests), "questions": .integer(sum.all),
      "answered": .integer(sum.answered), "open": .integer(sum.open),
    ]
  }
}
