import ArgumentParser
import Basics

/// The command: `tropebuild` alone builds.
struct Tropebuild: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tropebuild",
    abstract:
      "Make for labelling movies: asks a language model for each character's trope, and pays only once.",
    usage: """
      tropebuild [-n] [-B] [-j N] [-C DIR] [-f FILE] [MOVIE ...]
      tropebuild SUBCOMMAND [OPTIONS]
      """,
    discussion: """
      Without a subcommand, tropebuild builds: it compares the input directory with the database and asks \
      only about stale movies, each in the lane the plan gives it. 'tropebuild help build' lists the options \
      of a build.

      Examples:
        tropebuild -n               show what a build would do, with tokens, cost and time
        tropebuild                  build; run it again at any time to continue
        tropebuild 31186339         build this movie only
        tropebuild explain 31186339 say why it is stale or up to date
        tropebuild clean            remove build/, keep what was paid for
        tropebuild --sandbox        rehearse: no key, no network, no cost

      Exit status: 0 everything is up to date, 1 a target failed (or is stale, with -q), 2 could not work, \
      64 usage, 75 work is in flight (--no-wait), 130 interrupted.
      """,
    version: Version.text,
    subcommands: [
      InitCommand.self, BuildCommand.self, PlanCommand.self, TryCommand.self, ModelsCommand.self,
      CleanCommand.self, StatusCommand.self,
      ExplainCommand.self, ShowCommand.self, DiffCommand.self, LabelCommand.self,
      CountTokensCommand.self,
      CreateBatchesCommand.self, SubmitCommand.self, RetrieveCommand.self, CancelCommand.self,
      BatchesCommand.self, ProcessChatCommand.self, LedgerCommand.self, LimitsCommand.self,
      ReportCommand.self, ServeCommand.self, ExportCommand.self, EvalCommand.self,
      ImportOriginalCommand.self,
      SplitCommand.self, SandboxCommand.self, CatalogCommand.self, PromptCommand.self,
      CompletionsCommand.self, ManCommand.self,
    ],
    defaultSubcommand: BuildCommand.self)
}

@main
enum Main {
  static func main() async {
    Signals.ignoreFailedWrites()
    StandardStream.openClosed()
    let arguments = CommandOrder.subcommandFirst(
      CommandOrder.valuesApart(Array(CommandLine.arguments.dropFirst())))
    if let fault = CommandOrder.unknownWord(in: arguments) {
      refuse(UnknownOption(in: arguments)?.message ?? fault)
    }
    do {
      let command = try parsed(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        var command = command
        try command.run()
      }
      try Console.checkOutput()
    } catch {
      Tropebuild.exit(withError: error)
    }
  }

  /// The command that is meant. What the parser finds wrong is told in our own words where an option is the cause.
  private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    do {
      return try Tropebuild.parseAsRoot(arguments)
    } catch {
      if Tropebuild.exitCode(for: error) != .success,
        let unknown = UnknownOption(in: arguments)
      {
        refuse(unknown.message)
      }
      throw error
    }
  }

  private static func refuse(_ fault: String) -> Never {
    Console.fail(fault)
    Tropebuild.exit(withError: ExitStatus.usage.asError)
  }
}
