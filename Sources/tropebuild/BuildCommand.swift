import ArgumentParser
import Engine
import TropeModel

/// Builds what is stale.
struct BuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Build what is stale (the default).",
    discussion: """
      Examples:
        tropebuild -n --all          every stale movie, with lane, reasons and tokens
        tropebuild --strategy batch  the cheapest way
        tropebuild -W data/interim/plot_summaries_31186339.txt -n
                                     what would an edit of this plot cost?
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var planOptions: PlanOptions
  @OptionGroup var apiOptions: APIOptions
  @OptionGroup var jobsOption: JobsOption

  @Flag(
    name: [.customShort("n"), .customLong("dry-run"), .customLong("just-print")],
    help: "Print what a build would do, with tokens, cost and time; change nothing.")
  var dryRun = false

  @Flag(help: "With -n: list every stale movie, not only a screenful.")
  var all = false

  @Flag(
    help: """
      JSON on standard output, an object a line: with -n each stale movie and a summary last, else every \
      state change as it happens (docs/events.md).
      """)
  var json = false

  @Flag(
    name: [.customShort("B"), .customLong("always-make")],
    help: "Build all, whatever the build log says; kept replies still serve, at no cost.")
  var alwaysMake = false

  @Flag(help: "Ask again even where a kept reply could serve. Costs money.")
  var fresh = false

  @Flag(
    name: [.customShort("k"), .customLong("keep-going")],
    help: "Go on when a target fails (the default).")
  var keepGoing = false

  @Flag(help: "Stop at the first target that fails.")
  var failFast = false

  @Flag(
    name: [.customShort("q"), .customLong("question")],
    help: "Say nothing; exit 1 when something is stale, 0 when not.")
  var question = false

  @Flag(
    name: [.customShort("t"), .customLong("touch")],
    help: "Take targets that have a record as up to date, without asking anything.")
  var touch = false

  @Option(
    name: [.customShort("W"), .customLong("what-if"), .customLong("assume-new")],
    help: ArgumentHelp("Take this input file as changed; may be repeated.", valueName: "file"))
  var assumeChanged: [String] = []

  @Flag(help: "Hash every input, whatever its stamp says.")
  var check = false

  @Flag(help: "Do what can be done now and exit 75 while work is in flight: for cron.")
  var noWait = false

  @Flag(
    name: [.customShort("s"), .customLong("silent"), .customLong("quiet")],
    help: "No progress; only what failed.")
  var silent = false

  @Argument(
    help: ArgumentHelp("Build these movies only, by their Wikipedia ids.", valueName: "movie"),
    completion: .movies)
  var movies: [MovieID] = []

  func validate() throws {
    if json, question { throw ValidationError("-q says nothing: --json does not go with it") }
    if touch, alwaysMake { throw ValidationError("-t and -B contradict each other") }
  }

  func run() async throws {
    try await Console.run {
      let bench = try await EventStream.bench(isStream: json && !dryRun && !question) {
        try await Workbench(
          projectOptions, api: apiOptions, keys: [planOptions, jobsOption]
        ).withServer()
      }
      return try await BuildRun(
        bench: bench, options: options,
        mode: question ? .question : dryRun ? .look(listsAll: all) : .run,
        voice: json ? .stream : silent ? .silent : .words
      ).run()
    }
  }

  private var options: BuildOptions {
    var options = BuildOptions()
    options.movies = movies
    options.alwaysMake = alwaysMake
    options.fresh = fresh
    options.failFast = failFast
    options.adopt = touch
    options.assumeChanged = assumeChanged
    options.checkAll = check
    options.noWait = noWait
    return options
  }
}
