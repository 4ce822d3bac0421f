/// The lines at the foot of a terminal that are redrawn where they stand: what to write, as a value.
///
/// Each change is one string to be written at once. Lines are overwritten and then cleared to their ends, not
/// erased first, so that nothing flickers; a terminal that knows synchronized updates (mode 2026) shows the whole
/// at once, and others pass the sequence over.
package struct LiveArea: Sendable {
  private let inColour: Bool
  private let isSynchronized: Bool
  /// The widths of the lines that stand there.
  private var drawn: [Int] = []
  private var last: (lines: [StyledLine], size: TerminalSize)?

  package init(inColour: Bool, isSynchronized: Bool) {
    self.inColour = inColour
    self.isSynchronized = isSynchronized
  }

  /// Puts lines above the live ones, to stay, and draws these anew.
  ///
  /// - Parameter size: of the terminal now. A terminal that has become narrower since has broken the lines that
  ///   stand there, which is reckoned with.
  /// - Returns: what to write; empty where there is nothing to change.
  package mutating func draw(
    _ lines: [StyledLine], below notices: [StyledLine] = [], size: TerminalSize
  ) -> String {
    guard !lines.isEmpty || !drawn.isEmpty || !notices.isEmpty else { return "" }
    let lines = lines.suffix(max(1, size.rows - 1)).map { $0.clipped(to: max(1, size.columns - 1)) }
    if notices.isEmpty, let last, last.lines == lines, last.size == size { return "" }
    last = (lines, size)
    var text = up(size)
    if !notices.isEmpty { text += Self.clearBelow }
    for notice in notices { text += notice.encoded(inColour: inColour) + "\n" }
    for line in lines { text += line.encoded(inColour: inColour) + Self.clearToEnd + "\n" }
    text += Self.clearBelow
    drawn = lines.map(\.width)
    return isSynchronized ? Self.begin + text + Self.end : text
  }

  /// Takes the live lines away.
  package mutating func erase(size: TerminalSize) -> String {
    guard !drawn.isEmpty else { return "" }
    let text = up(size) + Self.clearBelow
    drawn = []
    last = nil
    return text
  }

  /// To the first column of the first line that stands there.
  private func up(_ size: TerminalSize) -> String {
    let columns = max(1, size.columns)
    let rows = drawn.reduce(0) { $0 + max(1, ($1 + columns - 1) / columns) }
    return rows > 0 ? "\r\u{1B}[\(rows)A" : ""
  }

  private static let clearToEnd = "\u{1B}[K"
  private static let clearBelow = "\u{1B}[J"
  private static let begin = "\u{1B}[?2026h"
  private static let end = "\u{1B}[?2026l"
}

/// How large a terminal is.
package struct TerminalSize: Sendable, Hashable {
  package var columns: Int
  package var rows: Int

  package init(columns: Int, rows: Int = 24) {
    self.columns = columns
    self.rows = rows
  }
}
