package import Planner
import TropeModel

extension PlanTable {
  /// Cost against time as an SVG document, readable on light and dark pages: a mark a row, its shape and colour the
  /// strategy's, its number the movies a request; rows that no other beats are filled and joined by a line.
  package var svg: String {
    let frame = ChartFrame(rows: rows)
    let unbeaten = rows.filter(\.isUnbeaten).sorted { $0.typical < $1.typical }
    var parts = [head] + frame.axes
    parts += ChartSheet.front(unbeaten.map { (frame.x($0), frame.y($0)) })
    parts += rows.map { Self.mark($0, frame) }
    parts.append(legend)
    parts.append("</svg>\n")
    return parts.joined(separator: "\n")
  }

  private var svgDescription: String {
    let best = rows.filter(\.isUnbeaten).map { "\($0.name): \($0.figures)" }
    return "Each mark is one way of doing the work: how long it typically takes and what it costs."
      + (best.isEmpty
        ? "" : " No other is both cheaper and faster than \(best.joined(separator: "; ")).")
  }

  private var head: String {
    ChartSheet.head(
      title: "Plans: cost against time", description: svgDescription,
      styles: """
        .batch{stroke:#0b6e99;color:#0b6e99}.realtime{stroke:#b5470b;color:#b5470b}
        .hybrid{stroke:#5b3fa6;color:#5b3fa6}.flex{stroke:#2f7d32;color:#2f7d32}
        .hybrid-flex{stroke:#8a6d00;color:#8a6d00}
        .mark{fill:none;stroke-width:2}.best{fill:currentColor}
        """,
      dark: """
        .batch{stroke:#5cc3ee;color:#5cc3ee}.realtime{stroke:#ff9a5c;color:#ff9a5c}
        .hybrid{stroke:#b9a3ff;color:#b9a3ff}.flex{stroke:#86d089;color:#86d089}
        .hybrid-flex{stroke:#e3c24f;color:#e3c24f}
        """)
  }

  private static func mark(_ row: PlanRow, _ frame: ChartFrame) -> String {
    let (x, y) = (frame.x(row), frame.y(row))
    let classes = "mark \(row.strategy.rawValue)\(row.isUnbeaten ? " best" : "")"
    let weight = row.isConfigured ? " font-weight=\"bold\"" : ""
    // Below and to the left of an unbeaten mark there is no other; elsewhere there often is one to the right.
    let place =
      row.isUnbeaten
      ? "x=\"\(x - 8)\" y=\"\(y + 15)\" text-anchor=\"end\"" : "x=\"\(x + 9)\" y=\"\(y - 6)\""
    return """
      <g><title>\(Markup.escaped("\(row.name): \(row.figures)"))</title>\
      \(shape(row.strategy, x: x, y: y, classes: classes))\
      <text \(place)\(weight)>\(row.moviesPerRequest)</text></g>
      """
  }

  private static func shape(_ strategy: Strategy, x: Int, y: Int, classes: String) -> String {
    switch strategy {
    case .batch:
      "<rect class=\"\(classes)\" x=\"\(x - 5)\" y=\"\(y - 5)\" width=\"10\" height=\"10\"/>"
    case .realtime:
      "<circle class=\"\(classes)\" cx=\"\(x)\" cy=\"\(y)\" r=\"5\"/>"
    case .flex:
      "<path class=\"\(classes)\" d=\"M\(x) \(y - 7)l7 7l-7 7l-7 -7z\"/>"
    case .hybridFlex:
      "<path class=\"\(classes)\" d=\"M\(x) \(y + 7)l7 -12h-14z\"/>"
    case .hybrid:
      "<path class=\"\(classes)\" d=\"M\(x) \(y - 7)l7 12h-14z\"/>"
    }
  }

  private var legend: String {
    var text = ""
    var x = ChartSheet.left + 12
    for strategy in Strategy.sideBySide where rows.contains(where: { $0.strategy == strategy }) {
      text += Self.shape(strategy, x: x, y: 18, classes: "mark \(strategy.rawValue)")
      text += "<text x=\"\(x + 12)\" y=\"22\">\(strategy.rawValue)</text>\n"
      x += 32 + strategy.rawValue.utf8.count * 7
    }
    return text
      + "<text x=\"\(x)\" y=\"22\">number: movies a request; filled: none cheaper and faster</text>"
  }
}
