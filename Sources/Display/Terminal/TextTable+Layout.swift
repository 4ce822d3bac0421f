extension TextTable {
  /// How wide each column becomes.
  struct Layout {
    /// `nil` for a column that is left out.
    var widths: [Int?]
    /// Blanks before each column that is shown.
    private(set) var gaps: [Int] = []

    init(_ table: TextTable, _ cells: [[String]], width: Int?) {
      let full = table.columns.indices.map { index in
        cells.reduce(DisplayWidth.of(table.columns[index].title)) {
          max($0, DisplayWidth.of($1[index]))
        }
      }
      widths = full
      defer { gaps = Self.gaps(widths, table) }
      guard let width else { return }
      while Self.total(widths, table) > width {
        cut(table, to: width)
        guard Self.total(widths, table) > width else { return }
        // Cutting does not do: leave a column out, and give the others their full width back.
        let shown = table.columns.indices.filter { widths[$0] != nil }
        guard
          let next = shown.max(by: {
            table.columns[$0].dispensability < table.columns[$1].dispensability
          }), table.columns[next].dispensability > 0
        else { return }
        for index in shown { widths[index] = full[index] }
        widths[next] = nil
      }
    }

    /// Takes columns from the widest of those that may be cut, until all fits or none can be cut further.
    private mutating func cut(_ table: TextTable, to width: Int) {
      var excess = Self.total(widths, table) - width
      while excess > 0 {
        let spare = table.columns.indices.filter { index in
          guard let least = table.columns[index].least, let now = widths[index] else {
            return false
          }
          return now > least
        }
        guard let widest = spare.max(by: { (widths[$0] ?? 0) < (widths[$1] ?? 0) }) else { return }
        widths[widest] = (widths[widest] ?? 1) - 1
        excess -= 1
      }
    }

    private static func gaps(_ widths: [Int?], _ table: TextTable) -> [Int] {
      var gap = 0
      return widths.indices.map { index in
        guard widths[index] != nil else { return 0 }
        defer { gap = table.columns[index].gap }
        return gap
      }
    }

    private static func total(_ widths: [Int?], _ table: TextTable) -> Int {
      widths.reduce(0) { $0 + ($1 ?? 0) } + gaps(widths, table).reduce(0, +)
    }
  }
}
