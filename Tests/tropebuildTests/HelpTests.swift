import Foundation
import Testing

@Suite struct HelpTests {
  private struct Dump: Decodable {
    struct Command: Decodable {
      var commandName: String
      var subcommands: [Command]?
      var arguments: [Argument]?
    }

    struct Argument: Decodable {
      struct Name: Decodable {
        var kind: String
        var name: String
      }

      var kind: String
      var shouldDisplay: Bool
      var isRepeating: Bool
      var names: [Name]?
    }

    var command: Command
  }

  private func commands(_ project: TestProject) async throws -> [Dump.Command] {
    let dump = try await project.build("--experimental-dump-help")
    return try #require(
      JSONDecoder().decode(Dump.self, from: Data(dump.output.utf8)).command.subcommands
    ).filter { $0.commandName != "help" }
  }

  /// The parser looks for this itself, but only in a debug build, and scripts/test makes none.
  @Test(arguments: ["tropebuild", "tropebuild-sandbox"])
  func `no option of a command has the name of another, and words that repeat come last`(
    program: String
  ) async throws {
    let project = try TestProject(tropefile: nil)
    let dump = try await Program.run(
      ["--experimental-dump-help"], in: project.directory, program: program)
    let root = try JSONDecoder().decode(Dump.self, from: Data(dump.output.utf8)).command
    let commands = [root] + (root.subcommands ?? [])
    #expect(commands.contains { ($0.arguments ?? []).count > 10 })
    for command in commands {
      let arguments = command.arguments ?? []
      let names = arguments.flatMap { $0.names ?? [] }.map { "\($0.kind) \($0.name)" }
      #expect(Set(names).count == names.count, "\(command.commandName): \(names)")
      let words = arguments.filter { $0.kind == "positional" }
      #expect(!words.dropLast().contains { $0.isRepeating }, "\(command.commandName)")
    }
  }

  @Test func `the help of every command shows an example that calls it`() async throws {
    let project = try TestProject(tropefile: nil)
    let commands = try await commands(project)
    #expect(commands.count > 15)
    for command in commands {
      let help = try await project.build("help", command.commandName).output
      let example = try #require(
        help.range(of: "Example"), "'tropebuild help \(command.commandName)' has no example")
      let rest = help[example.upperBound...]
      let call = command.commandName == "build" ? "tropebuild " : command.commandName
      #expect(rest.contains(call), "the example of \(command.commandName) is of something else")
    }
    let sandbox = try await Program.run(
      ["--help"], in: project.directory, program: "tropebuild-sandbox")
    #expect(sandbox.output.contains("Example"))
  }

  @Test func `the manual page has every command and option, and no fault that groff finds`()
    async throws
  {
    let project = try TestProject(tropefile: nil)
    let page = try await project.build("man").output
    for command in try await commands(project) {
      #expect(
        page.contains(
          ".SS \"tropebuild \(command.commandName.replacingOccurrences(of: "-", with: "\\-"))\""))
      for argument in command.arguments ?? [] where argument.shouldDisplay {
        for name in argument.names ?? [] where !["help", "version"].contains(name.name) {
          #expect(page.contains(name.name.replacingOccurrences(of: "-", with: "\\-")))
        }
      }
    }
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    for line in lines where line.hasPrefix(".") {
      #expect(line.contains(/^\.(\\"|TH|SH|SS|PP|TP|B|br|nf|fi)/), "\(line)")
    }
    try project.write("tropebuild.1", page)
    let look = try shell(
      "command -v groff >/dev/null || exit 0; groff -Kutf8 -man -Tutf8 -ww -z tropebuild.1 2>&1",
      project)
    #expect(look == "")
  }

  @Test func `the completion scripts are sound, and bash completes commands, movies and batches`()
    async throws
  {
    let project = try TestProject.small(strategy: "batch")
    try await project.build()
    for name in ["bash", "zsh", "fish"] {
      let script = try await project.build("completions", name).output
      #expect(script.contains("tropebuild"))
      try project.write("completions.\(name)", script)
      let fault = try shell(
        "command -v \(name) >/dev/null || exit 0; \(name) -n completions.\(name) 2>&1", project)
      #expect(fault == "", "\(name)")
    }
    #expect(try await project.tropebuild("completions", "tcsh").status == 64)
    try project.write("other/tropefile", TestProject.settings())
    try project.write("other/data/plot_summaries_77.txt", "Anna.\n")
    func completed(_ words: String...) throws -> String {
      let line = words.joined(separator: " ")
      return try shell(
        """
        source ./completions.bash
        COMP_WORDS=(\(words.map { "'\($0)'" }.joined(separator: " "))) COMP_CWORD=\(words.count - 1)
        COMP_LINE='\(line)' COMP_POINT=\(line.count)
        $(complete -p tropebuild | sed 's/.*-F \\([^ ]*\\).*/\\1/') tropebuild '\(words.last ?? "")' \
          '\(words.dropLast().last ?? "")'
        echo ${COMPREPLY[@]}
        """, project
      ).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    #expect(try completed("tropebuild", "expl") == "explain")
    #expect(try completed("tropebuild", "explain", "").contains("1 2 3 4"))
    #expect(try completed("tropebuild", "explain", "3") == "3")
    #expect(try completed("tropebuild", "explain", "-C", "other", "7") == "77")
    #expect(try completed("tropebuild", "submit", "1") == "1")
    #expect(try completed("tropebuild", "plan", "--strategy", "re") == "realtime")
    #expect(try completed("tropebuild", "completions", "z") == "zsh")
    // Without a command's word it is a build, and the word may come later.
    try project.write("gold.tsv", "")
    try project.write("b.yaml", "")
    #expect(try completed("tropebuild", "--sand") == "--sandbox")
    #expect(try completed("tropebuild", "-n", "--no-w") == "--no-wait")
    #expect(try completed("tropebuild", "--strategy", "re") == "realtime")
    #expect(try completed("tropebuild", "-f", "b.") == "b.yaml")
    #expect(try completed("tropebuild", "-C", "oth") == "other")
    #expect(try completed("tropebuild", "-C", "other", "7") == "77")
    #expect(try completed("tropebuild", "-C", "other", "sta") == "status")
    #expect(try completed("tropebuild", "-C", "other", "explain", "7") == "77")
    #expect(try completed("tropebuild", "2") == "2")
    #expect(try completed("tropebuild", "help", "pl") == "plan")
    #expect(try completed("tropebuild", "eval", "gol") == "gold.tsv")
    #expect(try completed("tropebuild", "--model", "gpt-6-l") == "gpt-6-luna")
  }

  /// What a command of bash's prints, run in the project with the built program on the path.
  private func shell(_ command: String, _ project: TestProject) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["bash", "-c", command]
    process.currentDirectoryURL = project.directory
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = Program.directory.path + ":" + (environment["PATH"] ?? "")
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }
}
