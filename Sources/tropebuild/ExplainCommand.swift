import ArgumentParser
import Engine
import TropeModel

/// Tells all that decides over one target.
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Tell all about one movie: inputs, hashes, reasons, question, history.",
    discussion: """
      Examples:
        tropebuild explain 31186339
        tropebuild explain 31186339 --question     the very text that is asked
        tropebuild explain 31186339 --json         for a script; docs/json.md explains the fields
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var apiOptions: APIOptions

  @Flag(help: "Print the request's body as it would be sent, and nothing else.")
  var question = false

  @Flag(help: "One JSON object.")
  var json = false

  @Argument(
    help: ArgumentHelp("The movie, by its Wikipedia id.", valueName: "movie"),
    completion: .movies)
  var movie: MovieID

  func validate() throws {
    if question, json { throw ValidationError("--question prints JSON already; leave --json out") }
  }

  func run() async throws {
    try await Console.run {
      let bench = try await Workbench(projectOptions, api: apiOptions).withServer()
      let explanation = try await Explanation(bench, movie)
      Console.print(
        question ? explanation.body : json ? explanation.json : explanation.text)
      return .upToDate
    }
  }
}
