/// Bars from left to right, one below the other, each with its name before it and its figure behind it.
package struct BarChart: Sendable {
  package struct Bar: Sendable {
    /// Cut where it is longer than 26 characters.
    package var name: String
    /// Not negative.
    package var value: Double
    /// The figure behind the bar, as `1,204`.
    package var figure: String
    /// What the bar tells whoever points at it.
    package var detail: String
    /// Whether it stands for too little to be relied on; drawn pale.
    package var isWeak: Bool

    package init(name: String, value: Double, figure: String, detail: String, isWeak: Bool = false)
    {
      self.name = name
      self.value = value
      self.figure = figure
      self.detail = detail
      self.isWeak = isWeak
    }
  }

  private let id: String
  private let title: String
  private let description: String
  private let bars: [Bar]

  private static let width = 480
  private static let rowHeight = 25
  private static let barHeight = 15
  private static let longestName = 26

  /// - Parameter id: as of `Picture`.
  package init(id: String, title: String, description: String, bars: [Bar]) {
    self.id = id
    self.title = title
    self.description = description
    self.bars = bars
  }

  /// The chart as an element for a page.
  package var svg: String {
    let names = bars.map { Markup.shortened($0.name, to: Self.longestName) }
    let left = (names.map(Markup.width).max() ?? 0) + 8
    let right = (bars.map { Markup.width($0.figure) }.max() ?? 0) + 8
    let room = max(40, Self.width - left - right)
    let highest = bars.map(\.value).max() ?? 0
    var picture = Picture(
      id: id, width: Self.width, height: max(1, bars.count) * Self.rowHeight + 4, title: title,
      description: description)
    for (row, bar) in bars.enumerated() {
      let y = row * Self.rowHeight + 2
      let share = highest > 0 ? bar.value / highest : 0
      // A value that is not zero can be seen.
      let length = max(bar.value > 0 ? 1 : 0, Int((share * Double(room)).rounded()))
      picture.add(
        text: names[row], x: left - 8, y: y + 16, anchor: "end", classes: bar.isWeak ? "faint" : "")
      picture.add(
        rectangle: left, y + 4, width: length, height: Self.barHeight, radius: 2,
        classes: bar.isWeak ? "bar weak" : "bar", title: "\(bar.name): \(bar.detail)")
      picture.add(text: bar.figure, x: left + length + 7, y: y + 16, classes: "figure")
    }
    picture.add("<path class=\"axis\" d=\"M\(left) 2V\(bars.count * Self.rowHeight + 2)\"/>")
    return picture.svg
  }
}
