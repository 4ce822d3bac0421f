import Tropefile
import TropeModel

extension CommandOrder {
  /// What to say when the first word is neither a subcommand nor a movie: the nearest subcommand, if one is near.
  ///
  /// - Parameter arguments: with a subcommand in front, if there is one.
  static func unknownWord(in arguments: [String]) -> String? {
    if arguments.first == "---completion" { return nil }
    var index = 0
    while index < arguments.count, arguments[index].hasPrefix("-") {
      if arguments[index] == "--" { return nil }
      index += optionsWithValue.contains(arguments[index]) ? 2 : 1
    }
    guard index < arguments.count else { return nil }
    let word = arguments[index]
    if word == "help", index + 1 < arguments.count { return unknownCommand(arguments[index + 1]) }
    // A table's own id mostly has a digit, and no command has one.
    guard !subcommands.contains(word), !word.contains(where: \.isNumber) else { return nil }
    return "'\(word)' is neither a command nor a movie id" + hint(word)
  }

  /// What to say when help is wanted for a command that there is not.
  private static func unknownCommand(_ word: String) -> String? {
    guard !word.hasPrefix("-"), !subcommands.contains(word) else { return nil }
    return "'\(word)' is no command" + hint(word)
  }

  private static func hint(_ word: String) -> String {
    TropefileSchema.nearest(to: word, in: subcommands.sorted()).map { " (did you mean '\($0)'?)" }
      ?? " ('tropebuild --help' lists the commands)"
  }
}
