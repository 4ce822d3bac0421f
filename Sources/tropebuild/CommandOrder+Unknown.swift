import TropeModel
import Tropefile

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
    guard !subcommands.contains(word), MovieID(word) == nil else { return nil }
    let nearest = TropefileSchema.nearest(to: word, in: subcommands.sorted())
    return "'\(word)' is neither a command nor a movie id"
      + (nearest.map { " (did you mean '\($0)'?)" } ?? " ('tropebuild --help' lists the commands)")
  }
}
