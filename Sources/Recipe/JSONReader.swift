/// A strict reader of JSON (RFC 8259) over bytes.
///
/// An own one for two reasons: members that are doubled must be seen, which dictionaries hide, and
/// of a reply that was cut off the members that are complete are still wanted.
struct JSONReader {
  private let bytes: [UInt8]
  private var index = 0

  /// Levels of arrays and objects that are followed; replies have four.
  static let mostLevels = 64

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Reads a text that is one value, with white space around it at most.
  static func read(_ bytes: [UInt8]) throws(JSONFault) -> JSONValue {
    var members: [JSONValue.Member] = []
    return try read(bytes, rootMembers: &members)
  }

  /// As `read`, and where the value is an object `rootMembers` has its members: after an error too,
  /// then those that were complete before it.
  static func read(
    _ bytes: [UInt8], rootMembers: inout [JSONValue.Member]
  ) throws(JSONFault) -> JSONValue {
    var reader = JSONReader(bytes)
    reader.skipSpace()
    let value: JSONValue
    if reader.index < bytes.count, bytes[reader.index] == UInt8(ascii: "{") {
      reader.index += 1
      try reader.readMembers(level: 1, onto: &rootMembers)
      value = .object(rootMembers)
    } else {
      value = try reader.readValue(level: 1)
    }
    reader.skipSpace()
    guard reader.index == bytes.count else { throw reader.fault(.textAfterEnd) }
    return value
  }

  private func fault(_ problem: JSONFault.Problem) -> JSONFault {
    JSONFault(offset: index, problem: problem)
  }

  /// The fault of the byte that is next, or of there being none.
  private var faultHere: JSONFault {
    index < bytes.count ? fault(.unexpected(bytes[index])) : fault(.endOfText)
  }

  private mutating func skipSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x0A, 0x0D, 0x09: index += 1
      default: return
      }
    }
  }

  private mutating func readValue(level: Int) throws(JSONFault) -> JSONValue {
    guard index < bytes.count else { throw faultHere }
    switch bytes[index] {
    case UInt8(ascii: "\""):
      return .string(try readString())
    case UInt8(ascii: "{"):
      guard level < Self.mostLevels else { throw fault(.tooDeep) }
      index += 1
      var members: [JSONValue.Member] = []
      try readMembers(level: level + 1, onto: &members)
      return .object(members)
    case UInt8(ascii: "["):
      guard level < Self.mostLevels else { throw fault(.tooDeep) }
      index += 1
      return .array(try readElements(level: level + 1))
    case UInt8(ascii: "t"):
      try readWord("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try readWord("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try readWord("null")
      return .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      try readNumber()
      return .number
    default:
      throw faultHere
    }
  }

  /// After the opening brace.
  private mutating func readMembers(
    level: Int, onto members: inout [JSONValue.Member]
  ) throws(JSONFault) {
    skipSpace()
    if skip(UInt8(ascii: "}")) { return }
    while true {
      skipSpace()
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw faultHere }
      let key = try readString()
      skipSpace()
      guard skip(UInt8(ascii: ":")) else { throw faultHere }
      skipSpace()
      members.append(JSONValue.Member(key: key, value: try readValue(level: level)))
      skipSpace()
      if skip(UInt8(ascii: "}")) { return }
      guard skip(UInt8(ascii: ",")) else { throw faultHere }
    }
  }

  /// After the opening bracket.
  private mutating func readElements(level: Int) throws(JSONFault) -> [JSONValue] {
    var elements: [JSONValue] = []
    skipSpace()
    if skip(UInt8(ascii: "]")) { return elements }
    while true {
      skipSpace()
      elements.append(try readValue(level: level))
      skipSpace()
      if skip(UInt8(ascii: "]")) { return elements }
      guard skip(UInt8(ascii: ",")) else { throw faultHere }
    }
  }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func readWord(_ word: StaticString) throws(JSONFault) {
    for expected in word.description.utf8 {
      guard skip(expected) else { throw faultHere }
    }
  }

  private mutating func readNumber() throws(JSONFault) {
    _ = skip(UInt8(ascii: "-"))
    if !skip(UInt8(ascii: "0")) { try readDigits() }
    if skip(UInt8(ascii: ".")) { try readDigits() }
    if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
      if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
      try readDigits()
    }
  }

  private mutating func readDigits() throws(JSONFault) {
    guard index < bytes.count, Self.isDigit(bytes[index]) else { throw faultHere }
    while index < bytes.count, Self.isDigit(bytes[index]) { index += 1 }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  /// At the opening quote.
  private mutating func readString() throws(JSONFault) -> String {
    let opening = index
    index += 1
    let start = index
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        index += 1
        return try text(bytes[start..<index - 1], openedAt: opening)
      }
      if byte == UInt8(ascii: "\\") { return try readEscapedString(from: start, openedAt: opening) }
      if byte < 0x20 { throw faultHere }
      index += 1
    }
    throw fault(.endOfText)
  }

  /// At the first backslash of a string that began at `start`.
  private mutating func readEscapedString(
    from start: Int, openedAt opening: Int
  ) throws(JSONFault) -> String {
    var content = Array(bytes[start..<index])
    while index < bytes.count {
      let byte = bytes[index]
      if byte < 0x20 { throw faultHere }
      index += 1
      if byte == UInt8(ascii: "\"") { return try text(content[...], openedAt: opening) }
      guard byte == UInt8(ascii: "\\") else {
        content.append(byte)
        continue
      }
      guard index < bytes.count else { throw faultHere }
      let escape = bytes[index]
      index += 1
      switch escape {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(escape)
      case UInt8(ascii: "b"): content.append(0x08)
      case UInt8(ascii: "f"): content.append(0x0C)
      case UInt8(ascii: "n"): content.append(0x0A)
      case UInt8(ascii: "r"): content.append(0x0D)
      case UInt8(ascii: "t"): content.append(0x09)
      case UInt8(ascii: "u"):
        content += UTF8.encode(try readScalar(openedAt: opening)) ?? .init()
      default:
        index -= 1
        throw faultHere
      }
    }
    throw fault(.endOfText)
  }

  /// After `\u`; takes the second half of a surrogate pair too.
  private mutating func readScalar(openedAt opening: Int) throws(JSONFault) -> Unicode.Scalar {
    var value = try readHexDigits()
    if value & 0xFC00 == 0xD800, index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
      bytes[index + 1] == UInt8(ascii: "u")
    {
      index += 2
      let low = try readHexDigits()
      guard low & 0xFC00 == 0xDC00 else {
        throw JSONFault(offset: opening, problem: .badString)
      }
      value = 0x1_0000 + (value & 0x3FF) << 10 + (low & 0x3FF)
    }
    guard let scalar = Unicode.Scalar(value) else {
      if index == bytes.count { throw fault(.endOfText) }
      throw JSONFault(offset: opening, problem: .badString)
    }
    return scalar
  }

  private mutating func readHexDigits() throws(JSONFault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard index < bytes.count else { throw faultHere }
      let digit: UInt8
      switch bytes[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = bytes[index] - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = bytes[index] - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = bytes[index] - UInt8(ascii: "A") + 10
      default: throw faultHere
      }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    return value
  }

  private func text(_ utf8: ArraySlice<UInt8>, openedAt opening: Int) throws(JSONFault) -> String {
    guard let text = String(validating: utf8, as: UTF8.self) else {
      throw JSONFault(offset: opening, problem: .badString)
    }
    return text
  }
}
