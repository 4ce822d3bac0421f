import Basics

/// Fills the node list of a `JSONDocument`.
struct JSONParser {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let strings: JSONStrings
  private var position = 0
  private var depth = 0
  /// How many nodes there are with the last member of the outermost object that is whole; `nil`
  /// before there is such an object.
  private var wholeNodes: Int?

  /// The values read so far, in the order in which they begin.
  private(set) var nodes: [JSONDocument.Node] = []

  /// Deeper nesting than this is refused, so that no text can exhaust the stack.
  static let mostDepth = 256

  /// `bytes` outlive the parser.
  init(_ bytes: UnsafeBufferPointer<UInt8>, strings: JSONStrings) {
    self.bytes = bytes
    self.strings = strings
    nodes.reserveCapacity(64)
  }

  /// Reads the one value that the bytes hold.
  mutating func parse() throws(JSONFault) {
    guard bytes.count < Int(UInt32.max) else {
      throw JSONFault(offset: Int(UInt32.max) - 1, problem: .tooLong)
    }
    skipSpace()
    try value()
    skipSpace()
    guard position == bytes.count else { throw fault(.textAfterEnd) }
  }

  /// After a fault: makes the outermost object one of the members that are whole; false where the
  /// text does not begin with an object.
  mutating func keepWholeMembers() -> Bool {
    guard let wholeNodes else { return false }
    nodes.removeLast(nodes.count - wholeNodes)
    nodes[0].end = UInt32(position)
    nodes[0].next = UInt32(wholeNodes)
    return true
  }

  private func fault(_ problem: JSONFault.Problem) -> JSONFault {
    JSONFault(offset: position, problem: problem)
  }

  /// The fault of the byte that is next, or of there being none.
  private var faultHere: JSONFault {
    position < bytes.count ? fault(.unexpected(bytes[position])) : fault(.endOfText)
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ byte: UInt8) throws(JSONFault) {
    guard skip(byte) else { throw faultHere }
  }

  private mutating func value() throws(JSONFault) {
    guard position < bytes.count else { throw faultHere }
    switch bytes[position] {
    case UInt8(ascii: "{"): try object()
    case UInt8(ascii: "["): try array()
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "t"): try word("true", .bool)
    case UInt8(ascii: "f"): try word("false", .bool)
    case UInt8(ascii: "n"): try word("null", .null)
    default: try number()
    }
  }

  private mutating func open(_ kind: JSONKind) throws(JSONFault) -> Int {
    guard depth < Self.mostDepth else { throw fault(.tooDeep) }
    depth += 1
    nodes.append(JSONDocument.Node(kind: kind, start: UInt32(position), end: 0))
    position += 1
    return nodes.count - 1
  }

  private mutating func close(_ index: Int) {
    depth -= 1
    nodes[index].end = UInt32(position)
    nodes[index].next = UInt32(nodes.count)
  }

  private mutating func object() throws(JSONFault) {
    let index = try open(.object)
    if depth == 1 { wholeNodes = nodes.count }
    skipSpace()
    if skip(UInt8(ascii: "}")) { return close(index) }
    while true {
      skipSpace()
      try string()
      skipSpace()
      try expect(UInt8(ascii: ":"))
      skipSpace()
      try value()
      if depth == 1 { wholeNodes = nodes.count }
      skipSpace()
      if skip(UInt8(ascii: "}")) { return close(index) }
      try expect(UInt8(ascii: ","))
    }
  }

  private mutating func array() throws(JSONFault) {
    let index = try open(.array)
    skipSpace()
    if skip(UInt8(ascii: "]")) { return close(index) }
    while true {
      skipSpace()
      try value()
      skipSpace()
      if skip(UInt8(ascii: "]")) { return close(index) }
      try expect(UInt8(ascii: ","))
    }
  }

  private mutating func string() throws(JSONFault) {
    let opening = position
    try expect(UInt8(ascii: "\""))
    let start = position
    var isEscaped = false
    var isASCII = true
    while position < bytes.count {
      position = PlainText.end(in: bytes, from: position)
      guard position < bytes.count else { break }
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        if !isASCII, strings == .checked { try checkUTF8(from: start, openedAt: opening) }
        append(.string, from: start, isEscaped: isEscaped)
        position += 1
        return
      }
      if byte == UInt8(ascii: "\\") {
        isEscaped = true
        try escape(openedAt: opening)
      } else {
        if byte < 0x20, strings == .checked { throw faultHere }
        if byte >= 0x80 { isASCII = false }
        position += 1
      }
    }
    throw fault(.endOfText)
  }

  private func checkUTF8(from start: Int, openedAt opening: Int) throws(JSONFault) {
    let text = UnsafeBufferPointer(rebasing: bytes[start..<position])
    guard String(validating: text, as: UTF8.self) != nil else {
      throw JSONFault(offset: opening, problem: .badString)
    }
  }

  /// At a backslash.
  private mutating func escape(openedAt opening: Int) throws(JSONFault) {
    position += 1
    guard position < bytes.count else { throw faultHere }
    switch bytes[position] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 1
    case UInt8(ascii: "u"):
      position += 1
      let unit = try hexDigits()
      if strings == .checked, unit & 0xF800 == 0xD800 {
        try lowHalf(after: unit, openedAt: opening)
      }
    default: throw faultHere
    }
  }

  /// After half of a surrogate pair: the other half must follow a first one.
  private mutating func lowHalf(after unit: UInt16, openedAt opening: Int) throws(JSONFault) {
    let bad = JSONFault(offset: opening, problem: .badString)
    guard unit & 0xFC00 == 0xD800 else { throw bad }
    guard position < bytes.count else { throw fault(.endOfText) }
    guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    else { throw bad }
    position += 2
    guard try hexDigits() & 0xFC00 == 0xDC00 else { throw bad }
  }

  private mutating func hexDigits() throws(JSONFault) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard position < bytes.count, let digit = Hex.value(of: bytes[position]) else {
        throw faultHere
      }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }

  private mutating func word(_ text: StaticString, _ kind: JSONKind) throws(JSONFault) {
    let start = position
    for offset in 0..<text.utf8CodeUnitCount { try expect(text.utf8Start[offset]) }
    append(kind, from: start)
  }

  private mutating func number() throws(JSONFault) {
    let start = position
    _ = skip(UInt8(ascii: "-"))
    if !skip(UInt8(ascii: "0")) { try digits() }
    if skip(UInt8(ascii: ".")) { try digits() }
    if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
      if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
      try digits()
    }
    append(.number, from: start)
  }

  /// At least one digit.
  private mutating func digits() throws(JSONFault) {
    let start = position
    while position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39 { position += 1 }
    guard position > start else { throw faultHere }
  }

  private mutating func append(_ kind: JSONKind, from start: Int, isEscaped: Bool = false) {
    nodes.append(
      JSONDocument.Node(
        kind: kind, isEscaped: isEscaped, start: UInt32(start), end: UInt32(position),
        next: UInt32(nodes.count + 1)))
  }
}
