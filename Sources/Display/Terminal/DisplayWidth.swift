/// How many columns of a terminal a text takes.
///
/// Wide are the characters that Unicode's EastAsianWidth.txt (version 14.0) calls W or F, by blocks, and those that
/// are shown as emoji by themselves; marks, joiners and other formatting take no room of their own.
package enum DisplayWidth {
  /// The columns of a text without control characters; see `printable`.
  package static func of(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + of($1) }
  }

  /// 0, 1 or 2.
  package static func of(_ character: Character) -> Int {
    let scalars = character.unicodeScalars
    guard let first = scalars.first else { return 0 }
    if first.isASCII, scalars.count == 1 {
      return first.value < 0x20 || first.value == 0x7F ? 0 : 1
    }
    // A sign that is text by itself is shown as an emoji where this selector follows.
    if scalars.contains(where: { $0.value == 0xFE0F }), first.properties.isEmoji { return 2 }
    return scalars.map(of).max() ?? 0
  }

  private static func of(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control, .surrogate: return 0
    default: break
    }
    // The vowels and finals of a Hangul syllable written in parts join its first letter.
    if (0x1160...0x11FF).contains(scalar.value) { return 0 }
    if scalar.properties.isEmojiPresentation { return 2 }
    return wide.contains { $0.contains(scalar.value) } ? 2 : 1
  }

  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF,
    0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
    0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x1B2FF, 0x1F200...0x1F265,
    0x20000...0x3FFFD,
  ]

  /// The text cut to at most so many columns; what was cut off is told by a `…`, which counts.
  package static func clipped(_ text: String, to columns: Int) -> String {
    guard of(text) > columns else { return text }
    guard columns > 0 else { return "" }
    var clipped = ""
    var left = columns - 1
    for character in text {
      let width = of(character)
      guard width <= left else { break }
      left -= width
      clipped.append(character)
    }
    while clipped.last == " " { clipped.removeLast() }
    return clipped + "…"
  }

  /// The text with its control characters taken out, so that a name from outside can neither move the cursor nor
  /// break a line: each run of them, and of line breaks, becomes one blank.
  package static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var clean = String.UnicodeScalarView()
    var isInRun = false
    for scalar in text.unicodeScalars {
      let isControl = isControl(scalar)
      if !isControl {
        clean.append(scalar)
      } else if !isInRun {
        clean.append(" ")
      }
      isInRun = isControl
    }
    return String(clean)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    // Marks that turn the direction of what follows reach beyond the text they stand in.
    default: (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
  }
}
