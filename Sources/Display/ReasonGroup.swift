package import TropeModel

/// Failed targets with the same reason, for lists that would be as long as the corpus otherwise.
package struct ReasonGroup: Hashable, Sendable {
  /// The reason without what differs from movie to movie.
  package let reason: String
  /// At least one, in the order of their movies.
  package let targets: [FailedTarget]

  /// So many are listed one by one.
  package static let screenful = 20
  /// So many movies of a group are named.
  private static let examples = 3

  /// The targets by their reasons, the most frequent first.
  package static func groups(of targets: [FailedTarget]) -> [ReasonGroup] {
    Dictionary(grouping: targets) { common($0.reason, of: $0.movie) }
      .map { ReasonGroup(reason: $0.key, targets: $0.value.sorted { $0.movie < $1.movie }) }
      .sorted { ($1.targets.count, $0.reason) < ($0.targets.count, $1.reason) }
  }

  /// A line for each target; where that would be more than a screenful, a line for each reason, and at most a screenful.
  ///
  /// - Parameters:
  ///   - head: what each line begins with, as `failed`.
  ///   - all: how to have all listed.
  ///   - screenful: how many lines that is.
  package static func lines(
    of targets: [FailedTarget], head: String, all: String, screenful: Int = screenful
  ) -> [String] {
    guard targets.count > screenful else { return targets.map { line(of: $0, head: head) } }
    let groups = groups(of: targets)
    var lines = groups.prefix(screenful).map { group in
      group.targets.count == 1
        ? line(of: group.targets[0], head: head) : group.line(head: head)
    }
    let more = groups.dropFirst(screenful).reduce(0) { $0 + $1.targets.count }
    if more > 0 {
      lines.append("… and \(Format.grouped(more)) more for other reasons (\(all) lists them)")
    } else {
      lines.append("(\(all) lists them one by one)")
    }
    return lines
  }

  private static func line(of target: FailedTarget, head: String) -> String {
    "\(head): \(target.movie): \(target.reason)"
      + (target.advice.isEmpty ? "" : " (\(target.advice))")
  }

  private func line(head: String) -> String {
    let names = targets.prefix(Self.examples).map { "\($0.movie)" }
    let more = targets.count > names.count ? ", …" : ""
    var line =
      "\(head): \(Format.grouped(targets.count)) movies (\(names.joined(separator: ", "))\(more)): \(reason)"
    if let advice = targets.first?.advice, !advice.isEmpty {
      line +=
        targets.allSatisfy { $0.advice == advice } ? " (\(advice))" : " (the first: \(advice))"
    }
    return line
  }

  /// The reason without the file or the number of replies that it begins with, with `…` for the texts in quotes and `N`
  /// for numbers. A text in quotes that ends it is left out: it only says in its own words what stands before it.
  package static func common(_ reason: String, of movie: MovieID) -> String {
    var words = Substring(reason)
    // `data/plot_summaries_9.txt:3: the plot is empty`
    if let colon = words.firstRange(of: ": "), words[..<colon.lowerBound].contains("\(movie).") {
      words = words[colon.upperBound...]
    }
    if let last = words.firstRange(of: " no good; the last one: ") {
      words = words[last.upperBound...]
    }
    var result = ""
    var isQuoted = false
    var isNumber = false
    for place in words.indices {
      let character = words[place]
      if character == "'" {
        // An apostrophe stands within a word, in quotes too.
        let next = words[words.index(after: place)...].first
        let isApostrophe = isQuoted ? next?.isLetter == true : result.last?.isLetter == true
        if !isApostrophe {
          isQuoted.toggle()
          result += isQuoted ? "'…" : "'"
          continue
        }
      }
      if isQuoted { continue }
      if character.isASCII, character.isNumber {
        if !isNumber { result += "N" }
        isNumber = true
        continue
      }
      isNumber = false
      result.append(character)
    }
    let end = ": '…'"
    return result.hasSuffix(end) ? String(result.dropLast(end.count)) : result
  }
}
