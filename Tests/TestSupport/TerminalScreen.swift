/// What a terminal shows, as far as progress lines need one: text, line feeds, the cursor moved up, lines cleared.
/// Like most terminals it breaks long lines anew when its width changes.
package struct TerminalScreen {
  package private(set) var columns: Int
  /// Lines as they were written; one that is longer than the screen is wide takes several rows.
  private var lines: [[Character]] = [[]]
  private var line = 0
  private var column = 0
  /// What is not understood, or would draw over something half: nothing, if all is well.
  package private(set) var faults: [String] = []

  package init(columns: Int) { self.columns = columns }

  /// The rows from the top, without blanks at their ends and without the empty ones at the end.
  package var rows: [String] {
    var rows: [String] = []
    for line in lines {
      var rest = line[...]
      repeat {
        var row = rest.prefix(columns)
        while row.last == " " { row.removeLast() }
        rows.append(String(row))
        rest = rest.dropFirst(columns)
      } while !rest.isEmpty
    }
    while rows.last == "" { rows.removeLast() }
    return rows
  }

  /// The user has changed the window.
  package mutating func resize(columns: Int) { self.columns = columns }

  /// Takes in what was written.
  package mutating func feed(_ text: String) {
    var rest = Substring(text)
    while let next = rest.first {
      if next == "\u{1B}" {
        rest = control(rest.dropFirst())
      } else {
        rest.removeFirst()
        // A carriage return and a line feed after it are one character to Swift.
        switch next {
        case "\r": column = 0
        case "\n", "\r\n": feedLine()
        default: put(next)
        }
      }
    }
  }

  private mutating func feedLine() {
    line += 1
    column = 0
    if line == lines.count { lines.append([]) }
  }

  private mutating func put(_ character: Character) {
    while lines[line].count < column { lines[line].append(" ") }
    if column < lines[line].count {
      lines[line][column] = character
    } else {
      lines[line].append(character)
    }
    column += 1
  }

  /// Does what a control sequence says; returns what comes after it.
  private mutating func control(_ text: Substring) -> Substring {
    guard text.first == "[" else {
      faults.append("an escape that is no control sequence")
      return text
    }
    let body = text.dropFirst()
    guard let end = body.firstIndex(where: { $0.isLetter }) else { return "" }
    let parameters = body[..<end]
    switch body[end] {
    case "A": up(Int(parameters) ?? 1)
    case "K": lines[line].removeSubrange(min(column, lines[line].count)...)
    case "J":
      lines[line].removeSubrange(min(column, lines[line].count)...)
      lines.removeSubrange((line + 1)...)
    case "m", "h", "l": break
    default: faults.append("an unknown sequence '\(parameters)\(body[end])'")
    }
    return body[body.index(after: end)...]
  }

  private mutating func up(_ count: Int) {
    func height(_ line: [Character]) -> Int { max(1, (line.count + columns - 1) / columns) }
    var row = lines[..<line].reduce(0) { $0 + height($1) } + column / columns
    row -= count
    if row < 0 { faults.append("the cursor leaves the top") }
    line = 0
    while line < lines.count - 1, row >= height(lines[line]) {
      row -= height(lines[line])
      line += 1
    }
    if row > 0 { faults.append("the cursor stands inside a line: '\(String(lines[line]))'") }
    column = 0
  }
}
