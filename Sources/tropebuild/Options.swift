import ArgumentParser
import Engine
import Planner
import Tropefile
import TropeModel

/// `--log-level`: the levels of `Logger`.
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
  case trace, debug, info, notice, warning, error, critical

  var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}

/// What a command that runs lanes can print instead of words.
struct StreamOptions: ParsableArguments {
  @Flag(
    help: """
      Print JSON: one object per line for every state change as it happens (docs/events.md).
      """)
  var json = false

  var voice: Voice { json ? .stream : .words }
}

/// How a run speaks of itself.
enum Voice {
  /// Progress while it goes on, a summary at its end.
  case words
  /// Only what failed.
  case silent
  /// An object a line for every change, and nothing else on standard output.
  case stream
}

/// Where the project is: as in make.
struct ProjectOptions: ParsableArguments {
  @Option(
    name: [.customShort("C"), .long],
    help: ArgumentHelp("Change to DIR before doing anything.", valueName: "dir"),
    completion: .directory)
  var directory: String?

  @Option(
    name: [.customShort("f"), .long],
    help: ArgumentHelp("Read FILE as the tropefile.", valueName: "file"), completion: .file())
  var file = "tropefile"

  @Option(help: .key(.dbPath, "path"), completion: .file())
  var dbPath: String?

  @Option(help: .key(.inputDir, "dir"), completion: .directory)
  var inputDir: String?

  @Option(help: .key(.batchDir, "dir"), completion: .directory)
  var batchDir: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Set a key of the tropefile for this run, such as recipe.model=gpt-5-nano; may be repeated.",
      valueName: "key=value"), completion: .list(TropefileSchema.keys.map { $0.path + "=" }))
  var assignments: [String] = []

  func validate() throws {
    // An empty path is a variable of the shell that was not set; it would mean the project directory.
    try checkNames("-f", file)
    for text in assignments where !text.contains("=") {
      throw ValidationError("--set takes KEY=VALUE, not '\(text)'")
    }
  }
}

extension ProjectOptions: KeyOptions {
  var settings: [Setting] {
    [
      KeyFlag.dbPath.setting(dbPath), KeyFlag.inputDir.setting(inputDir),
      KeyFlag.batchDir.setting(batchDir),
    ].compactMap(\.self) + assignments.compactMap { Setting(assignment: $0, by: "--set") }
  }
}

extension ParsableArguments {
  /// Refuses an empty value of an option that names something.
  func checkNames(_ option: String, _ value: String?, _ what: String = "something") throws {
    guard value?.isEmpty == true else { return }
    throw ValidationError("\(option) must name \(what), not ''")
  }

  /// Refuses what is no name of a file for an option that writes one and never to standard output.
  func checkFile(_ option: String, _ value: String?) throws {
    try checkNames(option, value, "a file")
    guard value == "-" else { return }
    throw ValidationError(
      "\(option) does not write to standard output: name a file ('./-' is one of that name)")
  }
}

/// What changes the questions and can be told on the command line; flags win over the tropefile.
struct QuestionOptions: ParsableArguments, KeyOptions {
  @Option(
    help: .key(.model, "name"),
    completion: .list(ModelFacts.all.map(\.name)))
  var model: String?

  @Option(help: .key(.moviesPerRequest, "n"))
  var moviesPerRequest: String?

  var settings: [Setting] {
    [
      KeyFlag.model.setting(model), KeyFlag.moviesPerRequest.setting(moviesPerRequest),
    ].compactMap(\.self)
  }
}

