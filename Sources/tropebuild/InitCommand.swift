import ArgumentParser
import Basics
import Engine

/// Writes the tropefile that a project begins with.
struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Write a tropefile to fit what is in the directory.",
    discussion: """
      Looks for the raw corpus and for split plots, here and in the directories below, and for a server of \
      models on this machine (llama.cpp, Ollama, vLLM, LM Studio, SGLang), and changes nothing else. It never \
      touches an existing tropefile.

      Examples:
        tropebuild init                    look at what is here
        tropebuild init --raw ~/corpus     the raw corpus lies elsewhere
        tropebuild init --local            ask the model that a server on this machine has
        tropebuild -C films init           in another directory
      """)

  @Option(
    name: [.customShort("C"), .long],
    help: ArgumentHelp("Change to DIR before doing anything.", valueName: "dir"),
    completion: .directory)
  var directory = "."

  @Option(
    name: [.customShort("f"), .long], help: ArgumentHelp("Write FILE.", valueName: "file"))
  var file = "tropefile"

  @Option(
    help: ArgumentHelp(
      "The directory with plot_summaries.txt and character.metadata.tsv.", valueName: "dir"),
    completion: .directory)
  var raw: String?

  @Option(
    help: ArgumentHelp(
      "The directory of the split plots, or where to put them.", valueName: "dir"),
    completion: .directory)
  var input: String?

  @Flag(help: "Let the sandbox answer until you change that: no key, no network, no cost.")
  var sandbox = false

  @Flag(help: "Ask the model of a server on this machine: no key, no network, no cost.")
  var local = false

  @Option(
    name: .customLong("port"),
    help: ArgumentHelp(
      "Look for that server at this port instead of the usual ones; may be repeated.",
      valueName: "port"))
  var ports: [UInt16] = []

  func validate() throws {
    if local, sandbox { throw ValidationError("--local and --sandbox exclude each other") }
    for (option, value) in [("--raw", raw), ("--input", input), ("--file", file)] {
      try checkNames(option, value)
    }
  }

  func run() async throws {
    try await Console.run {
      guard NamedThing.isDirectory(directory) else { throw BuildError.noDirectory(directory) }
      let path = Project.resolve(file, in: directory)
      guard !NewFile.exists(path) else { throw refusal }
      var look = ProjectLook(below: directory)
      for named in [raw, input].compactMap({ $0 }) {
        let found = ProjectLook(only: named, in: directory)
        look.raw = found.raw + look.raw.filter { $0.directory != named }
        look.split = found.split + look.split.filter { $0.directory != named }
      }
      var tropefile = StarterTropefile(look, input: input, raw: raw)
      tropefile.isSandbox = sandbox
      tropefile.local = await server()
      tropefile.asksLocal = local
      if local, tropefile.local == nil { throw BuildError.noLocalServer(ports: searched) }
      guard try NewFile.write(tropefile.text, to: path) else { throw refusal }
      Console.print(
        StartAdvice(look: look, tropefile: tropefile, file: file).lines.joined(separator: "\n"))
      return .upToDate
    }
  }

  private var searched: [UInt16] { ports.isEmpty ? LocalServerSearch.usualPorts : ports }

  /// The first server on this machine that answers.
  private func server() async -> LocalServerSearch.Found? {
    await LocalServerSearch(
      ports: searched, transport: Workbench.transport(ProcessEnvironment.current)
    ).find().first
  }

  private var refusal: BuildError { .tropefileExists(file: file) }
}
