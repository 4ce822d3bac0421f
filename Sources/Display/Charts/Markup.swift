/// Text that goes into HTML or SVG.
package enum Markup {
  /// The text with everything escaped that would mean something in an element or a quoted attribute. Control
  /// characters, which no document may hold, become U+FFFD.
  package static func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
      case "\0"..<" ", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The text, cut to so many characters with an ellipsis where it is longer.
  package static func shortened(_ text: String, to length: Int) -> String {
    text.count <= length ? text : text.prefix(length - 1) + "…"
  }

  /// No less than about how wide the text is, in pixels, in a sans-serif face of 13 pixels. Verdana and DejaVu Sans
  /// are the widest that a browser may choose; their letters are 0.6 of the face's size on average.
  static func width(_ text: String) -> Int { text.count * 31 / 4 + 6 }
}
