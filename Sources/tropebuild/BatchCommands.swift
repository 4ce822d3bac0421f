import ArgumentParser
import Engine
import Tropefile
import TropeModel

/// Writes the plan's batches down and submits nothing.
struct CreateBatchesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create-batches",
    abstract: "Write batch files for stale movies; submit nothing, need no key.",
    discussion: """
      Creates the database if there is none. 'submit' or the next build submits the batches.

      Examples:
        tropebuild create-batches --num-batches 4 --batch-token-target 1.9M
        tropebuild create-batches --where "year < 1930"
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var questionOptions: QuestionOptions
  @OptionGroup var choiceOptions: ChoiceOptions
  @OptionGroup var planOptions: PlanOptions
  @OptionGroup var apiOptions: APIOptions
  @OptionGroup var streamOptions: StreamOptions

  func run() async throws {
    try await Console.run {
      let bench = try await EventStream.bench(isStream: streamOptions.json) {
        try await Workbench(projectOptions, api: apiOptions, keys: [questionOptions, planOptions])
          .withServer()
      }
      var options = BuildOptions()
      options.addsBatches = true
      options.choice = choiceOptions.choice
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
    commandName: "submit", abstract: "Submit written batches as the queue has room.",
    discussion: """
      Creates each batch only once: after a lost answer or a kill, it searches for the batch first. A batch that \
      asks something that is not asked any more is left as it is, and the command exits with 2: repeat the \
      options that it was written with as --set, or 'cancel' it.

      Examples:
        tropebuild submit          all batches not yet submitted
        tropebuild submit 1 2      these
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var apiOptions: APIOptions
  @OptionGroup var streamOptions: StreamOptions

  @Argument(
    help: ArgumentHelp("Batch numbers (default: all).", valueName: "batch"), completion: .batches
  )
  var numbers: [Int] = []

  func run() async throws {
    try await Console.run {
      let bench = try await EventStream.bench(isStream: streamOptions.json) {
        try await Workbench(projectOptions, api: apiOptions).withServer(asksEndpoints: false)
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
      Checks once and does not wait; exits with 75 while a batch is still under way. Downloaded files stay \
      beside the batch file, so that --offline can read them again.

      Examples:
        tropebuild retrieve               all batches under way
        tropebuild retrieve 3 --offline   batch 3, from its downloaded files
        tropebuild retrieve --again 3     give up batch 3, whose results stay missing or
                                          of which the server does not tell whether it has it
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var apiOptions: APIOptions
  @OptionGroup var streamOptions: StreamOptions

  @Flag(help: "Read files downloaded earlier; use no network and no key.")
  var offline = false

  @Flag(
    help: ArgumentHelp(
      "Give up these batches: the next build asks, and pays, again.",
      discussion: """
        For those whose results are missing, and those of which nobody can tell whether the server has made \
        them: then look at your account first.
        """))
  var again = false

  @Argument(
    help: ArgumentHelp("Batch numbers (default: all).", valueName: "batch"), completion: .batches
  )
  var numbers: [Int] = []

  func validate() throws {
    guard again else { return }
    if numbers.isEmpty { throw ValidationError("--again needs batch numbers") }
    if offline { throw ValidationError("--again and --offline exclude each other") }
    if streamOptions.json { throw ValidationError("--again and --json exclude each other") }
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
        try await Workbench(projectOptions, api: apiOptions).withServer(asksEndpoints: false)
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
    commandName: "process-chat",
    abstract: "Ask in real time about stale movies that are in no batch.",
    discussion: """
      Examples:
        tropebuild create-batches && tropebuild submit && tropebuild process-chat
        tropebuild process-chat --sample 20
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var questionOptions: QuestionOptions
  @OptionGroup var choiceOptions: ChoiceOptions
  @OptionGroup var planOptions: PlanOptions
  @OptionGroup var apiOptions: APIOptions
  @OptionGroup var streamOptions: StreamOptions

  @OptionGroup var jobsOption: JobsOption

  @Flag(help: "Do what can be done now and exit with 75 if work is left: for cron.")
  var noWait = false

  @Argument(
    help: ArgumentHelp(
      "Only these movies, by Wikipedia id, or by the table's own.", valueName: "movie"),
    completion: .movies)
  var movies: [MovieName] = []

  func validate() throws {
    if planOptions.strategy != nil {
      throw ValidationError("process-chat uses only the real-time lane; leave out --strategy")
    }
  }

  func run() async throws {
    try await Console.run {
      let bench = try await EventStream.bench(isStream: streamOptions.json) {
        try await Workbench(
          projectOptions, api: apiOptions, keys: [questionOptions, planOptions, jobsOption],
          more: [Setting("plan.strategy", Strategy.realtime.rawValue, by: "process-chat")]
        ).withServer()
      }
      var options = BuildOptions()
      options.movies = try bench.movies(movies)
      options.choice = choiceOptions.choice
      options.noWait = noWait
      return try await BuildRun(
        bench: bench, options: options, purpose: .realtime, name: "process-chat",
        voice: streamOptions.voice
      ).run()
    }
  }
}
