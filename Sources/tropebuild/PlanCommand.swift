import ArgumentParser
import Basics
import Display
import Engine
import Inputs
import Planner
import ProjectFiles
import Tropefile
import TropeModel

/// Shows the ways of doing the work side by side.
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Compare the strategies: tokens, requests, batches, cost and time. Changes nothing.",
    discussion: """
      Compares the strategies, each with several numbers of movies per request, for what a build would ask \
      now. Asks nothing and writes nothing into the project.

      Examples:
        tropebuild plan
        tropebuild plan --deadline 2d      the cheapest that finishes in two days
        tropebuild plan --budget 5         the fastest for five dollars
        tropebuild plan --svg plan.svg     cost against time as a picture
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var questionOptions: QuestionOptions
  @OptionGroup var choiceOptions: ChoiceOptions
  @OptionGroup var planOptions: PlanOptions
  @OptionGroup var apiOptions: APIOptions

  @Flag(help: "Print one JSON object: the rows of the table, and the plan that would be chosen.")
  var json = false

  @Option(help: ArgumentHelp("Draw cost against time to FILE.", valueName: "file"))
  var svg: String?

  @Flag(help: "Use no network: without the vocabulary on disk, token counts are estimates.")
  var offline = false

  @Flag(
    name: [.customShort("B"), .customLong("always-make")],
    help: "Plan for all movies, whatever the build log says.")
  var alwaysMake = false

  @Flag(help: "Plan as if no reply were kept.")
  var fresh = false

  @Argument(
    help: ArgumentHelp("Plan for only these movies, by Wikipedia id.", valueName: "movie"),
    completion: .movies)
  var movies: [MovieID] = []

  func validate() throws {
    try checkNames("--svg", svg, "a file")
    if choiceOptions.failed, alwaysMake {
      throw ValidationError("--failed chooses the movies itself; leave out -B")
    }
  }

  func run() async throws {
    try await Console.run {
      let bench = try await Workbench(
        projectOptions, api: apiOptions, keys: [questionOptions, planOptions]
      )
      .withServer()
      if let svg { try bench.mayWrite(svg, option: "--svg") }
      await bench.allowVocabulary(network: !offline)
      let split = try SplitStep(bench.project).run(changingNothing: true)
      if let split, !json { Console.say(split.words) }
      let comparison = try await comparison(bench, after: split?.planned)
      if !json, let nothing = SummaryText.nothingChosen(comparison.survey, options, bench.project) {
        Console.print(nothing)
        return .upToDate
      }
      let text = PlanText(comparison: comparison, bench: bench)
      if let svg {
        let path = Project.resolve(svg, in: bench.project.directory)
        try AtomicFile.write(Array(text.comparison.table.svg.utf8), to: path)
      }
      Console.print(json ? text.json : text.text)
      return text.fits ? .upToDate : .couldNotWork
    }
  }

  private var options: BuildOptions {
    var options = BuildOptions()
    options.movies = movies
    options.alwaysMake = alwaysMake
    options.fresh = fresh
    options.choice = choiceOptions.choice
    return options
  }

  private func comparison(
    _ bench: Workbench, after split: PlannedFiles?
  ) async throws -> Comparison {
    var previewer = bench.previewer(
      try await TargetChooser(project: bench.project, isSandbox: bench.isSandbox, split: split)
        .choose(options))
    previewer.split = split
    let comparison = try await previewer.comparison(
      database: try bench.openRecords(), ledger: try bench.openLedger())
    if !comparison.survey.unknownMovies.isEmpty {
      throw BuildError.unknownMovies(
        comparison.survey.unknownMovies, directory: bench.project.settings.input.directory)
    }
    return comparison
  }
}
