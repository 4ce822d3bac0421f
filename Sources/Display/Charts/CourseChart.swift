/// How figures went over time: a line for each, time from left to right.
package struct CourseChart: Sendable {
  package struct Line: Sendable {
    /// What it shows, for the legend.
    package var name: String
    /// Its colour and dashes by the page's style sheet: `line1`, `line2` or `line3`.
    package var classes: String
    /// Times and values, the earliest first.
    package var points: [(time: Double, value: Double)]
    /// Whether a value holds until the next one, as a sum does.
    package var holds: Bool

    package init(
      name: String, classes: String, points: [(time: Double, value: Double)], holds: Bool = false
    ) {
      self.name = name
      self.classes = classes
      self.points = points
      self.holds = holds
    }
  }

  private let id: String
  private let title: String
  private let description: String
  private let lines: [Line]
  private let from: Double
  private let until: Double
  private let timeMarks: [(time: Double, text: String)]
  private let scale: RoundScale
  private let bound: (value: Double, text: String)?
  private let mark: @Sendable (Double) -> String

  private static let width = 960
  private static let height = 280
  private static let top = 40
  private static let bottom = 240
  private static let right = 936

  /// - Parameters:
  ///   - id: as of `Picture`.
  ///   - from: where the axis of time begins; `until` lies behind it.
  ///   - timeMarks: what the axis of time bears.
  ///   - bound: a value that is drawn across, as a limit, with its name.
  ///   - mark: a value as the other axis has it, as `$1.20`.
  package init(
    id: String, title: String, description: String, lines: [Line], from: Double, until: Double,
    timeMarks: [(time: Double, text: String)], bound: (value: Double, text: String)? = nil,
    mark: @escaping @Sendable (Double) -> String
  ) {
    self.id = id
    self.title = title
    self.description = description
    self.lines = lines
    self.from = from
    self.until = max(until, from + 1)
    self.timeMarks = timeMarks
    self.bound = bound
    self.mark = mark
    let highest = lines.flatMap(\.points).map(\.value).max() ?? 0
    scale = RoundScale(upTo: max(highest, bound?.value ?? 0), steps: 5)
  }

  /// The chart as an element for a page.
  package var svg: String {
    var picture = Picture(
      id: id, width: Self.width, height: Self.height, title: title, description: description)
    let marks = scale.marks.map { (value: $0, text: mark($0)) }
    let left = (marks.map { Markup.width($0.text) }.max() ?? 0) + 10
    func x(_ time: Double) -> Int {
      left + Int(((time - from) / (until - from) * Double(Self.right - left)).rounded())
    }
    func y(_ value: Double) -> Int {
      Self.bottom - Int((value / scale.end * Double(Self.bottom - Self.top)).rounded())
    }
    for mark in marks {
      picture.add(gridLine: mark.text, y: y(mark.value), from: left, to: Self.right)
    }
    for mark in timeMarks where mark.time >= from && mark.time <= until {
      let place = x(mark.time)
      picture.add("<path class=\"axis\" d=\"M\(place) \(Self.bottom)v5\"/>")
      picture.add(text: mark.text, x: place, y: Self.bottom + 21, anchor: "middle", classes: "mark")
    }
    picture.add("<path class=\"axis\" d=\"M\(left) \(Self.bottom)H\(Self.right)\"/>")
    if let bound {
      picture.add("<path class=\"bound\" d=\"M\(left) \(y(bound.value))H\(Self.right)\"/>")
      picture.add(
        text: bound.text, x: Self.right, y: y(bound.value) - 6, anchor: "end", classes: "faint")
    }
    for line in lines {
      var places: [(x: Int, y: Int)] = []
      for point in line.points {
        let place = (x: x(point.time), y: y(point.value))
        if line.holds, let last = places.last { places.append((place.x, last.y)) }
        places.append(place)
      }
      picture.add(line: places, classes: "course \(line.classes)")
      // A line through a single point would not be seen.
      if let only = places.first, places.count == 1 {
        picture.add(
          "<circle class=\"point \(line.classes)\" cx=\"\(only.x)\" cy=\"\(only.y)\" r=\"4\"/>")
      }
    }
    addLegend(to: &picture, left: left)
    return picture.svg
  }

  private func addLegend(to picture: inout Picture, left: Int) {
    var x = left
    for line in lines {
      picture.add(line: [(x, 14), (x + 26, 14)], classes: "course \(line.classes)")
      picture.add(text: line.name, x: x + 33, y: 18)
      x += 33 + Markup.width(line.name) + 24
    }
  }
}
