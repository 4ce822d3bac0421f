import ArgumentParser

/// Lets the subcommand's word stand anywhere, as every user of make types it: `tropebuild -C dir clean`.
enum CommandOrder {
  /// The words that name a subcommand.
  static let subcommands: Set<String> = Set(
    Tropebuild.configuration.subcommands.map { $0._commandName } + ["help"])

  /// The options that take the next word as their value. A test holds this against the parser's own list.
  static let optionsWithValue: Set<String> = [
    "-C", "--directory", "-f", "--file", "-j", "--jobs", "-W", "--what-if", "--assume-new",
    "--strategy", "--db-path", "--input-dir", "--batch-dir", "--num-batches",
    "--batch-token-target",
    "--deadline", "--budget", "--base-url", "--time-scale", "--faults", "--tier", "--seed",
    "--port", "--latency", "--flex-availability", "--flex-outage", "--project-default-tier",
    "--retire", "--quality", "--truth", "--unsure",
    "--batch-turnaround", "--svg", "--vocabulary", "--state", "--key",
    "--generate-completion-script", "--log-level", "--raw", "--input",
    "-o", "--output", "--backup", "--set", "--format", "--table", "--deaths", "--mapping",
    "--model", "--effort", "--movies-per-request", "--prompt", "--catalog", "--movies", "--margin",
    "--reference", "--gold", "--to-label", "--adopt", "--trope", "--where", "--sample",
    "--project", "--note", "--movie", "--recipe",
  ]

  /// The letters whose value may stand right behind them, as in make: `-j4`.
  private static let lettersWithValue = Set<Character>("CfWjo")

  /// The arguments with a space between such a letter and its value. The parser's own way would take the `h` of
  /// `-Chere` for a wish for help.
  static func valuesApart(_ arguments: [String]) -> [String] {
    if arguments.first == "---completion" { return arguments }
    var apart: [String] = []
    var isValue = false
    for (index, word) in arguments.enumerated() {
      // The sandbox's arguments are its own.
      if !isValue, word == "--" || word == "sandbox" { return apart + arguments[index...] }
      let letters = word.prefix(2)
      if !isValue, word.count > 2, letters.first == "-", !word.hasPrefix("--"),
        let letter = letters.last, lettersWithValue.contains(letter),
        word.dropFirst(2).first != "="
      {
        apart += [String(letters), String(word.dropFirst(2))]
      } else {
        apart.append(word)
        isValue = !isValue && optionsWithValue.contains(word)
      }
    }
    return apart
  }

  /// The arguments with the first subcommand word brought to the front. What follows `--`, and what is the
  /// value of an option, is never taken for one.
  static func subcommandFirst(_ arguments: [String]) -> [String] {
    // A shell asks for completions: what follows is laid out by the completion script.
    if arguments.first == "---completion" { return arguments }
    var index = 0
    while index < arguments.count {
      let word = arguments[index]
      if word == "--" { return arguments }
      if optionsWithValue.contains(word) {
        index += 2
        continue
      }
      if !word.hasPrefix("-") {
        guard subcommands.contains(word), index > 0 else { return arguments }
        var ordered = arguments
        ordered.remove(at: index)
        return [word] + ordered
      }
      index += 1
    }
    return arguments
  }
}
