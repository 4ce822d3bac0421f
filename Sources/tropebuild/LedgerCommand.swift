import ArgumentParser
import Store

/// Shows what was paid.
struct LedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: "Show what was paid and is under way, by day and lane, and what it is worth.",
    discussion: """
      Beside each run stands what it was expected to cost. The sandbox's replies cost nothing and stand apart, at \
      what a real run would have paid.

      Example:
        tropebuild ledger --json
      """)

  @OptionGroup var projectOptions: ProjectOptions

  @Flag(help: "JSON, an object a line for each day and lane, each run, and a summary last.")
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
