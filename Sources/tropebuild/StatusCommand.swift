import ArgumentParser

/// How the project stands; also while a build runs.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show the state of the project, even while a build runs.",
    discussion: """
      Examples:
        tropebuild status
        tropebuild status --json       for scripts; docs/json.md explains the fields
      """)

  @OptionGroup var projectOptions: ProjectOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() async throws {
    try await Console.run {
      let bench = try Workbench(projectOptions, needsInput: false)
      let status = try StatusReport(bench)
      Console.print(json ? status.json : status.text)
      return .upToDate
    }
  }
}
