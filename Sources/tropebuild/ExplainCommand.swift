import ArgumentParser
import TropeModel

/// Tells all that decides over one target.
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain one movie: inputs, hashes, reasons, question, history.",
    discussion: """
      Examples:
        tropebuild explain 31186339
        tropebuild explain 31186339 --question     the very text that is asked
        tropebuild explain 31186339 --json         for a script; docs/json.md explains the fields
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var questionOptions: QuestionOptions
  @OptionGroup var apiOptions: APIOptions

  @Flag(help: "Print only the request body as it would be sent.")
  var question = false

  @Flag(help: "Print one JSON object.")
  var json = false

  @Argument(
    help: ArgumentHelp("The movie, by Wikipedia id, or by the table's own.", valueName: "movie"),
    completion: .movies)
  var movie: MovieName

  func validate() throws {
    if question, json { throw ValidationError("--question already prints JSON; leave out --json") }
  }

  func run() async throws {
    try await Console.run {
      let bench = try await Workbench(
        projectOptions, api: apiOptions, keys: [questionOptions]
      ).withServer()
      let explanation = try await Explanation(bench, try bench.movies([movie])[0])
      Console.print(
        question ? explanation.body : json ? explanation.json : explanation.text)
      return .upToDate
    }
  }
}
