import ArgumentParser
import Basics
import Display
import Engine
import OpenAIClient
import Store
import TropeModel

/// Shows what was paid.
struct LedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: "Show spending by day and lane, what is under way, and what the replies are worth.",
    discussion: """
      Each run is listed with its forecast: what it asks, and the batches of before that it goes on with, so that a \
      batch of two runs is in both forecasts. The sandbox's replies cost nothing; they are listed separately, at \
      what a real run would have paid.

      --backup copies the ledger, also while a build runs; copying ledger.db with 'cp' can miss its last moments.

      --reconcile puts the ledger beside the provider's own costs and usage, by day and lane, and says of each \
      difference what it may come from. It asks with OPENAI_ADMIN_KEY, an admin key of the organization, for the \
      whole organization or for --project. The exit status is 0 where both agree, else 1.

      Examples:
        tropebuild ledger --json
        tropebuild ledger --reconcile --project labels
        tropebuild ledger --backup ledger-2026-11-28.db
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var apiOptions: APIOptions
  @OptionGroup var account: AccountProjectOption

  @Flag(
    help: "Print JSON: one object per line for each day and lane and each run, and a summary last.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Copy the ledger to this file instead. Only an older copy is replaced.", valueName: "file"),
    completion: .file())
  var backup: String?

  @Flag(help: "Compare with the provider's own bill.")
  var reconcile = false

  func validate() throws {
    if reconcile, backup != nil { throw ValidationError("--reconcile does not go with --backup") }
    if account.project != nil, !reconcile {
      throw ValidationError("--project goes with --reconcile")
    }
    if json, backup != nil { throw ValidationError("--backup does not go with --json") }
    try checkFile("--backup", backup)
  }

  func run() async throws {
    try await Console.run {
      if reconcile { return try await reconciled() }
      let bench = try Workbench(projectOptions, needsInput: false)
      guard let ledger = try bench.openLedger() else {
        Console.print(json ? LedgerReport.none.json : "nothing was paid yet")
        return .upToDate
      }
      if let backup = backup.map(bench.resolve) {
        try ledger.backUp(to: backup)
        Console.print(
          "copied the ledger to \(backup): "
            + Format.counted(try ledger.totals().answeredQuestions, "answered question")
        )
        return .upToDate
      }
      let report = LedgerReport(
        lines: try ledger.spending(), reserved: try ledger.reserved(), totals: try ledger.totals(),
        runs: try ledger.runs(), endpoints: try ledger.endpointSpending())
      Console.print(json ? report.json : report.text)
      return .upToDate
    }
  }

  /// Prints the ledger beside the provider's bill.
  private func reconciled() async throws -> ExitStatus {
    let bench = try await Workbench(projectOptions, api: apiOptions, needsInput: false)
      .withServer(asksEndpoints: false)
    let lines = try bench.openLedger()?.billedLines(isSandbox: bench.isSandbox) ?? []
    let endpoints = bench.endpointsOfServer
    let first = lines.first { $0.isBilled(at: endpoints) }
    guard let first = (first ?? lines.first).flatMap({ CivilDay($0.day) }) else {
      Console.print(json ? LedgerReport.none.json : "nothing was paid yet")
      return .upToDate
    }
    let now = bench.time.now()
    let wanted = bench.accountProject(account.project)
    let (reconciliation, project) = try await bench.withAdmin { client, server in
      let project =
        wanted == nil
        ? nil
        : try await LimitsReader(client: client, server: server, time: bench.time).project(wanted)
      // What ran before midnight may have come in after it.
      let start = Int64(first.dayNumber - 1) * 86_400
      let end = Int64(now.day.dayNumber + 1) * 86_400
      return (
        Reconciliation(
          ledger: lines, at: endpoints,
          usage: try await client.completionsUsage(from: start, to: end, project: project?.id),
          costs: try await client.costs(from: start, to: end, project: project?.id),
          today: now.day), project
      )
    }
    let report = ReconciliationReport(
      reconciliation: reconciliation, project: project.map { $0.name ?? $0.id })
    Console.print(json ? report.json : report.text)
    return reconciliation.agrees ? .upToDate : .failedTargets
  }
}
