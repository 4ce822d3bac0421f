/// What confidences were worth: beside each other the ranges of confidence, each with the share that was right, the interval
/// of that share, and how sure the answers of the range were.
package struct CalibrationChart: Sendable {
  /// A range of confidence.
  package struct Range: Sendable {
    /// What stands below it, short.
    package var name: String
    /// The share that was right, and its interval.
    package var share: Double
    package var low: Double
    package var high: Double
    /// How sure the answers were, in the mean.
    package var confidence: Double
    /// What the range tells whoever points at it.
    package var detail: String

    package init(
      name: String, share: Double, low: Double, high: Double, confidence: Double, detail: String
    ) {
      self.name = name
      self.share = share
      self.low = low
      self.high = high
      self.confidence = confidence
      self.detail = detail
    }
  }

  private let id: String
  private let title: String
  private let description: String
  private let ranges: [Range]

  private static let width = 760
  private static let height = 300
  private static let top = 40
  private static let bottom = 246
  private static let left = 58
  private static let right = 752
  private static let widestBar = 56

  /// - Parameter id: as of `Picture`.
  package init(id: String, title: String, description: String, ranges: [Range]) {
    self.id = id
    self.title = title
    self.description = description
    self.ranges = ranges
  }

  /// The chart as an element for a page, whose style sheet has `pageStyle`.
  package var svg: String {
    var picture = Picture(
      id: id, width: Self.width, height: Self.height, title: title, description: description)
    for tenths in stride(from: 0, through: 10, by: 2) {
      let y = y(Double(tenths) / 10)
      picture.add(gridLine: "\(tenths * 10) %", y: y, from: Self.left, to: Self.right)
    }
    let pitch = Double(Self.right - Self.left) / Double(max(1, ranges.count))
    for (place, range) in ranges.enumerated() {
      let middle = Self.left + Int(((Double(place) + 0.5) * pitch).rounded())
      let half = min(Self.widestBar, Int(pitch * 0.6)) / 2
      let top = min(y(range.share), Self.bottom - 1)
      picture.add(
        rectangle: middle - half, top, width: 2 * half, height: Self.bottom - top, radius: 2,
        classes: "bar weak", title: "\(range.name): \(range.detail)")
      picture.add(
        "<path class=\"interval\" d=\"M\(middle - 5) \(y(range.high))h10m-5 0V\(y(range.low))m-5 0h10\"/>"
      )
      picture.add(
        "<path class=\"sure\" d=\"M\(middle - half - 7) \(y(range.confidence))h\(2 * half + 14)\"/>"
      )
      picture.add(
        text: range.name, x: middle, y: Self.bottom + 19, anchor: "middle", classes: "mark")
    }
    picture.add("<path class=\"axis\" d=\"M\(Self.left) \(Self.bottom)H\(Self.right)\"/>")
    picture.add(
      text: "confidence", x: (Self.left + Self.right) / 2, y: Self.height - 10, anchor: "middle",
      classes: "faint")
    addLegend(to: &picture)
    return picture.svg
  }

  /// The rules that a page needs beside those of its other charts.
  package static let pageStyle = """
    .interval{fill:none;stroke:var(--ink);stroke-width:1.5}
    .sure{fill:none;stroke:var(--second);stroke-width:3}
    """

  private func y(_ share: Double) -> Int {
    let height = Double(Self.bottom - Self.top)
    return Self.bottom - Int((min(1, max(0, share)) * height).rounded())
  }

  private func addLegend(to picture: inout Picture) {
    picture.add(rectangle: Self.left, 8, width: 26, height: 12, radius: 2, classes: "bar weak")
    let right = "right, with its 95 % interval"
    picture.add(text: right, x: Self.left + 33, y: 18)
    let next = Self.left + 33 + Markup.width(right) + 24
    picture.add("<path class=\"sure\" d=\"M\(next) 14h26\"/>")
    picture.add(text: "confidence of these labels, in the mean", x: next + 33, y: 18)
  }
}
