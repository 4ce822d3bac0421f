import ArgumentParser
import Basics
import Engine
import Store
import Tropefile

/// Shows the account's limits and reads them from the provider.
struct LimitsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "limits",
    abstract: "Show the limits that plans keep, and read the project's real ones.",
    discussion: """
      With OPENAI_ADMIN_KEY, an admin key of the organization, in the environment or in .env, reads the project's rate \
      limits, its spend limit and its tiers of service, and keeps them in build/limits.json: from then on plans use \
      them, below what the tropefile says. Without it, says what headers named last and what is assumed.

      The project is --project, else OPENAI_PROJECT_ID, else the only one there is.

      Examples:
        tropebuild limits
        tropebuild limits --project labels
        tropebuild limits --dry-run     read, but keep nothing
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var apiOptions: APIOptions
  @OptionGroup var account: AccountProjectOption

  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Keep nothing of what is read.")
  var dryRun = false

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() async throws {
    try await Console.run {
      let bench = try await Workbench(projectOptions, api: apiOptions, needsInput: false)
        .withServer(asksEndpoints: false)
      var report = LimitsReport(bench: bench, read: bench.readLimits)
      report.heard = try bench.openLedger()?.heardLimits(
        of: bench.project.settings.recipe.model, isSandbox: bench.isSandbox)
      if bench.hasAdminKey {
        let wanted = bench.accountProject(account.project)
        let read = try await bench.withAdmin { client, server in
          try await LimitsReader(client: client, server: server, time: bench.time)
            .read(project: wanted)
        }
        report.read = read
        report.isNew = true
        if !dryRun {
          try Directories.make(bench.project.paths.build)
          try read.write(to: bench.project.paths.limits)
        }
      }
      Console.print(json ? try report.json : try report.text)
      return .upToDate
    }
  }
}

/// Which of the organization's projects is meant.
struct AccountProjectOption: ParsableArguments {
  @Option(
    name: .customLong("project"),
    help: ArgumentHelp(
      "The provider's project, by id or name (default: OPENAI_PROJECT_ID).", valueName: "project"))
  var project: String?
}
