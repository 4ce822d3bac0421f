import ArgumentParser
import Engine
import TropeModel
import Tropefile

/// Writes the plan's batches down and submits nothing.
struct CreateBatchesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create-batches",
    abstract: "Write batch files for what is stale; submit nothing, no key needed.",
    discussion: """
      Makes the database where there is none. A build joins such batches, as 'submit' does.

      Example:
        tropebuild create-batches --num-batches 4 --batch-token-target 1.9M
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var planOptions: PlanOptions
  @OptionGroup var apiOptions: APIOptions
  @OptionGroup var streamOptions: StreamOptions

  func run() async throws {
    try await Console.run {
      let bench = try await EventStream.bench(isStream: streamOptions.json) {
        try await Workbench(projectOptions, api: apiOptions, keys: [planOptions]).withServer()
      }
      var options = BuildOptions()
      options.addsBatches = true
      return try await BuildRun(
        bench: bench, options: options, purpose: .writeBatches, name: "create-batches",
        voice: streamOptions.voice
      ).run()
    }
  }
}

/// Submits batches that were written.
struct SubmitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit", abstract: "Submit batches that were written, as the queue has room.",
    discussion: """
      Each batch is created once, whatever happens: after a lost answer or a kill it is looked for first.

      Examples:
        tropebuild submit          all that were not submitted yet
        tropebuild submit 1 2      these
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var apiOptions: APIOptions
  @OptionGroup var streamOptions: StreamOptions

  @Argument(
    help: ArgumentHelp("Numbers of batches; all without.", valueName: "batch"), completion: .batches
  )
  var numbers: [Int] = []

  func run() async throws {
    try await Console.run {
      let bench = try await EventStream.bench(isStream: streamOptions.json) {
        try await Workbench(projectOptions, api: apiOptions).withServer()
      }
      return try await BuildRun(
        bench: bench, options: BuildOptions(), purpose: .submit(numbers), name: "submit",
        voice: streamOptions.voice
      ).run()
    }
  }
}

/// Collects batches that have ended.
struct RetrieveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retrieve", abstract: "Collect the results of batches that have ended.",
    discussion: """
      Looks once and does not wait; exits with 75 while a batch is still under way. What was downloaded stays \
      beside the batch file, so that --offline takes it again.

      Examples:
        tropebuild retrieve               all that are under way
        tropebuild retrieve 3 --offline   batch 3, from its downloaded files
        tropebuild retrieve --again 3     batch 3 is given up, since its results stay missing
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var apiOptions: APIOptions
  @OptionGroup var streamOptions: StreamOptions

  @Flag(help: "Take the files that were downloaded before; no network, no key.")
  var offline = false

  @Flag(
    help: "Give up these batches, whose results are missing: the next build asks, and pays, again.")
  var again = false

  @Argument(
    help: ArgumentHelp("Numbers of batches; all without.", valueName: "batch"), completion: .batches
  )
  var numbers: [Int] = []

  func validate() throws {
    guard again else { return }
    if numbers.isEmpty { throw ValidationError("--again needs the numbers of batches") }
    if offline { throw ValidationError("--again does not go with --offline") }
    if streamOptions.json { throw ValidationError("--again does not go with --json") }
  }

  /// Gives up what was named.
  private func askAgain() throws -> ExitStatus {
    let bench = try Workbench(projectOptions, api: apiOptions, needsInput: false)
    let run = Run(project: bench.project, options: BuildOptions(), door: bench.door())
    try run.askAgain(numbers) { Console.print("batch \($0.batch): \($0.what)") }
    return .upToDate
  }

  func run() async throws {
    try await Console.run {
      if again { return try askAgain() }
      let bench = try await EventStream.bench(isStream: streamOptions.json) {
        try await Workbench(projectOptions, api: apiOptions).withServer()
      }
      return try await BuildRun(
        bench: bench, options: BuildOptions(), purpose: .retrieve(numbers, fromFiles: offline),
        name: "retrieve", voice: streamOptions.voice
      ).run()
    }
  }
}

/// The real-time lane alone.
struct ProcessChatCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "process-chat", abstract: "Ask in real time what is stale and in no batch.",
    discussion: """
      Example:
        tropebuild create-batches && tropebuild submit && tropebuild process-chat
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var planOptions: PlanOptions
  @OptionGroup var apiOptions: APIOptions
  @OptionGroup var streamOptions: StreamOptions

  @OptionGroup var jobsOption: JobsOption

  @Flag(help: "Do what can be done now and exit 75 while work is left: for cron.")
  var noWait = false

  @Argument(
    help: ArgumentHelp("These movies only, by their Wikipedia ids.", valueName: "movie"),
    completion: .movies)
  var movies: [MovieID] = []

  func validate() throws {
    if planOptions.strategy != nil {
      throw ValidationError("process-chat has one lane: --strategy does not go with it")
    }
  }

  func run() async throws {
    try await Console.run {
      let bench = try await EventStream.bench(isStream: streamOptions.json) {
        try await Workbench(
          projectOptions, api: apiOptions, keys: [planOptions, jobsOption],
          more: [Setting("plan.strategy", Strategy.realtime.rawValue, by: "process-chat")]).withServer()
      }
      var options = BuildOptions()
      options.movies = movies
      options.noWait = noWait
      return try await BuildRun(
        bench: bench, options: options, purpose: .realtime, name: "process-chat",
        voice: streamOptions.voice
      ).run()
    }
  }
}
