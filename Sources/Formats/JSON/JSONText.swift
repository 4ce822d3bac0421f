import Basics

/// Writing JSON into a buffer.
package enum JSONText {
  /// What is done with U+0085, U+2028 and U+2029, which some readers of JSON lines take for line
  /// ends.
  package enum Separators: Sendable {
    case escaped
    /// They stay, as JSON allows.
    case kept
  }

  /// Appends the bytes of UTF-8 text as the inside of a JSON string.
  ///
  /// Escaped is what JSON demands, and separators of lines besides. All else stays as it is.
  package static func appendEscaped(_ text: [UInt8], to buffer: inout [UInt8]) {
    text.withUnsafeBufferPointer { appendEscaped($0, to: &buffer, separators: .escaped) }
  }

  private static func appendEscaped(
    _ text: UnsafeBufferPointer<UInt8>, to buffer: inout [UInt8], separators: Separators
  ) {
    var start = 0
    var index = PlainText.end(in: text, from: 0)
    while index < text.count {
      let length = escapedLength(text, at: index, separators)
      if length > 0 {
        buffer.append(contentsOf: text[start..<index])
        appendEscape(text, at: index, length: length, to: &buffer)
        start = index + length
      }
      index = PlainText.end(in: text, from: index + max(1, length))
    }
    buffer.append(contentsOf: text[start...])
  }

  /// How many bytes there are escaped together; 0 where the byte stays.
  private static func escapedLength(
    _ text: UnsafeBufferPointer<UInt8>, at index: Int, _ separators: Separators
  ) -> Int {
    switch text[index] {
    case 0x00..<0x20, 0x22, 0x5C: return 1
    case 0xC2 where separators == .escaped:
      return index + 1 < text.count && text[index + 1] == 0x85 ? 2 : 0
    case 0xE2 where separators == .escaped:
      guard index + 2 < text.count, text[index + 1] == 0x80, text[index + 2] & 0xFE == 0xA8 else {
        return 0
      }
      return 3
    default: return 0
    }
  }

  private static func appendEscape(
    _ text: UnsafeBufferPointer<UInt8>, at index: Int, length: Int, to buffer: inout [UInt8]
  ) {
    let byte = text[index]
    switch (byte, length) {
    case (_, 2): buffer += "\\u0085".utf8
    case (_, 3): buffer += (text[index + 2] == 0xA8 ? "\\u2028" : "\\u2029").utf8
    case (0x22, _): buffer += "\\\"".utf8
    case (0x5C, _): buffer += "\\\\".utf8
    case (0x0A, _): buffer += "\\n".utf8
    case (0x09, _): buffer += "\\t".utf8
    case (0x0D, _): buffer += "\\r".utf8
    default:
      buffer += "\\u00".utf8
      buffer.append(Hex.digit(byte >> 4))
      buffer.append(Hex.digit(byte & 15))
    }
  }

  /// Appends a JSON string, its quotes among it.
  package static func appendString(
    _ text: String, to buffer: inout [UInt8], separators: Separators = .escaped
  ) {
    var text = text
    buffer.append(0x22)
    text.withUTF8 { appendEscaped($0, to: &buffer, separators: separators) }
    buffer.append(0x22)
  }

  /// The text as a JSON string, its quotes among it.
  package static func quoted(_ text: String) -> String {
    var buffer: [UInt8] = []
    appendString(text, to: &buffer)
    return String(decoding: buffer, as: UTF8.self)
  }

  /// A finite number as JSON spells it; a whole one without a fraction.
  package static func number(_ value: Double) -> String {
    if let whole = Int64(exactly: value) { return String(whole) }
    return value.description
  }
}
