/// A table as a picture: a coloured field for each pair of a row and a column.
///
/// Fields that lead somewhere are one stop of the Tab key together, the first of them; a page's script goes on from there by
/// their `data-row` and `data-column`.
package struct HeatMap: Sendable {
  /// One field.
  package struct Cell: Sendable {
    /// What stands in it, at most five characters.
    package var text: String
    /// From -3, far below what is usual, over 0 to 3, far above; drawn in colours that colour-blind people tell
    /// apart.
    package var level: Int
    /// Whether it stands for too little to be relied on; drawn without colour.
    package var isWeak: Bool
    /// What the field tells whoever points at it.
    package var detail: String
    /// Where the field leads to; `nil` for nowhere.
    package var link: String?

    /// A field from its parts; the level is brought into its range.
    package init(text: String, level: Int, isWeak: Bool = false, detail: String) {
      self.text = text
      self.level = min(3, max(-3, level))
      self.isWeak = isWeak
      self.detail = detail
    }

    /// The level of a ratio to what is usual: 1 is level 0, four times as much level 3.
    package static func level(ofRatio ratio: Double) -> Int {
      switch ratio {
      case ..<0.4: -3
      case ..<0.6: -2
      case ..<0.83: -1
      case ..<1.2: 0
      case ..<1.67: 1
      case ..<2.5: 2
      default: 3
      }
    }
  }

  private let id: String
  private let title: String
  private let description: String
  private let rows: [String]
  private let columns: [String]
  private let cells: [[Cell?]]

  private static let cellWidth = 48
  private static let cellHeight = 28
  private static let longestName = 24

  /// - Parameters:
  ///   - id: as of `Picture`.
  ///   - cells: a list for each row with a field for each column, `nil` for one that stays empty.
  package init(
    id: String, title: String, description: String, rows: [String], columns: [String],
    cells: [[Cell?]]
  ) {
    self.id = id
    self.title = title
    self.description = description
    self.rows = rows.map { Markup.shortened($0, to: Self.longestName) }
    self.columns = columns.map { Markup.shortened($0, to: Self.longestName) }
    self.cells = cells
  }

  /// The chart as an element for a page.
  package var svg: String {
    let left = (rows.map(Markup.width).max() ?? 0) + 10
    // Names of columns rise at 45 degrees, unless all of them fit above their fields.
    let widest = columns.map(Markup.width).max() ?? 0
    let isFlat = widest <= Self.cellWidth
    let rise = isFlat ? 24 : widest * 5 / 7 + 16
    let overhang = isFlat ? 4 : max(4, widest * 5 / 7 - Self.cellWidth / 2)
    var picture = Picture(
      id: id, width: left + columns.count * Self.cellWidth + overhang,
      height: rise + rows.count * Self.cellHeight + 4, title: title, description: description,
      hasLinks: cells.contains { $0.contains { $0?.link != nil } })
    var isFirstLink = true
    for (column, name) in columns.enumerated() {
      let x = left + column * Self.cellWidth + Self.cellWidth / 2
      if isFlat {
        picture.add(text: name, x: x, y: rise - 8, anchor: "middle")
      } else {
        picture.add(
          "<text transform=\"translate(\(x + 2) \(rise - 8)) rotate(-45)\">"
            + "\(Markup.escaped(name))</text>")
      }
    }
    for (row, name) in rows.enumerated() {
      let y = rise + row * Self.cellHeight
      picture.add(text: name, x: left - 10, y: y + 18, anchor: "end")
      for (column, cell) in cells[row].enumerated() {
        guard let cell else { continue }
        let x = left + column * Self.cellWidth
        let level = cell.isWeak ? "none" : Self.className(cell.level)
        let field =
          "<g class=\"cell \(level)\"><title>\(Markup.escaped(cell.detail))</title>"
          + "<rect x=\"\(x + 1)\" y=\"\(y + 1)\" width=\"\(Self.cellWidth - 2)\" "
          + "height=\"\(Self.cellHeight - 2)\" rx=\"3\"/>"
          + "<text x=\"\(x + Self.cellWidth / 2)\" y=\"\(y + 18)\" text-anchor=\"middle\">"
          + "\(Markup.escaped(cell.text))</text></g>"
        picture.add(
          cell.link.map { link in
            "<a href=\"\(Markup.escaped(link))\" aria-label=\"\(Markup.escaped(cell.detail))\" "
              + "tabindex=\"\(isFirstLink ? 0 : -1)\" data-row=\"\(row)\" data-column=\"\(column)\">"
              + "\(field)</a>"
          } ?? field)
        if cell.link != nil { isFirstLink = false }
      }
    }
    return picture.svg
  }

  /// The class of a level in the page's style sheet: `below3` … `level` … `above3`.
  package static func className(_ level: Int) -> String {
    level == 0 ? "level" : level < 0 ? "below\(-level)" : "above\(level)"
  }
}
