import ArgumentParser
import Engine
import Inputs
import Store
import TropeModel

extension CompletionKind {
  /// The ids of the project's movies.
  static var movies: CompletionKind {
    .custom { words, _, prefix in CompletionWords(words).movies(prefix) }
  }

  /// The numbers of the project's batches.
  static var batches: CompletionKind {
    .custom { words, _, prefix in CompletionWords(words).batches(prefix) }
  }
}

/// What could stand at the cursor, looked up in the project that the words so far name. Where anything is wrong
/// with it there are no proposals, and nothing is said.
struct CompletionWords {
  private let project: Project?

  /// More would not help anybody.
  private static let most = 200

  /// - Parameter words: of the command line so far.
  init(_ words: [String]) {
    func value(of names: [String]) -> String? {
      words.indices.dropLast().last { names.contains(words[$0]) }.map { words[$0 + 1] }
    }
    project = try? ProjectLoader.load(
      directory: value(of: ["-C", "--directory"]) ?? ".",
      file: value(of: ["-f", "--file"]) ?? "tropefile")
  }

  /// The ids of movies, of those that have a plot.
  func movies(_ prefix: String) -> [String] {
    guard let project, let listing = try? InputDirectory(path: project.paths.input).list() else {
      return []
    }
    let ids = listing.entries.lazy.filter { $0.plot != nil }.map(\.movie.description)
    return Array(ids.filter { $0.hasPrefix(prefix) }.prefix(Self.most))
  }

  /// The numbers of batches, the newest first.
  func batches(_ prefix: String) -> [String] {
    guard let project, let ledger = try? Ledger.openForReading(path: project.paths.ledger),
      let batches = try? ledger.batches()
    else { return [] }
    return Array(
      batches.reversed().map { "\($0.number)" }.filter { $0.hasPrefix(prefix) }.prefix(Self.most))
  }
}

/// Prints a completion script.
struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Print a completion script for bash, zsh or fish.",
    discussion: """
      It completes commands, options, files, movie ids and batch numbers.

      Examples:
        tropebuild completions bash > ~/.local/share/bash-completion/completions/tropebuild
        tropebuild completions zsh > "${fpath[1]}/_tropebuild"
        tropebuild completions fish > ~/.config/fish/completions/tropebuild.fish
      """)

  /// The shells that there are scripts for.
  enum Shell: String, CaseIterable, ExpressibleByArgument {
    case bash, zsh, fish

    fileprivate var script: String {
      switch self {
      case .bash: BashCompletion.script
      case .zsh: Tropebuild.completionScript(for: .zsh)
      case .fish: Tropebuild.completionScript(for: .fish)
      }
    }
  }

  @Argument(help: "The shell.")
  var shell: Shell

  func run() { Console.print(shell.script) }
}

/// Prints the manual page.
struct ManCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "man", abstract: "Print the manual page.",
    discussion: """
      Examples:
        tropebuild man > ~/.local/share/man/man1/tropebuild.1      then: man tropebuild
        tropebuild man | man -l -
      """)

  func run() throws {
    Console.print(try ManPage(version: Version.number).text)
  }
}
