import ArgumentParser
import Engine
import TropeModel

/// Builds what is stale.
struct BuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Build what is stale (the default).",
    discussion: """
      Examples:
        tropebuild -n --all          list every stale movie with lane, reasons and tokens
        tropebuild --strategy batch  the cheapest way
        tropebuild --failed          ask again about what failed
        tropebuild --sample 20       build 20 movies, drawn at random once and for all
        tropebuild --where "year < 1930 AND genres LIKE '%Horror%'"
        tropebuild -W data/interim/plot_summaries_31186339.txt -n
                                     what would editing this plot cost?
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var questionOptions: QuestionOptions
  @OptionGroup var choiceOptions: ChoiceOptions
  @OptionGroup var planOptions: PlanOptions
  @OptionGroup var apiOptions: APIOptions
  @OptionGroup var jobsOption: JobsOption

  @Flag(
    name: [.customShort("n"), .customLong("dry-run"), .customLong("just-print")],
    help: "Show what a build would do, with tokens, cost and time; change nothing.")
  var dryRun = false

  @Flag(help: "With -n: list every stale movie, not just a screenful.")
  var all = false

  @Flag(
    help: """
      Print JSON, one object per line: with -n, each stale movie and a summary last; otherwise every state \
      change as it happens (docs/events.md).
      """)
  var json = false

  @Flag(
    name: [.customShort("B"), .customLong("always-make")],
    help: "Build everything, whatever the build log says; still use kept replies, at no cost.")
  var alwaysMake = false

  @Flag(help: "Ask again even if there is a kept reply. Costs money.")
  var fresh = false

  @Flag(
    name: [.customShort("k"), .customLong("keep-going")],
    help: "Continue when a target fails (the default).")
  var keepGoing = false

  @Flag(help: "Stop at the first target that fails.")
  var failFast = false

  @Flag(
    name: [.customShort("q"), .customLong("question")],
    help: "Print nothing; exit with 1 if something is stale, or else with 0.")
  var question = false

  @Flag(
    name: [.customShort("t"), .customLong("touch")],
    help: "Mark targets that have a record as up to date, without asking anything.")
  var touch = false

  @Option(
    name: [.customShort("W"), .customLong("what-if"), .customLong("assume-new")],
    help: ArgumentHelp("Pretend this input file has changed; may be repeated.", valueName: "file"))
  var assumeChanged: [String] = []

  @Flag(help: "Hash every input, even if its time stamp is unchanged.")
  var check = false

  @Flag(help: "With a cascade: go on even where it saves next to nothing.")
  var yes = false

  @Flag(
    help:
      "With a cascade: make a new certificate, which covers new and changed movies too; the old one holds until then."
  )
  var certifyAgain = false

  @Flag(help: "Do what can be done now and exit with 75 if work is in flight: for cron.")
  var noWait = false

  @Flag(
    name: [.customShort("s"), .customLong("silent"), .customLong("quiet")],
    help: "Show no progress, only failures.")
  var silent = false

  @Argument(
    help: ArgumentHelp(
      "Build only these movies, by Wikipedia id, or by the table's own.", valueName: "movie"),
    completion: .movies)
  var movies: [MovieName] = []

  func validate() throws {
    if json, question { throw ValidationError("-q prints nothing; leave out --json") }
    if certifyAgain, !movies.isEmpty || touch || choiceOptions.choice.isThere {
      throw ValidationError(
        "--certify-again is about all movies; leave out -t and what chooses some")
    }
    if choiceOptions.failed, touch || alwaysMake {
      throw ValidationError("--failed chooses the movies itself; leave out -t and -B")
    }
    if touch, alwaysMake { throw ValidationError("-t and -B contradict each other") }
  }

  func run() async throws {
    try await Console.run {
      let bench = try await EventStream.bench(isStream: json && !dryRun && !question) {
        try await Workbench(
          projectOptions, api: apiOptions, keys: [questionOptions, planOptions, jobsOption]
        ).withServer()
      }
      return try await BuildRun(
        bench: bench, options: try options(bench),
        mode: question ? .question : dryRun ? .look(listsAll: all) : .run,
        voice: json ? .stream : silent ? .silent : .words
      ).run()
    }
  }

  private func options(_ bench: Workbench) throws -> BuildOptions {
    var options = BuildOptions()
    options.movies = try bench.movies(movies)
    options.alwaysMake = alwaysMake
    options.fresh = fresh
    options.choice = choiceOptions.choice
    options.failFast = failFast
    options.adopt = touch
    options.assumeChanged = assumeChanged
    options.checkAll = check
    options.noWait = noWait
    options.agrees = yes
    options.certifiesAgain = certifyAgain
    return options
  }
}
