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
  /// Escaped is what JSON demands, and separators of lines besides, unless they are to be kept. All
  /// else stays as it is.
  package static func appendEscaped(
    _ text: [UInt8], to buffer: inout [UInt8], separators: Separators = .escaped
  ) {
    var start = 0
    var index = 0
    let count = text.count
    while index < count {
      let byte = text[index]
      if byte >= 0x20, byte != 0x22, byte != 0x5C, byte != 0xC2, byte != 0xE2 {
        index += 1
        continue
      }
      let length: Int
      switch byte {
      case 0xC2:
        guard separators == .escaped, index + 1 < count, text[index + 1] == 0x85 else {
          index += 1
          continue
        }
        length = 2
      case 0xE2:
        guard separators == .escaped, index + 2 < count, text[index + 1] == 0x80,
          text[index + 2] & 0xFE == 0xA8
        else {
          index += 1
          continue
        }
        length = 3
      default:
        length = 1
      }
      buffer.append(contentsOf: text[start..<index])
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
      index += length
      start = index
    }
    buffer.append(contentsOf: text[start..<count])
  }

  /// Appends a JSON string, its quotes among it.
  package static func appendString(
    _ text: String, to buffer: inout [UInt8], separators: Separators = .escaped
  ) {
    buffer.append(0x22)
    appendEscaped(Array(text.utf8), to: &buffer, separators: separators)
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
