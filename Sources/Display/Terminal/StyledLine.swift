/// A line of words in colours.
package struct StyledLine: Sendable, Equatable, ExpressibleByStringInterpolation {
  /// Colours of the terminal's own palette, so that they suit whatever background the user has.
  package enum Style: Sendable {
    case plain, faint, good, bad

    /// The parameters of the control sequence that switches it on.
    fileprivate var code: String? {
      switch self {
      case .plain: nil
      case .faint: "2"
      case .good: "32"
      case .bad: "31"
      }
    }
  }

  /// A piece of the line in one style.
  package struct Span: Sendable, Equatable {
    package var text: String
    package var style: Style
  }

  package private(set) var spans: [Span] = []

  package init(_ text: String = "") { append(text) }

  package init(stringLiteral text: String) { self.init(text) }

  /// Adds text, without its control characters.
  package mutating func append(_ text: String, _ style: Style = .plain) {
    guard !text.isEmpty else { return }
    spans.append(Span(text: DisplayWidth.printable(text), style: style))
  }

  /// The line without colours.
  package var text: String { spans.map(\.text).joined() }

  /// Columns of the terminal.
  package var width: Int { spans.reduce(0) { $0 + DisplayWidth.of($1.text) } }

  /// The line cut to so many columns.
  package func clipped(to columns: Int) -> StyledLine {
    guard width > columns else { return self }
    var clipped = StyledLine()
    var left = columns
    for span in spans where left > 0 {
      let width = DisplayWidth.of(span.text)
      // The piece that ends where the line is cut gives its last column to the mark.
      if width < left {
        clipped.append(span.text, span.style)
        left -= width
      } else {
        clipped.append(
          DisplayWidth.clipped(span.text + " …", to: left), span.style)
        left = 0
      }
    }
    return clipped
  }

  /// The line as it is written.
  package func encoded(inColour: Bool) -> String {
    guard inColour else { return text }
    return spans.map { span in
      span.style.code.map { "\u{1B}[\($0)m\(span.text)\u{1B}[0m" } ?? span.text
    }.joined()
  }
}
