/// Price against quality of variants as an SVG document, readable on light and dark pages.
package struct TrialChart: Sendable {
  /// One variant.
  package struct Mark: Sendable {
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

  private static let width = 760
  private static let height = 460
  private static let left = 64
  private static let right = 724
  private static let top = 40
  private static let bottom = 404

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
    var parts = [head, axes]
    let unbeaten = marks.filter(\.isUnbeaten).sorted { $0.dollars < $1.dollars }
    if unbeaten.count > 1 {
      let points = unbeaten.map { "\(x($0.dollars)),\(y($0.share))" }.joined(separator: " ")
      parts.append("<polyline class=\"front\" points=\"\(points)\"/>")
    }
    parts += marks.map(element)
    parts.append("</svg>\n")
    return parts.joined(separator: "\n")
  }

  private var head: String {
    let best = marks.first(where: \.isRecommended).map {
      " Recommended is \($0.number), \($0.name): \(words($0))."
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.width) \(Self.height)" \
      role="img" aria-labelledby="t d">
      <title id="t">Variants: price against \(Markup.escaped(measure))</title>
      <desc id="d">Each mark is one variant, the line through it its interval.\
      \(Markup.escaped(best ?? ""))</desc>
      <style>
      text{font:12px system-ui,sans-serif;fill:#333}
      .axis{stroke:#888;fill:none}.grid{stroke:#ddd;fill:none}
      .front{stroke:#888;fill:none;stroke-dasharray:4 3}
      .mark{stroke:#0b6e99;color:#0b6e99;fill:none;stroke-width:2}.best{fill:currentColor}
      .chosen{stroke:#b5470b;color:#b5470b}
      @media (prefers-color-scheme:dark){text{fill:#ddd}.grid{stroke:#444}
      .mark{stroke:#5cc3ee;color:#5cc3ee}.chosen{stroke:#ff9a5c;color:#ff9a5c}}
      </style>
      """
  }

  private func words(_ mark: Mark) -> String {
    let share = [mark.share, mark.low, mark.high].map { Format.decimal($0, places: 3) }
    return
      "\(Format.dollars(mark.dollars)) for 1,000 characters, \(measure) \(share[0]) (\(share[1]) to \(share[2]))"
  }

  private func element(_ mark: Mark) -> String {
    let (x, y) = (x(mark.dollars), y(mark.share))
    let classes =
      "mark\(mark.isUnbeaten ? " best" : "")\(mark.isRecommended ? " chosen" : "")"
    let weight = mark.isRecommended ? " font-weight=\"bold\"" : ""
    return """
      <g><title>\(Markup.escaped("\(mark.number), \(mark.name): \(words(mark))"))</title>\
      <path class="\(classes)" d="M\(x) \(self.y(mark.low))V\(self.y(mark.high))"/>\
      <circle class="\(classes)" cx="\(x)" cy="\(y)" r="5"/>\
      <text x="\(x + 9)" y="\(y - 6)"\(weight)>\(mark.number)</text></g>
      """
  }

  // MARK: Axes

  private func x(_ dollars: Double) -> Int {
    Self.left + Int((dollars / costs.end * Double(Self.right - Self.left)).rounded())
  }

  private func y(_ share: Double) -> Int {
    let part = (min(1, max(floor, share)) - floor) / (1 - floor)
    return Self.bottom - Int((part * Double(Self.bottom - Self.top)).rounded())
  }

  private var axes: String {
    var parts: [String] = []
    for dollars in costs.marks {
      let x = x(dollars)
      parts.append("<path class=\"grid\" d=\"M\(x) \(Self.top)V\(Self.bottom)\"/>")
      parts.append(
        Self.label(Format.dollars(dollars), x: x, y: Self.bottom + 18, anchor: "middle"))
    }
    let step = floor >= 0.8 ? 0.05 : 0.1
    for tick in 0...Int(((1 - floor) / step).rounded()) {
      let share = min(1, floor + Double(tick) * step)
      parts.append("<path class=\"grid\" d=\"M\(Self.left) \(y(share))H\(Self.right)\"/>")
      parts.append(
        Self.label(
          Format.decimal(share, places: 2), x: Self.left - 6, y: y(share) + 4, anchor: "end"))
    }
    parts.append(
      "<path class=\"axis\" d=\"M\(Self.left) \(Self.top)V\(Self.bottom)H\(Self.right)\"/>")
    parts.append(
      Self.label(
        "dollars for 1,000 characters", x: (Self.left + Self.right) / 2, y: Self.height - 14,
        anchor: "middle"))
    parts.append(Self.label(Markup.escaped(measure), x: 8, y: 22, anchor: "start"))
    return parts.joined(separator: "\n")
  }

  private static func label(_ text: String, x: Int, y: Int, anchor: String) -> String {
    "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\">\(text)</text>"
  }
}
