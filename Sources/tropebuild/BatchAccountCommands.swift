import ArgumentParser
import Engine
import Lanes
import OpenAIClient
import ProjectFiles
import Store
import TropeModel
import Tropefile

/// Lists batches.
struct BatchesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batches", abstract: "List all batches and what became of their questions.",
    discussion: """
      Answered, failed, planned again and open add up to the questions of each batch.

      Example:
        tropebuild batches --json
      """)

  @OptionGroup var projectOptions: ProjectOptions

  @Flag(help: "JSON, an object a line for each batch and a summary last.")
  var json = false

  func run() async throws {
    try await Console.run {
      let ledger = try Workbench(projectOptions, needsInput: false).openLedger()
      let table = BatchTable(
        batches: try ledger?.batches() ?? [], sums: try ledger?.reconciliations() ?? [:])
      Console.print(json ? table.json : table.text)
      return .upToDate
    }
  }
}

/// Cancels batches.
struct CancelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Cancel batches; what they have answered is still collected.",
    discussion: """
      A batch that was not submitted is given up, one under way is cancelled on the server. What it has not \
      answered is planned again by the next build.

      Examples:
        tropebuild cancel          all that have not ended
        tropebuild cancel 3        this one
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var apiOptions: APIOptions

  @Argument(
    help: ArgumentHelp("Numbers of batches; all without.", valueName: "batch"), completion: .batches
  )
  var numbers: [Int] = []

  func run() async throws {
    try await Console.run {
      let bench = try Workbench(projectOptions, api: apiOptions, needsInput: false)
      let known = try bench.openLedger()
      let needsServer = try BatchChoice(known, numbers, isSandbox: bench.isSandbox).batches
        .contains { BatchCancelling.needsServer($0.state) }
      let account =
        needsServer && !bench.project.settings.api.sandbox ? try bench.account() : nil
      let lock = try bench.lock()
      defer { lock.release() }
      let sandbox =
        needsServer && bench.project.settings.api.sandbox ? try bench.startSandbox() : nil
      defer { sandbox?.stop() }
      let client = try (account ?? sandbox.map(bench.sandboxAccount)).map(bench.client)
      guard known != nil else {
        Console.print("no batches")
        return .upToDate
      }
      let ledger = try Ledger.open(path: bench.project.paths.ledger)
      let cancelling = BatchCancelling(ledger: ledger, time: bench.time)
      let chosen = try BatchChoice(ledger, numbers, isSandbox: bench.isSandbox).batches
      let open = chosen.filter { !numbers.isEmpty || !$0.state.isFinal }
      if open.isEmpty { Console.print("no batch to cancel: 'tropebuild batches' lists them") }
      for batch in open {
        Console.print(
          "batch \(batch.number): \(try await cancelling.cancel(batch, client: client))")
      }
      try ledger.close()
      return .upToDate
    }
  }
}
