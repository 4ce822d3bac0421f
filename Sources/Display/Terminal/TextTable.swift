/// Rows of cells as aligned lines: words to the left, numbers to the right, cut to the terminal where there is one.
package struct TextTable: Sendable {
  /// How a column is set.
  package struct Column: Sendable {
    package var title: String
    /// Numbers go to the right.
    package var isNumber: Bool
    /// The least columns that its cells may be cut to; `nil` where they are never cut.
    package var least: Int?
    /// The order in which columns are left out where the terminal is too narrow: the highest first, 0 never.
    package var dispensability: Int
    /// Blanks between this column and the next.
    package var gap = 2

    package init(
      _ title: String, isNumber: Bool = false, least: Int? = nil, dispensability: Int = 0
    ) {
      self.title = title
      self.isNumber = isNumber
      self.least = least
      self.dispensability = dispensability
    }

    /// A column of words.
    package static func words(
      _ title: String, least: Int? = nil, dispensability: Int = 0
    ) -> Column {
      Column(title, least: least, dispensability: dispensability)
    }

    /// A column of numbers, which are never cut.
    package static func number(_ title: String, dispensability: Int = 0) -> Column {
      Column(title, isNumber: true, dispensability: dispensability)
    }

    /// A narrow column of marks that belong to what follows.
    package static var marks: Column {
      var column = Column("")
      column.gap = 1
      return column
    }
  }

  package var columns: [Column]
  /// A row that is shorter than the columns is filled up with empty cells.
  package var rows: [[String]] = []

  package init(_ columns: [Column]) { self.columns = columns }

  /// Takes out the column of that title with its cells; nothing where there is none.
  package mutating func dropColumn(_ title: String) {
    guard let index = columns.firstIndex(where: { $0.title == title }) else { return }
    columns.remove(at: index)
    for row in rows.indices where rows[row].count > index { rows[row].remove(at: index) }
  }

  /// The lines, without blanks at their ends.
  ///
  /// - Parameter width: of the terminal, in columns; `nil` writes everything in full, as for a file or a pipe.
  ///   Where even cutting and leaving out does not help, lines are longer than the terminal is wide.
  package func lines(width: Int?) -> [String] {
    let cells = rows.map { row in
      columns.indices.map { row.count > $0 ? DisplayWidth.printable(row[$0]) : "" }
    }
    let layout = Layout(self, cells, width: width)
    var lines = [line(columns.map(\.title), layout)] + cells.map { line($0, layout) }
    let missing = columns.indices.filter { layout.widths[$0] == nil }.map { columns[$0].title }
    if !missing.isEmpty, let width {
      let note = "(not shown for want of room: \(missing.joined(separator: ", ")))"
      lines.append(DisplayWidth.clipped(note, to: width))
    }
    return lines
  }

  private func line(_ cells: [String], _ layout: Layout) -> String {
    var line = ""
    for (index, column) in columns.enumerated() {
      guard let width = layout.widths[index] else { continue }
      line += String(repeating: " ", count: layout.gaps[index])
      let cell = DisplayWidth.clipped(cells[index], to: width)
      let gap = String(repeating: " ", count: max(0, width - DisplayWidth.of(cell)))
      line += column.isNumber ? gap + cell : cell + gap
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}
