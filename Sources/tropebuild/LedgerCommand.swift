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

      Example:
        tropebuild ledger --json
      """)

  @OptionGroup var projectOptions: ProjectOptions

  @Flag(
    help: "Print JSON: one object per line for each day and lane and each run, and a summary last.")
  var json = false

  func run() async throws {
    try await Console.run {
      guard let ledger = try Workbench(projectOptions, needsInput: false).openLedger() else {
        Console.print(json ? LedgerReport.none.json : "nothing was paid yet")
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
