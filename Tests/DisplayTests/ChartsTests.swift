import Display
import Testing

@Suite struct ChartsTests {
  private static let nasty = "</title><script>alert(\"1\")</script> & 'co' \u{1}"

  private static func bar(_ name: String, _ value: Double) -> BarChart.Bar {
    BarChart.Bar(name: name, value: value, figure: "\(Int(value))", detail: "\(value) of all")
  }

  @Test(arguments: [
    ("a & b", "a &amp; b"), ("<b>", "&lt;b&gt;"), ("\"'", "&quot;&#39;"), ("é 漢", "é 漢"),
    ("a\u{0}b\u{1B}", "a\u{FFFD}b\u{FFFD}"), ("\u{85}", "\u{FFFD}"),
  ])
  func `text is escaped for elements and attributes`(text: String, escaped: String) {
    #expect(Markup.escaped(text) == escaped)
  }

  @Test func `a long text is cut with an ellipsis, a short one stays`() {
    #expect(Markup.shortened("Chosen One", to: 10) == "Chosen One")
    #expect(Markup.shortened("Chosen Ones", to: 10) == "Chosen On…")
  }

  @Test(arguments: [
    (0.0, 1.0, 1), (1, 0.2, 5), (7, 2, 4), (11.19, 5, 3), (0.004, 0.001, 4), (1e9, 2e8, 5),
  ])
  func `an axis has round marks and reaches the highest value`(
    highest: Double, step: Double, steps: Int
  ) {
    let scale = RoundScale(upTo: highest, steps: 5)
    #expect(abs(scale.step - step) < step * 1e-9)
    #expect(scale.steps == steps)
    #expect(scale.end >= highest * (1 - 1e-9))
    #expect(scale.marks.count == steps + 1)
  }

  @Test(arguments: [.infinity, .nan, -3] as [Double])
  func `an axis of nonsense has one step`(highest: Double) {
    #expect(RoundScale(upTo: highest, steps: 5).steps == 1)
  }

  @Test func `the axis of a count has whole marks`() {
    #expect(RoundScale(count: 2, steps: 5).marks == [0, 1, 2])
    #expect(RoundScale(count: 0, steps: 5).marks == [0, 1])
  }

  @Test func `a picture has a role, and a title and a description of its own`() throws {
    let check = try XMLCheck(
      BarChart(id: "x", title: "Title", description: "Words.", bars: []).svg)
    #expect(check.attributes["role"] == "img")
    #expect(check.attributes["aria-labelledby"] == "x-t x-d")
    #expect(check.texts.prefix(2) == ["Title", "Words."])
  }

  @Test func `bars are as long as their values and stay within the picture`() throws {
    let bars = [
      Self.bar("One", 40), Self.bar("Two", 20), Self.bar("None", 0), Self.bar("Few", 0.01),
    ]
    let check = try XMLCheck(
      BarChart(id: "b", title: "", description: "", bars: bars).svg)
    let widths = check.rectangles.map(\.width)
    #expect(abs(widths[0] - 2 * widths[1]) <= 1)
    #expect(widths[2] == 0)
    #expect(widths[3] == 1)
    #expect(check.rectangles.allSatisfy { $0.x >= 0 && $0.x + $0.width <= 480 })
    #expect(check.texts.contains("One: 40.0 of all"))
  }

  @Test func `names that mean something in a page do no harm in any chart`() throws {
    let nasty = Self.nasty
    let bar = BarChart.Bar(name: nasty, value: 1, figure: nasty, detail: nasty)
    let cell = HeatMap.Cell(text: nasty, level: 9, detail: nasty)
    let column = ColumnChart.Column(name: nasty, count: 1, detail: nasty)
    let line = CourseChart.Line(name: nasty, classes: "line1", points: [(0, 1)])
    let pictures = [
      BarChart(id: "b", title: nasty, description: nasty, bars: [bar]).svg,
      ColumnChart(
        id: "c", title: nasty, description: nasty, columns: [column], below: nasty,
        mark: { _ in Self.nasty }
      ).svg,
      HeatMap(
        id: "h", title: nasty, description: nasty, rows: [nasty], columns: [nasty], cells: [[cell]]
      ).svg,
      CourseChart(
        id: "l", title: nasty, description: nasty, lines: [line], from: 0, until: 1,
        timeMarks: [(0, nasty)], bound: (1, nasty), mark: { _ in Self.nasty }
      ).svg,
    ]
    for picture in pictures {
      #expect(try XMLCheck(picture).elements["script"] == nil)
    }
  }

  @Test(arguments: [1, 7, 30, 300])
  func `columns stand side by side within the picture`(count: Int) throws {
    let columns = (0..<count).map {
      ColumnChart.Column(name: "\($0)", count: $0 % 5, detail: "\($0)")
    }
    let check = try XMLCheck(
      ColumnChart(
        id: "c", title: "", description: "", columns: columns, below: "n", mark: { "\($0)" }
      ).svg)
    #expect(check.rectangles.count == count)
    #expect(check.rectangles.allSatisfy { $0.x >= 0 && $0.x + $0.width <= 480 && $0.height >= 0 })
    for (left, right) in zip(check.rectangles, check.rectangles.dropFirst()) {
      #expect(left.x < right.x)
    }
  }

  @Test(
    arguments: [
      (0.0, -3), (0.5, -2), (0.7, -1), (1, 0), (1.3, 1), (2, 2), (2.5, 3), (.infinity, 3),
    ] as [(Double, Int)])
  func `a ratio has its level`(ratio: Double, level: Int) {
    #expect(HeatMap.Cell.level(ofRatio: ratio) == level)
  }

  @Test func `a heat map's fields have no colour where they stand for little`() throws {
    let cells: [[HeatMap.Cell?]] = [
      [HeatMap.Cell(text: "2.0", level: 2, detail: "twice"), nil],
      [HeatMap.Cell(text: "9.0", level: 3, isWeak: true, detail: "of one film"), nil],
    ]
    let svg = HeatMap(
      id: "h", title: "", description: "", rows: ["A", "B"], columns: ["A", "A long name"],
      cells: cells
    ).svg
    let check = try XMLCheck(svg)
    #expect(check.rectangles.count == 2)
    #expect(svg.contains("class=\"cell above2\"") && svg.contains("class=\"cell none\""))
    #expect(!svg.contains("above3"))
    #expect(check.texts.contains("A long name"))
  }

  @Test func `a line of sums goes up in steps`() throws {
    let line = CourseChart.Line(
      name: "cost", classes: "line1", points: [(0, 0), (10, 4)], holds: true)
    let svg = CourseChart(
      id: "l", title: "", description: "", lines: [line], from: 0, until: 10,
      timeMarks: [(0, "0:00"), (10, "0:10"), (11, "never")], mark: { "$\(Int($0))" }
    ).svg
    let check = try XMLCheck(svg)
    #expect(svg.contains(",240 936,240 936,40\""))
    #expect(check.texts.contains("0:10") && check.texts.contains("$4"))
    #expect(!check.texts.contains("never"))
  }

  @Test func `a line of one point can be seen`() throws {
    let line = CourseChart.Line(name: "", classes: "line1", points: [(5, 1)])
    let svg = CourseChart(
      id: "l", title: "", description: "", lines: [line], from: 5, until: 5, timeMarks: [],
      mark: { "\($0)" }
    ).svg
    #expect(try XMLCheck(svg).elements["circle"] == 1)
  }
}
