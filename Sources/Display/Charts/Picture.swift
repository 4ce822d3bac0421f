/// An SVG element for a page: colours and faces come from the page's style sheet by the classes of its parts.
///
/// Screen readers get its title and description instead of its parts, unless parts are links.
package struct Picture: Sendable {
  private let id: String
  private let width: Int
  private let height: Int
  private let hasLinks: Bool
  private var parts: [String]

  /// - Parameters:
  ///   - id: letters, digits and hyphens; one picture a page may have it.
  ///   - title: what it shows, in a few words.
  ///   - description: what is to be seen in it, in a sentence or two.
  ///   - hasLinks: whether parts lead somewhere.
  package init(
    id: String, width: Int, height: Int, title: String, description: String, hasLinks: Bool = false
  ) {
    self.hasLinks = hasLinks
    self.id = id
    self.width = width
    self.height = height
    parts = [
      "<title id=\"\(id)-t\">\(Markup.escaped(title))</title>",
      "<desc id=\"\(id)-d\">\(Markup.escaped(description))</desc>",
    ]
  }

  package mutating func add(_ element: String) { parts.append(element) }

  /// Adds a text.
  ///
  /// - Parameter anchor: `start`, `middle` or `end`: which point of the text stands at `x`.
  package mutating func add(
    text: String, x: Int, y: Int, anchor: String = "start", classes: String = ""
  ) {
    let classAttribute = classes.isEmpty ? "" : " class=\"\(classes)\""
    parts.append(
      "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\"\(classAttribute)>"
        + "\(Markup.escaped(text))</text>")
  }

  /// Adds a rectangle, which tells `title` to whoever points at it.
  package mutating func add(
    rectangle x: Int, _ y: Int, width: Int, height: Int, radius: Int, classes: String,
    title: String = ""
  ) {
    let round = radius > 0 ? " rx=\"\(radius)\"" : ""
    let start =
      "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(max(0, width))\" height=\"\(max(0, height))\"\(round)"
      + " class=\"\(classes)\""
    parts.append(
      title.isEmpty ? start + "/>" : start + "><title>\(Markup.escaped(title))</title></rect>")
  }

  /// Adds a level line of the grid, with what it stands for at its left end.
  package mutating func add(gridLine text: String, y: Int, from left: Int, to right: Int) {
    add("<path class=\"grid\" d=\"M\(left) \(y)H\(right)\"/>")
    add(text: text, x: left - 8, y: y + 4, anchor: "end", classes: "mark")
  }

  /// Adds a line of straight pieces.
  package mutating func add(line points: [(x: Int, y: Int)], classes: String) {
    let text = points.map { "\($0.x),\($0.y)" }.joined(separator: " ")
    parts.append("<polyline points=\"\(text)\" class=\"\(classes)\"/>")
  }

  /// The element.
  package var svg: String {
    """
    <svg viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" role="\(hasLinks ? "group" : "img")" \
    aria-labelledby="\(id)-t \(id)-d">
    \(parts.joined(separator: "\n"))
    </svg>
    """
  }
}
