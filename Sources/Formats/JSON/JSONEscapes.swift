import Basics

/// The escapes of JSON strings.
enum JSONEscapes {
  /// The bytes that an escaped string stands for; the parser has checked its escapes.
  static func resolved(_ raw: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(raw.count)
    var position = raw.startIndex
    while position < raw.endIndex {
      let plain = raw[position...].prefix { $0 != UInt8(ascii: "\\") }
      result += plain
      position = plain.endIndex + 1
      guard position < raw.endIndex else { break }
      let letter = raw[position]
      position += 1
      switch letter {
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "u"): result += scalar(raw, &position)
      default: result.append(letter)
      }
    }
    return result
  }

  /// The UTF-8 of `\uXXXX`, or of a pair of them, `position` being on the first digit.
  private static func scalar(_ raw: ArraySlice<UInt8>, _ position: inout Int) -> [UInt8] {
    let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]
    guard let high = unit(raw, position) else { return replacement }
    position += 4
    var value = UInt32(high)
    if high & 0xFC00 == 0xD800 {
      guard position + 6 <= raw.endIndex, raw[position] == UInt8(ascii: "\\"),
        raw[position + 1] == UInt8(ascii: "u"), let low = unit(raw, position + 2),
        low & 0xFC00 == 0xDC00
      else { return replacement }
      position += 6
      value = 0x10000 + (UInt32(high & 0x3FF) << 10 | UInt32(low & 0x3FF))
    }
    guard let scalar = Unicode.Scalar(value) else { return replacement }
    return Array(String(Character(scalar)).utf8)
  }

  private static func unit(_ raw: ArraySlice<UInt8>, _ position: Int) -> UInt16? {
    guard position + 4 <= raw.endIndex else { return nil }
    var value: UInt16 = 0
    for offset in 0..<4 {
      guard let digit = Hex.value(of: raw[position + offset]) else { return nil }
      value = value << 4 | UInt16(digit)
    }
    return value
  }
}
