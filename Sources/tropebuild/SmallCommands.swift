import ArgumentParser
import Engine
import Glibc
import ProjectFiles

/// Splits the raw corpus, that step alone.
struct SplitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Split the raw corpus, or a table, into one plot and one cast file per movie.",
    discussion: """
      Reads plot_summaries.txt and character.metadata.tsv from the directory named by 'corpus.raw', or the file \
      named by 'corpus.table', and rewrites only files whose content changes. A build does this by itself.

      Examples:
        tropebuild split -n
        tropebuild split --prune     also remove files of movies that are gone from it
      """)

  @OptionGroup var projectOptions: ProjectOptions

  @Flag(
    name: [.customShort("n"), .customLong("dry-run"), .customLong("just-print")],
    help: "Show what would be written; write nothing.")
  var dryRun = false

  @Flag(
    help: """
      Remove the files of movies that are gone from the corpus or table, if a split made them and nobody changed them.
      """)
  var prune = false

  func run() async throws {
    try await Console.run {
      let bench = try Workbench(projectOptions)
      let step = SplitStep(bench.project)
      guard step.isConfigured else {
        throw BuildError.noRawCorpus
      }
      let lock = dryRun ? nil : try bench.project.lock(for: bench.command)
      defer { lock?.release() }
      let outcome = try step.run(changingNothing: dryRun, force: true, prunes: prune)
      Console.print(outcome?.words(namesAll: true) ?? "nothing to split")
      if let warning = outcome?.warning { Console.warn(warning) }
      return .upToDate
    }
  }
}

/// Runs the sandbox alone, for any client.
struct SandboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandbox",
    abstract: "Run only the sandbox: an API on loopback that costs nothing.",
    discussion: """
      All arguments go to tropebuild-sandbox; 'tropebuild sandbox --help' lists them.

      Example:
        tropebuild sandbox --port 8080 --tier 1 --time-scale 3600
        OPENAI_API_KEY=any OPENAI_BASE_URL=http://127.0.0.1:8080/v1 tropebuild
      """)

  @Argument(parsing: .captureForPassthrough)
  var arguments: [String] = []

  func run() throws {
    let program = SandboxProcess.path
    let words = [program] + arguments
    let pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    execv(program, pointers)
    Console.fail("\(SandboxFailure.notFound(program))")
    throw ExitStatus.couldNotWork.asError
  }
}
