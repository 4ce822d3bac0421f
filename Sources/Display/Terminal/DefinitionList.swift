/// Names with what there is to say of each, broken at blanks to the terminal's width and set in under one another.
package struct DefinitionList: Sendable {
  /// A name and its words. An empty name goes on with the one before.
  package private(set) var entries: [(name: String, words: String)] = []

  package init() {}

  package mutating func add(_ name: String, _ words: String) { entries.append((name, words)) }

  /// The lines.
  ///
  /// - Parameter width: of the terminal; `nil` breaks nothing. A word that is longer than a line stays whole.
  package func lines(width: Int?) -> [String] {
    let indent = (entries.map { DisplayWidth.of($0.name) }.max() ?? 0) + 2
    return entries.flatMap { entry in
      let gap = String(repeating: " ", count: indent - DisplayWidth.of(entry.name))
      let words = DisplayWidth.printable(entry.words)
      let broken = width.map { Self.broken(words, to: max(1, $0 - indent)) } ?? [words]
      return broken.enumerated().map { index, line in
        index == 0 ? entry.name + gap + line : String(repeating: " ", count: indent) + line
      }
    }
  }

  private static func broken(_ words: String, to width: Int) -> [String] {
    guard DisplayWidth.of(words) > width else { return [words] }
    var lines: [String] = []
    var line = ""
    for word in words.split(separator: " ", omittingEmptySubsequences: false) {
      let isFirst = line.isEmpty
      if !isFirst, DisplayWidth.of(line) + 1 + DisplayWidth.of(String(word)) > width {
        lines.append(line)
        line = String(word)
      } else {
        line += (isFirst ? "" : " ") + word
      }
    }
    return lines + [line]
  }
}
