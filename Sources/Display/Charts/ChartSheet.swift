/// The sheet that charts of marks between two axes are drawn on, readable on light and dark pages.
enum ChartSheet {
  static let width = 760
  static let height = 460
  static let left = 64
  private static let right = 724
  static let top = 40
  private static let bottom = 404

  /// The document's beginning, with the styles that all charts have.
  ///
  /// - Parameters:
  ///   - title: plain text, as is `description`.
  ///   - styles: of this chart's marks, and `dark` the same on dark pages.
  static func head(title: String, description: String, styles: String, dark: String) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" \
    role="img" aria-labelledby="t d">
    <title id="t">\(Markup.escaped(title))</title>
    <desc id="d">\(Markup.escaped(description))</desc>
    <style>
    text{font:12px system-ui,sans-serif;fill:#333}
    .axis{stroke:#888;fill:none}.grid{stroke:#ddd;fill:none}
    .front{stroke:#888;fill:none;stroke-dasharray:4 3}
    \(styles)
    @media (prefers-color-scheme:dark){text{fill:#ddd}.grid{stroke:#444}
    \(dark)}
    </style>
    """
  }

  // MARK: Places

  /// The place of a share of the horizontal axis.
  static func x(_ share: Double) -> Int { left + Int((share * Double(right - left)).rounded()) }

  /// The place of a share of the vertical axis, from the bottom up.
  static func y(_ share: Double) -> Int { bottom - Int((share * Double(bottom - top)).rounded()) }

  // MARK: Elements

  /// A mark of the horizontal axis.
  static func mark(x: Int, _ text: String) -> [String] {
    [
      "<path class=\"grid\" d=\"M\(x) \(top)V\(bottom)\"/>",
      label(text, x: x, y: bottom + 18, anchor: "middle"),
    ]
  }

  /// A mark of the vertical axis.
  static func mark(y: Int, _ text: String) -> [String] {
    [
      "<path class=\"grid\" d=\"M\(left) \(y)H\(right)\"/>",
      label(text, x: left - 6, y: y + 4, anchor: "end"),
    ]
  }

  /// Both axes, and what the horizontal one is of.
  static func axes(_ title: String) -> [String] {
    [
      "<path class=\"axis\" d=\"M\(left) \(top)V\(bottom)H\(right)\"/>",
      label(title, x: (left + right) / 2, y: height - 14, anchor: "middle"),
    ]
  }

  /// The line that joins what no other beats; none for a single mark.
  static func front(_ points: [(x: Int, y: Int)]) -> [String] {
    guard points.count > 1 else { return [] }
    let places = points.map { "\($0.x),\($0.y)" }.joined(separator: " ")
    return ["<polyline class=\"front\" points=\"\(places)\"/>"]
  }

  static func label(_ text: String, x: Int, y: Int, anchor: String) -> String {
    "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\">\(Markup.escaped(text))</text>"
  }
}
