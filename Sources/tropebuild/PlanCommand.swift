import ArgumentParser
import Display
import Engine
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
      Compares batch, realtime and hybrid, each with several movies a request, for what a build would ask \
      now. Nothing is asked and nothing in the project is written.

      Examples:
        tropebuild plan
        tropebuild plan --deadline 2d      the cheapest that is done in two days
        tropebuild plan --budget 5         the fastest for five dollars
        tropebuild plan --svg plan.svg     cost against time as a picture
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var planOptions: PlanOptions
  @OptionGroup var apiOptions: APIOptions

  @Flag(help: "One JSON object: the rows of the table, and what would be chosen.")
  var json = false

  @Option(help: ArgumentHelp("Draw cost against time into FILE.", valueName: "file"))
  var svg: String?

  @Flag(help: "Use no network: where the vocabulary is not on disk, token counts are estimates.")
  var offline = false

  @Flag(
    name: [.customShort("B"), .customLong("always-make")],
    help: "Plan for all movies, whatever the build log says.")
  var alwaysMake = false

  @Flag(help: "Plan as if no reply were kept.")
  var fresh = false

  @Argument(
    help: ArgumentHelp("Plan for these movies only, by their Wikipedia ids.", valueName: "movie"),
    completion: .movies)
  var movies: [MovieID] = []

  func validate() throws {
    try checkNames("--svg", svg, "a file")
  }

  func run() async throws {
    try await Console.run {
      let bench = try Workbench(projectOptions, plan: planOptions, api: apiOptions)
      if let svg { try bench.mayWrite(svg, option: "--svg") }
      await bench.allowVocabulary(network: !offline)
      if let split = try SplitStep(bench).run(changingNothing: true), !json {
        Console.say(split.words)
      }
      let text = PlanText(comparison: try await comparison(bench), bench: bench)
      if let svg {
        let path = Project.resolve(svg, in: bench.project.directory)
        try AtomicFile.write(Array(text.comparison.table.svg.utf8), to: path)
      }
      Console.print(json ? text.json : text.text)
      return text.fits ? .upToDate : .couldNotWork
    }
  }

  private func comparison(_ bench: Workbench) async throws -> Comparison {
    var options = BuildOptions()
    options.movies = movies
    options.alwaysMake = alwaysMake
    options.fresh = fresh
    let (database, ledger) = try bench.openForReading()
    let comparison = try await bench.previewer(options)
      .comparison(database: database, ledger: ledger)
    if !comparison.survey.unknownMovies.isEmpty {
      throw BuildError.unknownMovies(
        comparison.survey.unknownMovies, directory: bench.project.settings.input.directory)
    }
    return comparison
  }
}
