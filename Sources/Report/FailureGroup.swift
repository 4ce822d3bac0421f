/// Failures for the same reason.
struct FailureGroup {
  /// The reason without what differs from movie to movie.
  let reason: String
  /// In the order of their movies.
  let failures: [ReportFailure]

  /// The most that are listed one by one.
  static let mostListed = 200

  /// The failures by their reasons, the most frequent first.
  static func groups(of failures: [ReportFailure]) -> [FailureGroup] {
    Dictionary(grouping: failures) { common($0) }
      .map { FailureGroup(reason: $0.key, failures: $0.value.sorted { $0.movie < $1.movie }) }
      .sorted { ($1.failures.count, $0.reason) < ($0.failures.count, $1.reason) }
  }

  /// The reason without the file that it begins with, and with `…` for the texts in quotes and `N` for numbers.
  static func common(_ failure: ReportFailure) -> String {
    var words = Substring(failure.reason)
    // `data/plot_summaries_9.txt:3: the plot is empty`
    if let colon = words.range(of: ": "), words[..<colon.lowerBound].contains("\(failure.movie).") {
      words = words[colon.upperBound...]
    }
    var result = ""
    var isQuoted = false
    var isNumber = false
    for character in words {
      if character == "'" {
        // An apostrophe stands within a word.
        let isApostrophe = !isQuoted && result.last?.isLetter == true
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
    return result
  }
}

extension Substring {
  /// Where a text stands first.
  fileprivate func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
