import Basics
import Tropefile

/// An option that a command does not have. The parser would take it for a movie's fault where a value follows.
struct UnknownOption {
  /// With its hyphens, without a value.
  let name: String
  /// The command that was given it.
  let command: ManPage.Command
  /// Every command.
  private let commands: [ManPage.Command]

  /// The first one of the command line, `nil` where every option is known.
  ///
  /// - Parameter arguments: with a subcommand in front, if there is one.
  init?(in arguments: [String]) {
    guard arguments.first != "---completion", let root = try? ManPage.Command.root() else {
      return nil
    }
    commands = root.subcommands
    let word = arguments.first.map { CommandOrder.subcommands.contains($0) ? $0 : nil } ?? nil
    // The sandbox's arguments are its own; 'help' takes the name of a command.
    guard word != "sandbox", word != "help",
      let command = root.subcommands.first(where: { $0.commandName == word ?? "build" })
    else { return nil }
    self.command = command
    let known = Set(command.arguments.flatMap(\.names) + Self.everywhere)
    guard let name = Self.first(in: arguments, known: known) else { return nil }
    self.name = name
  }

  /// The parser's own, which its description of the commands leaves out.
  private static let everywhere = [
    "--help", "-h", "--version", "--help-hidden", "--generate-completion-script",
    "--experimental-dump-help",
  ]

  private static func first(in arguments: [String], known: Set<String>) -> String? {
    var isValue = false
    for word in arguments {
      if isValue {
        isValue = false
        continue
      }
      if word == "--" { return nil }
      guard word.hasPrefix("-"), word != "-" else { continue }
      let name = word.split(separator: "=", maxSplits: 1).first.map(String.init) ?? word
      if name.hasPrefix("--") {
        guard known.contains(name) else { return name }
      } else if let letter = name.dropFirst().first(where: { !known.contains("-\($0)") }) {
        return "-\(letter)"
      }
      isValue = name == word && CommandOrder.optionsWithValue.contains(word)
    }
    return nil
  }

  /// What is wrong, and what was most likely meant.
  var message: String { "unknown option '\(name)'\(hint)" }

  private var hint: String {
    let word = String(name.drop { $0 == "-" })
    let own = command.arguments.flatMap(\.names).filter { $0.hasPrefix("--") }
      .map { String($0.dropFirst(2)) }
    if let path = Self.key(named: word), own.contains("set") {
      return " (it is a key of the tropefile: --set \(path)=VALUE)"
    }
    if let near = EditDistance.nearest(to: word, in: own) { return " (did you mean '--\(near)'?)" }
    let others = commands.filter { other in
      other.shouldDisplay && other.arguments.contains { $0.names.contains(name) }
    }
    if !others.isEmpty {
      let names = others.prefix(3).map { "'tropebuild \($0.commandName)'" }
      return " (it is one of \(names.joined(separator: ", ")))"
    }
    if let near = EditDistance.nearest(to: word, in: Self.keys.map(\.flag)),
      let path = Self.key(named: near), own.contains("set")
    {
      return " (did you mean the tropefile's '\(path)': --set \(path)=VALUE?)"
    }
    return " ('tropebuild help \(command.commandName)' lists its options)"
  }

  /// The keys of the tropefile as options would be called. Prices are left out: 'input' says nothing there.
  private static let keys: [(flag: String, path: String)] = TropefileSchema.keys
    .filter { !$0.path.hasPrefix("prices.") }
    .compactMap { key in
      key.path.split(separator: ".").last
        .map { ($0.split(separator: "_").joined(separator: "-"), key.path) }
    }

  /// The only key of this name.
  private static func key(named word: String) -> String? {
    let flag = word.split(separator: "_").joined(separator: "-")
    let found = keys.filter { $0.flag == flag }
    return found.count == 1 ? found[0].path : nil
  }
}
