/// Price against quality of variants as an SVG document, readable on light and dark pages.
package struct TrialChart: Sendable {
  /// One variant.
  package struct Mark: Sendable, Hashable {
    package var number: Int
    package var name: String
    /// For 1,000 characters.
    package var dollars: Double
    package var share: Double
    package var low: Double
    package var high: Double
    package var isRecommended: Bool
    /// Whether none as cheap is better.
    package var isUnbeaten: Bool

    package init(
      number: Int, name: String, dollars: Double, share: Double, low: Double, high: Double,
      isRecommended: Bool, isUnbeaten: Bool
    ) {
      self.number = number
      self.name = name
      self.dollars = dollars
      self.share = share
      self.low = low
      self.high = high
      self.isRecommended = isRecommended
      self.isUnbeaten = isUnbeaten
    }
  }

  private let marks: [Mark]
  private let measure: String
  private let costs: RoundScale
  /// The lowest share on the axis, in tenths.
  private let floor: Double

  /// - Parameter measure: what the shares are of: `accuracy`, or `agreement with variant 3`.
  package init(_ marks: [Mark], measure: String) {
    self.marks = marks
    self.measure = measure
    costs = RoundScale(upTo: marks.map(\.dollars).max() ?? 0, steps: 6)
    let lowest = marks.map(\.low).min() ?? 0
    floor = min(0.9, max(0, (lowest * 10).rounded(.down) / 10))
  }

  /// The document.
  package var svg: String {
    ([head] + parts + ["</svg>\n"]).joined(separator: "\n")
  }

  /// The same as an element of a page, whose style sheet has `pageStyle`.
  ///
  /// - Parameter id: letters, digits and hyphens; one picture a page may have it.
  package func picture(id: String) -> String {
    var picture = Picture(
      id: id, width: ChartSheet.width, height: ChartSheet.height, title: title,
      description: description)
    for part in parts { picture.add(part) }
    return picture.svg
  }

  /// The rules that a page needs beside those of its other charts.
  package static let pageStyle = """
    .variant{fill:none;stroke:var(--accent);color:var(--accent);stroke-width:2}
    .variant.chosen{stroke:var(--second);color:var(--second)}
    .variant.best{fill:currentColor}
    .front{fill:none;stroke:var(--muted);stroke-dasharray:4 3}
    """

  private var parts: [String] {
    let unbeaten = marks.filter(\.isUnbeaten).sorted { $0.dollars < $1.dollars }
    return axes + ChartSheet.front(unbeaten.map { (x($0.dollars), y($0.share)) })
      + marks.map(element)
  }

  private var title: String { "Variants: price against \(measure)" }

  private var description: String {
    let best = marks.first(where: \.isRecommended).map {
      " Recommended is \($0.number), \($0.name): \(words($0))."
    }
    return "Each mark is one variant, the line through it its interval.\(best ?? "")"
  }

  private var head: String {
    ChartSheet.head(
      title: title, description: description,
      styles: """
        .variant{stroke:#0b6e99;color:#0b6e99;fill:none;stroke-width:2}.best{fill:currentColor}
        .chosen{stroke:#b5470b;color:#b5470b}
        """,
      dark: """
        .variant{stroke:#5cc3ee;color:#5cc3ee}.chosen{stroke:#ff9a5c;color:#ff9a5c}
        """)
  }

  private func words(_ mark: Mark) -> String {
    let share = [mark.share, mark.low, mark.high].map { Format.decimal($0, places: 3) }
    return
      "\(Format.dollars(mark.dollars)) for 1,000 characters, \(measure) \(share[0]) (\(share[1]) to \(share[2]))"
  }

  private func element(_ mark: Mark) -> String {
    let (x, y) = (x(mark.dollars), y(mark.share))
    let classes =
      "variant\(mark.isUnbeaten ? " best" : "")\(mark.isRecommended ? " chosen" : "")"
    let weight = mark.isRecommended ? " font-weight=\"bold\"" : ""
    return """
      <g><title>\(Markup.escaped("\(mark.number), \(mark.name): \(words(mark))"))</title>\
      <path class="\(classes)" d="M\(x) \(self.y(mark.low))V\(self.y(mark.high))"/>\
      <circle class="\(classes)" cx="\(x)" cy="\(y)" r="5"/>\
      <text x="\(x + 9)" y="\(y - 6)"\(weight)>\(mark.number)</text></g>
      """
  }

  // MARK: Axes

  private func x(_ dollars: Double) -> Int { ChartSheet.x(dollars / costs.end) }

  private func y(_ share: Double) -> Int {
    ChartSheet.y((min(1, max(floor, share)) - floor) / (1 - floor))
  }

  private var axes: [String] {
    let step = floor >= 0.8 ? 0.05 : 0.1
    let shares = (0...Int(((1 - floor) / step).rounded())).map {
      min(1, floor + Double($0) * step)
    }
    return costs.marks.flatMap { ChartSheet.mark(x: x($0), Format.dollars($0)) }
      + shares.flatMap { ChartSheet.mark(y: y($0), Format.decimal($0, places: 2)) }
      + ChartSheet.axes("dollars for 1,000 characters")
      + [ChartSheet.label(measure, x: 8, y: 22, anchor: "start")]
  }
}
