import ArgumentParser
import Engine
import Lanes
import Store

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
      answered is planned again by the next build. One that may just have been created is looked for some minutes.

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
      let bench = try await Workbench(projectOptions, api: apiOptions, needsInput: false)
        .withServer()
      let run = Run(project: bench.project, options: BuildOptions(), door: bench.door())
      Console.beginWork()
      let count = try await run.cancel(
        numbers,
        report: { event in
          if case .waiting(_, _, let why) = event { Console.say(why) }
        },
        told: { Console.print("batch \($0.batch): \($0.what)") })
      switch count {
      case nil: Console.print("no batches")
      case 0: Console.print("no batch to cancel: 'tropebuild batches' lists them")
      default: break
      }
      return .upToDate
    }
  }
}
