/// What keeps a text from being JSON.
package struct JSONFault: Error, Hashable, Sendable {
  /// Bytes before the place where reading stopped.
  package var offset: Int
  /// What is wrong there.
  package var kind: Kind

  /// The ways in which a text fails to be JSON.
  package enum Kind: Hashable, Sendable {
    /// The text ends too early.
    case ended
    /// A byte that cannot stand there.
    case unexpected
    /// Something follows the value.
    case trailing
    /// A string that is not UTF-8, or has a broken escape or surrogate.
    case badText
    /// Nested more than 256 deep.
    case tooDeep
  }
}

extension JSON {
  /// Reads one JSON value that fills the bytes but for white space.
  package init(parsing bytes: [UInt8]) throws(JSONFault) {
    let result: Result<JSON, JSONFault> = bytes.withUnsafeBytes { buffer in
      Result { () throws(JSONFault) in try JSON(parsing: buffer) }
    }
    self = try result.get()
  }

  /// Reads one JSON value that fills the buffer but for white space.
  package init(parsing buffer: UnsafeRawBufferPointer) throws(JSONFault) {
    var reader = JSONReader(bytes: buffer)
    self = try reader.readDocument()
  }
}

/// A recursive-descent reader over bytes that outlive it.
struct JSONReader {
  /// The text; it outlives the reader.
  let bytes: UnsafeRawBufferPointer
  /// How many bytes have been read.
  var position = 0
  private var depth = 0

  /// A reader at the beginning.
  init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The one value of the text.
  mutating func readDocument() throws(JSONFault) -> JSON {
    let value = try readValue()
    skipWhiteSpace()
    if position < bytes.count { throw fault(.trailing) }
    return value
  }

  private func fault(_ kind: JSONFault.Kind) -> JSONFault {
    JSONFault(offset: position, kind: kind)
  }

  private mutating func skipWhiteSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private func peek() throws(JSONFault) -> UInt8 {
    guard position < bytes.count else { throw fault(.ended) }
    return bytes[position]
  }

  private mutating func expect(_ word: StaticString, _ value: JSON) throws(JSONFault) -> JSON {
    let count = word.utf8CodeUnitCount
    guard position + count <= bytes.count else { throw fault(.ended) }
    for index in 0..<count where bytes[position + index] != word.utf8Start[index] {
      throw fault(.unexpected)
    }
    position += count
    return value
  }

  private mutating func readValue() throws(JSONFault) -> JSON {
    skipWhiteSpace()
    switch try peek() {
    case UInt8(ascii: "{"): return try readObject()
    case UInt8(ascii: "["): return try readArray()
    case UInt8(ascii: "\""): return .string(try readString())
    case UInt8(ascii: "t"): return try expect("true", .bool(true))
    case UInt8(ascii: "f"): return try expect("false", .bool(false))
    case UInt8(ascii: "n"): return try expect("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try readNumber()
    default: throw fault(.unexpected)
    }
  }

  private mutating func enter() throws(JSONFault) {
    depth += 1
    position += 1
    if depth > 256 { throw fault(.tooDeep) }
  }

  private mutating func readObject() throws(JSONFault) -> JSON {
    try enter()
    defer { depth -= 1 }
    var members: [JSONObject.Member] = []
    skipWhiteSpace()
    if try peek() == UInt8(ascii: "}") {
      position += 1
      return .object(JSONObject())
    }
    while true {
      skipWhiteSpace()
      guard try peek() == UInt8(ascii: "\"") else { throw fault(.unexpected) }
      let key = try readString()
      skipWhiteSpace()
      guard try peek() == UInt8(ascii: ":") else { throw fault(.unexpected) }
      position += 1
      members.append(JSONObject.Member(key, try readValue()))
      skipWhiteSpace()
      switch try peek() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "}"):
        position += 1
        return .object(JSONObject(members))
      default: throw fault(.unexpected)
      }
    }
  }

  private mutating func readArray() throws(JSONFault) -> JSON {
    try enter()
    defer { depth -= 1 }
    var elements: [JSON] = []
    skipWhiteSpace()
    if try peek() == UInt8(ascii: "]") {
      position += 1
      return .array([])
    }
    while true {
      elements.append(try readValue())
      skipWhiteSpace()
      switch try peek() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "]"):
        position += 1
        return .array(elements)
      default: throw fault(.unexpected)
      }
    }
  }

  private mutating func readNumber() throws(JSONFault) -> JSON {
    let start = position
    var isWhole = true
    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    let firstDigit = position
    try skipDigits()
    if position - firstDigit > 1, bytes[firstDigit] == UInt8(ascii: "0") {
      throw fault(.unexpected)
    }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      isWhole = false
      position += 1
      try skipDigits()
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      position += 1
      let sign = try peek()
      if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { position += 1 }
      try skipDigits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole, let value = Int(text) { return .integer(value) }
    guard let value = Double(text) else { throw fault(.unexpected) }
    return .number(value)
  }

  private mutating func skipDigits() throws(JSONFault) {
    let start = position
    while position < bytes.count,
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position])
    {
      position += 1
    }
    if position == start { throw fault(position < bytes.count ? .unexpected : .ended) }
  }

  /// Reads a string whose opening quote is at `position`.
  private mutating func readString() throws(JSONFault) -> String {
    position += 1
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        let text = bytes[start..<position]
        position += 1
        guard let string = String(validating: text, as: UTF8.self) else { throw fault(.badText) }
        return string
      }
      if byte == UInt8(ascii: "\\") { return try readEscapedString(from: start) }
      if byte < 0x20 { throw fault(.badText) }
      position += 1
    }
    throw fault(.ended)
  }

  private mutating func readEscapedString(from start: Int) throws(JSONFault) -> String {
    var text = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else { throw fault(.badText) }
        return string
      case UInt8(ascii: "\\"): try readEscape(into: &text)
      case 0..<0x20: throw fault(.badText)
      default: text.append(byte)
      }
    }
    throw fault(.ended)
  }

  private mutating func readEscape(into text: inout [UInt8]) throws(JSONFault) {
    let letter = try peek()
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      var code = try readHex()
      if (0xD800..<0xDC00).contains(code) {
        guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
          bytes[position + 1] == UInt8(ascii: "u")
        else { throw fault(.badText) }
        position += 2
        let low = try readHex()
        guard (0xDC00..<0xE000).contains(low) else { throw fault(.badText) }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw fault(.badText) }
      text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    default: throw fault(.badText)
    }
  }

  private mutating func readHex() throws(JSONFault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      let byte = try peek()
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - 0x30)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - 0x57)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - 0x37)
      default: throw fault(.badText)
      }
      position += 1
    }
    return value
  }
}
