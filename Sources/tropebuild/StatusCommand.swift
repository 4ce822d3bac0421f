import JSONBytes
import ArgumentParser
import Engine
import Foundation
import Planner
import ProjectFiles
import Store
import TropeModel

/// How the project stands; also while a build runs.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say how the project stands; also while a build runs.",
    discussion: """
      Example:
        tropebuild status --json
      """)

  @OptionGroup var projectOptions: ProjectOptions

  @Flag(help: "One JSON object.")
  var json = false

  func run() async throws {
    try await Console.run {
      let bench = try Workbench(projectOptions)
      let status = try StatusReport(bench)
      Console.print(json ? status.json : status.text)
      return .upToDate
    }
  }
}

/// What `status` tells, gathered without changing anything.
struct StatusReport {
  private let holder: LockHolder?
  private let records: Int
  private let states: [TargetState: Int]
  private let failures: [TargetFailure]
  private let batches: [LedgerBatch]
  private let totals: LedgerTotals?
  private let reconciliations: [Int: BatchReconciliation]

  /// How many failures are listed one by one.
  private static let mostFailures = 20

  init(_ bench: Workbench) throws {
    let paths = bench.project.paths
    let (database, ledger) = try bench.openForReading()
    holder = try BuildLock.holder(of: paths.lock)
    records = try database?.recordCount() ?? 0
    states = Dictionary(
      grouping: try StatusDirectory(paths.status).all().values, by: { $0 }
    ).mapValues(\.count)
    failures = try database?.failures() ?? []
    batches = try ledger?.unfinishedBatches() ?? []
    reconciliations = try ledger?.reconciliations() ?? [:]
    totals = try ledger?.totals()
  }

  var text: String {
    var lines = ["\(Format.grouped(records)) records"]
    if let holder { lines.append("a build is running: \(holder)") }
    let order: [TargetState] = [.queued, .sent, .submitted, .failed]
    let counts = order.compactMap { state in
      states[state].map { "\($0) \(state.rawValue)" }
    }
    if !counts.isEmpty { lines.append("targets: " + counts.joined(separator: ", ")) }
    for batch in batches {
      lines.append(
        "batch \(batch.number): \(batch.remoteStatus ?? batch.state.rawValue), "
          + "\(batch.questions) questions, \(batch.remoteID ?? "not created yet")")
    }
    if let totals {
      lines.append(
        "paid so far: \(Format.dollars(totals.paid.costDollars)) for "
          + "\(Format.grouped(totals.paid.replies)) replies"
          + (totals.sandbox.replies > 0
            ? "; \(Format.grouped(totals.sandbox.replies)) by the sandbox, for nothing" : ""))
    }
    for failure in failures.prefix(Self.mostFailures) {
      lines.append("failed: \(failure.movie): \(failure.reason)")
    }
    if failures.count > Self.mostFailures {
      lines.append("… and \(failures.count - Self.mostFailures) more (--json lists them)")
    }
    return lines.joined(separator: "\n")
  }

  var json: String {
    let counts = TargetState.allCases.map { "\"\($0.rawValue)\":\(states[$0] ?? 0)" }
    let batches = batches.map { batch in
      "{\"batch\":\(batch.number),\"state\":\"\(batch.state.rawValue)\","
        + "\"remote_status\":\(batch.remoteStatus.map(JSONText.quoted) ?? "null"),"
        + "\"remote_id\":\(batch.remoteID.map(JSONText.quoted) ?? "null"),"
        + "\"requests\":\(batch.requests),\"questions\":\(batch.questions)}"
    }
    let failures = failures.map { failure in
      "{\"movie\":\(failure.movie),\"reason\":\(JSONText.quoted(failure.reason)),\"attempts\":\(failure.attempts)}"
    }
    return
      "{\"records\":\(records),\"running\":\(holder != nil),\"targets\":{\(counts.joined(separator: ","))},"
      + "\"batches\":[\(batches.joined(separator: ","))],\"paid_dollars\":\(totals?.paid.costDollars ?? 0),"
      + "\"failed\":[\(failures.joined(separator: ","))]}"
  }
}
