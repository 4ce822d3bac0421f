import Foundation
import Testing

@testable import tropebuild

@Suite struct CommandLineTests {
  private func run(_ arguments: [String], in project: TestProject) async throws -> Program.Outcome {
    try await Program.run(arguments, in: project.directory)
  }

  @Test(arguments: [
    ["claen"], ["-n", "claen"], ["claen", "-n"], ["-C", ".", "claen"],
  ])
  func `a mistyped command is a usage error with a suggestion`(words: [String]) async throws {
    let project = try TestProject.small()
    let outcome = try await run(words, in: project)
    #expect(outcome.status == 64)
    #expect(
      outcome.errors
        == "tropebuild: error: 'claen' is neither a command nor a movie id (did you mean 'clean'?)\n"
    )
    #expect(!project.exists("build"))
  }

  @Test(arguments: [
    ["--no-such"], ["-j", "0"], ["-j"], ["--json", "-q"], ["-t", "-B"], ["12x"], ["explain"],
    ["show"],
    ["clean", "--purge", "--orphans"], ["--batch-token-target", "many"], ["--strategy", "best"],
    ["--input-dir", ""], ["--db-path", ""], ["--batch-dir", ""], ["-f", ""], ["report", "-o", ""],
    ["plan", "--svg", ""], ["--time-scale", "nan"], ["-n", "--time-scale", "inf"],
    ["--time-scale", "0"], ["show", "--all", "1"], ["help", "claen"],
    ["--deadline", "106751991167d"],
    ["prompt", "-f", ""], ["count-tokens", "-f", ""], ["--time-scale", "1e300"],
  ])
  func `a wrong command line is status 64 and does nothing`(words: [String]) async throws {
    let project = try TestProject.small()
    let before = try project.picture()
    let outcome = try await run(words, in: project)
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(!outcome.errors.isEmpty)
    #expect(try project.picture() == before)
  }

  /// A wrong option, and what is said of it.
  static let unknownOptions: [(words: [String], says: String)] = [
    (["--modle", "gpt-4o"], "unknown option '--modle' (did you mean '--model'?)"),
    (["--modle=gpt-4o"], "unknown option '--modle' (did you mean '--model'?)"),
    (["plan", "--budgt", "5"], "unknown option '--budgt' (did you mean '--budget'?)"),
    (["-C", ".", "plan", "--budgt", "5"], "unknown option '--budgt' (did you mean '--budget'?)"),
    (
      ["plan", "--temperature", "1"],
      "unknown option '--temperature' (it is a key of the tropefile: --set recipe.temperature=VALUE)"
    ),
    (
      ["--timout", "5s"],
      "unknown option '--timout' (did you mean the tropefile's 'lanes.realtime.timeout': "
        + "--set lanes.realtime.timeout=VALUE?)"
    ),
    (["--format", "csv"], "unknown option '--format' (it is one of 'tropebuild export')"),
    (
      ["--frobnicate", "x"],
      "unknown option '--frobnicate' ('tropebuild help build' lists its options)"
    ),
    (
      ["status", "--temperature", "1"],
      "unknown option '--temperature' (it is a key of the tropefile: --set recipe.temperature=VALUE)"
    ),
    (["explain", "-z", "1"], "unknown option '-z' ('tropebuild help explain' lists its options)"),
  ]

  @Test(arguments: unknownOptions)
  func `an unknown option is named, with a value or without, and what was meant`(
    words: [String], says: String
  ) async throws {
    let project = try TestProject.small()
    let outcome = try await run(words, in: project)
    #expect(outcome.status == 64)
    #expect(outcome.errors == "tropebuild: error: \(says)\n")
    #expect(outcome.output == "" && !project.exists("build"))
  }

  @Test func `a word that no option takes is still told as a wrong movie`() async throws {
    let project = try TestProject.small()
    let outcome = try await run(["plan", "--offline", "12x"], in: project)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("'12x'") && !outcome.errors.contains("unknown option"))
  }

  @Test func `model and movies a request can be given as options, in each command alike`()
    async throws
  {
    let project = try TestProject.small()
    let words = ["--model", "gpt-4o-mini", "--movies-per-request", "3"]
    let summary = try await project.preview(
      "--model", "gpt-4o-mini", "--movies-per-request", "3"
    ).summary
    #expect(summary["model"] as? String == "gpt-4o-mini")
    let lanes = summary["lanes"] as? [String: [String: Any]]
    #expect(lanes?["realtime"]?["requests"] as? Int == 2)
    let plan = try await run(["plan", "--offline"] + words, in: project)
    #expect(plan.output.contains("configured: realtime with 3 movies a request"))
    let question = try await run(["explain", "1", "--question"] + words, in: project)
    #expect(question.output.contains("\"model\":\"gpt-4o-mini\""))
    let wrong = try await run(["--movies-per-request", "many"], in: project)
    #expect(wrong.status == 64 && wrong.errors.contains("--movies-per-request"))
  }

  @Test(arguments: [
    ["-C", "inner", "clean", "-n"], ["clean", "-C", "inner", "-n"], ["-n", "-C", "inner", "clean"],
    ["clean", "-n", "-C", "inner"], ["-n", "clean", "--directory", "inner"],
    ["-f", "tropefile", "-C", "inner", "clean", "-n"], ["--directory=inner", "clean", "-n"],
    ["-Cinner", "clean", "-n"], ["clean", "-n", "-ftropefile", "-Cinner"],
  ])
  func `the command's word may stand anywhere among the options`(words: [String]) async throws {
    let project = try TestProject.small()
    try FileManager.default.createDirectory(
      at: project.directory.appendingPathComponent("inner/data"),
      withIntermediateDirectories: true)
    try project.write("inner/tropefile", TestProject.settings())
    try project.write("inner/build/status/7.failed", "")
    let outcome = try await run(words, in: project)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("would remove from 'build': status files: 1"))
    #expect(project.exists("inner/build/status/7.failed"))
  }

  @Test func `-C and -f name the project, and movies there are built`() async throws {
    let project = try TestProject.small()
    try project.write("other/mine.yaml", TestProject.settings())
    try project.write("other/data/plot_summaries_5.txt", "Anna saves Bert.\n")
    let outcome = try await run(["5", "-f", "mine.yaml", "-C", "other"], in: project)
    #expect(outcome.output.count("built") == 1)
    #expect(project.exists("other/build/tropes.db") && project.exists("other/ledger.db"))
    #expect(!project.exists("build") && !project.exists("ledger.db"))
    let nowhere = try await run(["-C", "nowhere"], in: project)
    #expect(nowhere.status == 2)
    #expect(nowhere.errors.contains("-C 'nowhere': there is no such directory"))
  }

  @Test func `a value may stand right behind its letter, as in make`() async throws {
    let project = try TestProject.small()
    let outcome = try await run(
      ["-j4", "-Wplot_summaries_2.txt", "-ftropefile", "-n"], in: project)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("4 of 4 targets are stale"))
    let nowhere = try await run(["-C/nowhere", "-n"], in: project)
    #expect(nowhere.status == 2 && nowhere.errors.contains("-C '/nowhere'"))
    #expect(try await run(["-j0"], in: project).status == 64)
    #expect(try await run(["-jx"], in: project).status == 64)
    #expect(try await run(["-nB", "--all"], in: project).status == 0)
  }

  @Test func `help of no command is wrong usage with a suggestion`() async throws {
    let project = try TestProject(tropefile: nil)
    let outcome = try await run(["help", "claen"], in: project)
    #expect(outcome.status == 64)
    #expect(
      outcome.errors == "tropebuild: error: 'claen' is no command (did you mean 'clean'?)\n")
  }

  @Test func `help and version go to standard output`() async throws {
    let project = try TestProject(tropefile: nil)
    for words in [["--help"], ["-h"], ["help", "clean"], ["clean", "--help"], ["--version"]] {
      let outcome = try await run(words, in: project)
      #expect(outcome.status == 0)
      #expect(outcome.errors == "")
      #expect(!outcome.output.isEmpty)
    }
    let help = try await run(["--help"], in: project)
    for word in ["clean", "status", "explain", "show", "split", "sandbox", "Exit status"] {
      #expect(help.output.contains(word))
    }
    #expect(try await run(["--version"], in: project).output == "tropebuild \(Version.number)\n")
  }

  /// What of ArgumentParser's description of the commands is looked at.
  private struct Dump: Decodable {
    struct Command: Decodable {
      var commandName: String
      var subcommands: [Command]?
      var arguments: [Argument]?

      var withAll: [Command] { [self] + (subcommands ?? []).flatMap(\.withAll) }
    }

    struct Argument: Decodable {
      struct Name: Decodable {
        var kind: String
        var name: String
      }

      var kind: String
      var names: [Name]?
    }

    var command: Command
  }

  @Test func `every option with a value is known where the command's word is looked for`()
    async throws
  {
    let project = try TestProject(tropefile: nil)
    let outcome = try await run(["--experimental-dump-help"], in: project)
    let dump = try JSONDecoder().decode(Dump.self, from: Data(outcome.output.utf8))
    let commands = dump.command.withAll
    #expect(commands.count > 5)
    var withValue: Set<String> = []
    var flags: Set<String> = []
    for argument in commands.flatMap({ $0.arguments ?? [] }) {
      let names = (argument.names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }
      if argument.kind == "option" { withValue.formUnion(names) }
      if argument.kind == "flag" { flags.formUnion(names) }
    }
    #expect(withValue.subtracting(CommandOrder.optionsWithValue) == [])
    #expect(flags.intersection(CommandOrder.optionsWithValue) == [])
    let known = Set((dump.command.subcommands ?? []).map(\.commandName))
    #expect(known.subtracting(CommandOrder.subcommands) == [])
  }
}
