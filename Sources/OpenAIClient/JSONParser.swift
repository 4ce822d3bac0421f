/// Fills the node list of a `JSONDocument`.
struct JSONParser {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var nodes: [JSONDocument.Node] = []
  private var depth = 0

  /// Deeper nesting than this is refused, so that no text can exhaust the stack.
  static let mostDepth = 200

  init(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONFault) {
    guard bytes.count < Int(UInt32.max) else { throw JSONFault(offset: Int(UInt32.max)) }
    self.bytes = bytes
    nodes.reserveCapacity(64)
  }

  /// The nodes of the one value that the bytes hold.
  mutating func parse() throws(JSONFault) -> [JSONDocument.Node] {
    skipSpace()
    try value()
    skipSpace()
    guard position == bytes.count else { throw JSONFault(offset: position) }
    return nodes
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private func peek() throws(JSONFault) -> UInt8 {
    guard position < bytes.count else { throw JSONFault(offset: position) }
    return bytes[position]
  }

  private mutating func expect(_ byte: UInt8) throws(JSONFault) {
    guard try peek() == byte else { throw JSONFault(offset: position) }
    position += 1
  }

  private mutating func value() throws(JSONFault) {
    switch try peek() {
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
    depth += 1
    guard depth <= Self.mostDepth else { throw JSONFault(offset: position) }
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
    skipSpace()
    if try peek() == UInt8(ascii: "}") {
      position += 1
      return close(index)
    }
    while true {
      skipSpace()
      try string()
      skipSpace()
      try expect(UInt8(ascii: ":"))
      skipSpace()
      try value()
      skipSpace()
      let byte = try peek()
      position += 1
      if byte == UInt8(ascii: "}") { return close(index) }
      guard byte == UInt8(ascii: ",") else { throw JSONFault(offset: position - 1) }
    }
  }

  private mutating func array() throws(JSONFault) {
    let index = try open(.array)
    skipSpace()
    if try peek() == UInt8(ascii: "]") {
      position += 1
      return close(index)
    }
    while true {
      skipSpace()
      try value()
      skipSpace()
      let byte = try peek()
      position += 1
      if byte == UInt8(ascii: "]") { return close(index) }
      guard byte == UInt8(ascii: ",") else { throw JSONFault(offset: position - 1) }
    }
  }

  private mutating func string() throws(JSONFault) {
    try expect(UInt8(ascii: "\""))
    let start = position
    var isEscaped = false
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        append(.string, from: start, isEscaped: isEscaped)
        position += 1
        return
      case UInt8(ascii: "\\"):
        isEscaped = true
        try escape()
      default: position += 1
      }
    }
    throw JSONFault(offset: position)
  }

  private mutating func escape() throws(JSONFault) {
    position += 1
    switch try peek() {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 1
    case UInt8(ascii: "u"):
      position += 1
      for _ in 0..<4 {
        guard JSONText.hexValue(try peek()) != nil else { throw JSONFault(offset: position) }
        position += 1
      }
    default: throw JSONFault(offset: position)
    }
  }

  private mutating func word(_ text: StaticString, _ kind: JSONKind) throws(JSONFault) {
    let start = position
    for offset in 0..<text.utf8CodeUnitCount { try expect(text.utf8Start[offset]) }
    append(kind, from: start)
  }

  private mutating func number() throws(JSONFault) {
    let start = position
    if try peek() == UInt8(ascii: "-") { position += 1 }
    if try peek() == UInt8(ascii: "0") { position += 1 } else { try digits() }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      let sign = try peek()
      if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    append(.number, from: start)
  }

  /// At least one digit.
  private mutating func digits() throws(JSONFault) {
    let start = position
    while position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39 { position += 1 }
    guard position > start else { throw JSONFault(offset: position) }
  }

  private mutating func append(_ kind: JSONKind, from start: Int, isEscaped: Bool = false) {
    nodes.append(
      JSONDocument.Node(
        kind: kind, isEscaped: isEscaped, start: UInt32(start), end: UInt32(position),
        next: UInt32(nodes.count + 1)))
  }
}
