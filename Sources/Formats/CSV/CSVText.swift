/// Writing CSV (RFC 4180) into a buffer, as pandas and spreadsheets read it.
package enum CSVText {
  /// What makes Excel take a file for UTF-8; for the beginning of a file.
  package static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Appends one record and its line end, an LF. A field is quoted where it holds a comma, a quote or a line end,
  /// and where the record would look like an empty line else.
  package static func append(_ fields: [String], to buffer: inout [UInt8]) {
    for (place, field) in fields.enumerated() {
      if place > 0 { buffer.append(UInt8(ascii: ",")) }
      append(field, to: &buffer)
    }
    if fields == [""] { buffer += "\"\"".utf8 }
    buffer.append(UInt8(ascii: "\n"))
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