/// Which movies a build is about, where they are not named.
struct ChoiceOptions: ParsableArguments {
  @Flag(
    help: """
      Take only movies that failed before; a build asks again about those whose replies were no good, and pays for it.
      """)
  var failed = false

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      """
      Take only movies for which this condition of SQL holds, as "year < 1930", over \
      \(TargetChoice.columns.joined(separator: ", ")) (genres, languages and countries are JSON), or over what \
      tropes.db has: "movie_id IN (SELECT movie_id FROM labels WHERE ...)".
      """, valueName: "condition"))
  var condition: String?

  @Option(
    help: ArgumentHelp(
      """
      Take only n movies, always the same ones: the first that are drawn at random for 'tropebuild try', \
      too. A larger sample begins with the smaller one.
      """, valueName: "n"))
  var sample: Int?

  @Option(
    help: ArgumentHelp(
      """
      Take only the n movies with the labels that the model was least sure of, as for another model to label; \
      of the same one --fresh asks again.
      """, valueName: "n"))
  var unsure: Int?

  func validate() throws {
    try checkNames("--where", condition, "a condition")
    if let unsure, unsure < 1 {
      throw ValidationError("--unsure must be at least 1, not \(unsure)")
    }
    if let sample, sample < 1 {
      throw ValidationError("--sample must be at least 1, not \(sample)")
    }
  }

  var choice: TargetChoice {
    var choice = TargetChoice()
    choice.failed = failed
    choice.condition = condition
    choice.sample = sample
    choice.unsure = unsure
    return choice
  }
}

/// What a plan can be told on the command line; flags win over the tropefile.
struct PlanOptions: ParsableArguments, KeyOptions {
  @Option(
    help: .key(.strategy, "name"), completion: .list(Strategy.allCases.map(\.rawValue)))
  var strategy: String?

  @Option(help: .key(.numBatches, "n"))
  var numBatches: String?

  @Option(help: .key(.batchTokenTarget, "tokens"))
  var batchTokenTarget: String?

  @Flag(help: .key(.choose))
  var choose = false

  @Option(help: .key(.deadline, "time"))
  var deadline: String?

  @Option(help: .key(.budget, "dollars"))
  var budget: String?

  var settings: [Setting] {
    [
      KeyFlag.strategy.setting(strategy), KeyFlag.numBatches.setting(numBatches),
      KeyFlag.batchTokenTarget.setting(batchTokenTarget), KeyFlag.deadline.setting(deadline),
      KeyFlag.choose.setting(choose ? "true" : nil),
      KeyFlag.budget.setting(budget),
    ].compactMap(\.self)
  }
}

/// How many requests may be under way, as in make.
struct JobsOption: ParsableArguments, KeyOptions {
  @Option(name: [.customShort("j"), .customLong("jobs")], help: .key(.jobs, "n"))
  var jobs: String?

  var settings: [Setting] { [KeyFlag.jobs.setting(jobs)].compactMap(\.self) }
}

/// Which API is spoken to.
struct APIOptions: ParsableArguments, KeyOptions {
  @Flag(help: .key(.sandbox))
  var sandbox = false

  @Option(help: .key(.baseURL, "url"))
  var baseURL: String?

  @Flag(
    help: """
      Send the key from the environment to the server named in the project's files, and remember that \
      (in ~/.config/tropebuild/servers).
      """)
  var trustServer = false

  @Flag(help: .key(.allowHTTP))
  var allowHTTP = false

  @Option(
    help: ArgumentHelp(
      "With --sandbox: run the clocks of sandbox and build X times faster.", valueName: "x"))
  var timeScale: Double?

  @Option(help: .key(.tier, "n"))
  var tier: String?

  @OptionGroup var rehearsal: RehearsalOptions

  func validate() throws {
    if let timeScale, !(0.001...1_000_000).contains(timeScale) {
      throw ValidationError("--time-scale must be 0.001 to 1000000, not \(timeScale)")
    }
  }

  @Option(
    help: ArgumentHelp(
      "Log to standard error from this level up: trace, debug, info, notice, warning, error or critical.",
      valueName: "level"))
  var logLevel: LogLevel?

  var settings: [Setting] {
    [
      KeyFlag.sandbox.setting(sandbox ? "true" : nil), KeyFlag.baseURL.setting(baseURL),
      KeyFlag.allowHTTP.setting(allowHTTP ? "true" : nil),
      KeyFlag.tier.setting(tier),
    ].compactMap(\.self)
  }
}
