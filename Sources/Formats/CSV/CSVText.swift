import Basics

/// Writing CSV (RFC 4180) into a buffer, as pandas and spreadsheets read it.
package enum CSVText {
  /// What makes Excel take a file for UTF-8; for the beginning of a file.
  package static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Appends one record and its line end, an LF. A field is quoted where it holds a comma, a quote or a line end,
  /// and where the record would look like an empty line else.
  ///
  /// - Parameter keepsText: whether an apostrophe is set before what a spreadsheet would take for a formula.
  package static func append(
    _ fields: [String], keepsText: Bool = false, to buffer: inout [UInt8]
  ) {
    for (place, field) in fields.enumerated() {
      if place > 0 { buffer.append(UInt8(ascii: ",")) }
      append(keepsText && isFormula(field) ? "'" + field : field, to: &buffer)
    }
    if fields == [""] { buffer += "\"\"".utf8 }
    buffer.append(UInt8(ascii: "\n"))
  }

  /// Whether a spreadsheet would calculate a field: by its first character, in the wide forms of East Asian keyboards too.
  /// A number stays one.
  private static func isFormula(_ field: String) -> Bool {
    switch field.unicodeScalars.first {
    case "=", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": return true
    case "+", "-":
      let isNumeral = field.utf8.allSatisfy { byte in
        byte.isDigit || "+-.eE".utf8.contains(byte)
      }
      return !isNumeral || Double(field) == nil
    default: return false
    }
  }

  private static func append(_ field: String, to buffer: inout [UInt8]) {
    let needsQuotes = field.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
    }
    guard needsQuotes else {
      buffer.append(contentsOf: field.utf8)
      return
    }
    buffer.append(UInt8(ascii: "\""))
    for byte in field.utf8 {
      if byte == UInt8(ascii: "\"") { buffer.append(byte) }
      buffer.append(byte)
    }
    buffer.append(UInt8(ascii: "\""))
  }
}
