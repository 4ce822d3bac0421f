/// Text brought onto one line.
enum SingleLine {
  /// The text without white space at its ends and with every run of white space and control
  /// characters inside made one blank.
  static func collapsed(_ text: String) -> String {
    if isPlain(text) { return text }
    var result = String.UnicodeScalarView()
    var blankIsDue = false
    for scalar in text.unicodeScalars {
      if scalar.properties.isWhitespace || scalar.properties.generalCategory == .control {
        blankIsDue = !result.isEmpty
      } else {
        if blankIsDue { result.append(" ") }
        blankIsDue = false
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// The first control character of the text that is no white space: no text has one, but where a letter was lost on its way
  /// one may stand. Two of the white ones count as well: they are what is left of "\f" and "\v".
  static func lostLetter(in text: String) -> UInt32? {
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x20...0x7E, 0x09, 0x0A, 0x0D, 0x85: continue
      case ..<0x20, 0x7F...0x9F: return scalar.value
      default: continue
      }
    }
    return nil
  }

  /// Whether the text is ASCII without anything to collapse: nearly every name is.
  private static func isPlain(_ text: String) -> Bool {
    var previous = UInt8(ascii: " ")
    for byte in text.utf8 {
      guard byte >= 0x20, byte < 0x7F else { return false }
      if byte == UInt8(ascii: " "), previous == UInt8(ascii: " ") { return false }
      previous = byte
    }
    return previous != UInt8(ascii: " ")
  }

  /// At most `limit` characters of the text on one line, for messages.
  static func clipped(_ text: String, to limit: Int = 120) -> String {
    let line = collapsed(String(text.prefix(limit * 4)))
    return line.count <= limit ? line : line.prefix(limit) + "…"
  }

  /// The line, from 1, of the first byte that makes the bytes invalid UTF-8; `nil` where they are
  /// valid.
  static func lineOfInvalidUTF8(_ bytes: [UInt8]) -> Int? {
    var line = 1
    // No byte of a longer sequence is a line feed, so each line is valid or not on its own.
    for part in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if String(validating: part, as: UTF8.self) == nil { return line }
      line += 1
    }
    return nil
  }
}
