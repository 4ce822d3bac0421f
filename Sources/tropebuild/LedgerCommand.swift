import ArgumentParser
import Store

/// Shows what was paid.
struct LedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: "Show spending by day and lane, what is under way, and what the replies are worth.",
    discussion: """
      Each run is listed with its forecast. The sandbox's replies cost nothing; they are listed separately, at \
      what a real run would have paid.

      --backup copies the ledger, also while a build runs; copying ledger.db with 'cp' can miss its last moments.

      Examples:
        tropebuild ledger --json
        tropebuild ledger --backup ledger-2026-11-28.db
      """)

  @OptionGroup var projectOptions: ProjectOptions

  @Flag(
    help: "Print JSON: one object per line for each day and lane and each run, and a summary last.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Copy the ledger to this file instead. Only an older copy is replaced.", valueName: "file"),
    completion: .file())
  var backup: String?

  func validate() throws {
    if json, backup != nil { throw ValidationError("--backup does not go with --json") }
    if backup?.isEmpty == true { throw ValidationError("--backup needs the name of a file") }
  }

  func run() async throws {
    try await Console.run {
      guard let ledger = try Workbench(projectOptions, needsInput: false).openLedger() else {
        Console.print(json ? LedgerReport.none.json : "nothing was paid yet")
        return .upToDate
      }
      if let backup {
        try ledger.backUp(to: backup)
        Console.print(
          "copied the ledger to \(backup): \(try ledger.totals().answeredQuestions) answered questions"
        )
        return .upToDate
      }
      let report = LedgerReport(
        lines: try ledger.spending(), reserved: try ledger.reserved(), totals: try ledger.totals(),
        runs: try ledger.runs())
      Console.print(json ? report.json : report.text)
      return .upToDate
    }
  }
}
