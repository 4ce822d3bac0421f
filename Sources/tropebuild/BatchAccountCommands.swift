import ArgumentParser
import Engine
import Store

/// Lists batches.
struct BatchesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batches", abstract: "List all batches and the state of their questions.",
    discussion: """
      For each batch, answered, failed, again and open add up to its questions.

      Example:
        tropebuild batches --json
      """)

  @OptionGroup var projectOptions: ProjectOptions

  @Flag(help: "Print JSON: one object per line for each batch, and a summary last.")
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
    commandName: "cancel",
    abstract: "Cancel batches; answers they already have are still collected.",
    discussion: """
      Gives up batches that were not submitted and cancels those under way on the server. The next build \
      plans their unanswered questions again. For a batch that may just have been created, it searches for \
      some minutes. A command that works on one has ten seconds to end.

      Examples:
        tropebuild cancel          all that have not ended
        tropebuild cancel 3        this one
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var apiOptions: APIOptions

  @Argument(
    help: ArgumentHelp("Batch numbers (default: all).", valueName: "batch"), completion: .batches
  )
  var numbers: [Int] = []

  func run() async throws {
    try await Console.run {
      let bench = try await Workbench(projectOptions, api: apiOptions, needsInput: false)
        .withServer(asksEndpoints: false)
      let run = Run(
        project: bench.project, options: BuildOptions(), door: bench.door(beginsJobs: false))
      Console.beginWork()
      var status = ExitStatus.upToDate
      let count = try await run.cancel(
        numbers,
        report: { event in
          if case .waiting(_, _, let why) = event { Console.say("\(why)") }
        },
        told: {
          Console.print("batch \($0.batch): \($0.what)")
          if $0.isRefused { status = .couldNotWork }
        })
      switch count {
      case nil: Console.print("no batches")
      case 0: Console.print("no batch to cancel: 'tropebuild batches' lists them")
      default: break
      }
      return status
    }
  }
}
