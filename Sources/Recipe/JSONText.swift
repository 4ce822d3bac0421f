/// Writing JSON into a buffer.
enum JSONText {
  /// Appends the bytes of UTF-8 text as the inside of a JSON string.
  ///
  /// Escaped is what JSON demands, and U+0085, U+2028 and U+2029 besides: some readers of JSON
  /// lines take these for line ends. All else stays as it is.
  static func appendEscaped(_ text: [UInt8], to buffer: inout [UInt8]) {
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
        guard index + 1 < count, text[index + 1] == 0x85 else {
          index += 1
          continue
        }
        length = 2
      case 0xE2:
        guard index + 2 < count, text[index + 1] == 0x80, text[index + 2] & 0xFE == 0xA8 else {
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
        buffer.append(hexDigit(byte >> 4))
        buffer.append(hexDigit(byte & 15))
      }
      index += length
      start = index
    }
    buffer.append(contentsOf: text[start..<count])
  }

  /// Appends a JSON string, its quotes among it.
  static func appendString(_ text: String, to buffer: inout [UInt8]) {
    buffer.append(0x22)
    appendEscaped(Array(text.utf8), to: &buffer)
    buffer.append(0x22)
  }

  /// A finite number as JSON spells it; a whole one without a fraction.
  static func number(_ value: Double) -> String {
    if let whole = Int64(exactly: value) { return String(whole) }
    return value.description
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
