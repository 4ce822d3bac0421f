import ArgumentParser
import Basics
import Display
import Engine
import Inputs
import Tropefile
import TropeModel

/// Shows the ways of doing the work side by side.
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Compare the strategies: tokens, requests, batches, cost and time. Changes nothing.",
    discussion: """
      Compares the strategies, each with several numbers of movies per request, for what a build would ask \
      now. Asks nothing and writes nothing into the project. Of several models, separated by commas, it shows the \
      plans that no other of the same model beats, and marks those that none of all of them beats.

      Examples:
        tropebuild plan
        tropebuild plan --deadline 2d      the cheapest that finishes in two days
        tropebuild plan --budget 5         the fastest for five dollars
        tropebuild plan --svg plan.svg     cost against time as a picture
        tropebuild plan --model gpt-4o-mini,gpt-6-luna --budget 3    several models side by side
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
    help: ArgumentHelp(
      "Plan for only these movies, by Wikipedia id, or by the table's own.", valueName: "movie"),
    completion: .movies)
  var movies: [MovieName] = []

  func validate() throws {
    try checkFile("--svg", svg)
    if models.contains("") { throw ValidationError("--model names a model without a name") }
    if models.count > 1, svg != nil {
      throw ValidationError("--svg draws the plans of one model: name one")
    }
    if Set(models).count < models.count { throw ValidationError("--model names a model twice") }
    if choiceOptions.failed, alwaysMake {
      throw ValidationError("--failed chooses the movies itself; leave out -B")
    }
  }

  func run() async throws {
    try await Console.run {
      // Several are no model of the project's own.
      var question = questionOptions
      if models.count > 1 { question.model = nil }
      let bench = try await Workbench(
        projectOptions, api: apiOptions, keys: [question, planOptions]
      ).withServer()
      if let svg { try bench.mayWrite(svg, option: "--svg") }
      await bench.allowVocabulary(network: !offline)
      let split = try SplitStep(bench.project).run(changingNothing: true)
      if let split, !json { split.say() }
      if models.count > 1 { return try await compareModels(bench, after: split?.planned) }
      let comparison = try await comparison(bench, bench.project, after: split?.planned)
      if !json,
        let nothing = SummaryText.nothingChosen(
          comparison.survey, try options(bench), bench.project)
      {
        Console.print(nothing)
        return .upToDate
      }
      let text = PlanText(comparison: comparison, bench: bench)
      if let svg {
        let path = Project.resolve(svg, in: bench.project.directory)
        try OutputFile.write(text.comparison.table.svg, to: path)
      }
      Console.print(json ? text.json : text.text)
      return text.fits ? .upToDate : .couldNotWork
    }
  }

  /// The models to compare; none where the tropefile's is meant.
  private var models: [String] {
    questionOptions.model?.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.filter { $0 != " " } } ?? []
  }

  private func compareModels(
    _ bench: Workbench, after split: PlannedFiles?
  ) async throws -> ExitStatus {
    var comparisons: [Comparison] = []
    for model in models {
      let project = try TrialVariant.project(
        with: [Setting("recipe.model", model, by: "--model")], over: bench.project,
        file: projectOptions.file, settings: bench.settings)
      comparisons.append(try await comparison(bench, project, after: split))
    }
    let text = ModelPlansText(comparisons, bench: bench)
    Console.print(json ? text.json : text.text)
    return text.fits ? .upToDate : .couldNotWork
  }

  private func options(_ bench: Workbench) throws -> BuildOptions {
    var options = BuildOptions()
    options.movies = try bench.movies(movies)
    options.alwaysMake = alwaysMake
    options.fresh = fresh
    options.choice = choiceOptions.choice
    return options
  }

  private func comparison(
    _ bench: Workbench, _ project: Project, after split: PlannedFiles?
  ) async throws -> Comparison {
    let previewer = bench.door().previewer(
      project,
      try await TargetChooser(project: project, isSandbox: bench.isSandbox, split: split)
        .choose(try options(bench)), after: split)
    let comparison = try await previewer.comparison(
      database: try bench.openRecords(), ledger: try bench.openLedger())
    if !comparison.survey.unknownMovies.isEmpty {
      throw BuildError.unknownMovies(
        comparison.survey.unknownMovies, directory: bench.project.settings.input.directory)
    }
    return comparison
  }
}
