/// Columns beside each other: how often each value of a scale occurs.
package struct ColumnChart: Sendable {
  package struct Column: Sendable {
    /// What stands below it, short.
    package var name: String
    /// Not negative.
    package var count: Int
    /// What the column tells whoever points at it.
    package var detail: String

    package init(name: String, count: Int, detail: String) {
      self.name = name
      self.count = count
      self.detail = detail
    }
  }

  private let id: String
  private let title: String
  private let description: String
  private let columns: [Column]
  private let below: String
  private let mark: @Sendable (Int) -> String

  private static let width = 480
  private static let height = 250
  private static let top = 14
  private static let bottom = 200
  private static let right = 472

  /// - Parameters:
  ///   - id: as of `Picture`.
  ///   - below: what the scale counts, as `characters a movie`.
  ///   - mark: a count as the axis has it, as `1,204`.
  package init(
    id: String, title: String, description: String, columns: [Column], below: String,
    mark: @escaping @Sendable (Int) -> String
  ) {
    self.id = id
    self.title = title
    self.description = description
    self.columns = columns
    self.below = below
    self.mark = mark
  }

  /// The chart as an element for a page.
  package var svg: String {
    let scale = RoundScale(count: columns.map(\.count).max() ?? 0, steps: 4)
    let marks = scale.marks.map { (value: $0, text: mark(Int($0))) }
    let left = (marks.map { Markup.width($0.text) }.max() ?? 0) + 8
    var picture = Picture(
      id: id, width: Self.width, height: Self.height, title: title, description: description)
    func y(_ value: Double) -> Int {
      Self.bottom - Int((value / scale.end * Double(Self.bottom - Self.top)).rounded())
    }
    for mark in marks {
      picture.add(gridLine: mark.text, y: y(mark.value), from: left, to: Self.right)
    }
    let pitch = Double(Self.right - left) / Double(max(1, columns.count))
    // As many names as there is room for.
    let widest = columns.map { Markup.width($0.name) }.max() ?? 1
    let every = max(1, Int((Double(widest + 6) / pitch).rounded(.up)))
    for (place, column) in columns.enumerated() {
      let start = Double(left) + Double(place) * pitch
      let gap = min(6, pitch / 5)
      let first = Int((start + gap / 2).rounded())
      let last = Int((start + pitch - gap / 2).rounded())
      let top = column.count > 0 ? min(y(Double(column.count)), Self.bottom - 1) : Self.bottom
      picture.add(
        rectangle: first, top, width: max(1, last - first), height: Self.bottom - top,
        radius: pitch > 8 ? 2 : 0, classes: "bar", title: "\(column.name): \(column.detail)")
      if place % every == 0 {
        picture.add(
          text: column.name, x: (first + last) / 2, y: Self.bottom + 19, anchor: "middle",
          classes: "mark")
      }
    }
    picture.add("<path class=\"axis\" d=\"M\(left) \(Self.bottom)H\(Self.right)\"/>")
    picture.add(
      text: below, x: (left + Self.right) / 2, y: Self.height - 8, anchor: "middle",
      classes: "faint")
    return picture.svg
  }
}
