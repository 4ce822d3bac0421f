import JSONBytes

extension JSON {
  /// The value as compact JSON in UTF-8.
  package var bytes: [UInt8] {
    var result: [UInt8] = []
    write(into: &result)
    return result
  }

  /// The value as compact JSON.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Appends the value as compact JSON.
  package func write(into result: inout [UInt8]) {
    switch self {
    case .null: result.append(contentsOf: "null".utf8)
    case .bool(let value): result.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): result.append(contentsOf: String(value).utf8)
    case .number(let value):
      // JSON has no word for infinity or not-a-number; nothing here computes either.
      result.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
    case .string(let text): Self.write(text, into: &result)
    case .array(let elements):
      result.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { result.append(UInt8(ascii: ",")) }
        element.write(into: &result)
      }
      result.append(UInt8(ascii: "]"))
    case .object(let object):
      result.append(UInt8(ascii: "{"))
      for (index, member) in object.members.enumerated() {
        if index > 0 { result.append(UInt8(ascii: ",")) }
        Self.write(member.key, into: &result)
        result.append(UInt8(ascii: ":"))
        member.value.write(into: &result)
      }
      result.append(UInt8(ascii: "}"))
    }
  }

  /// Appends a text as a JSON string; separators of lines stay as they are, so that clients meet them.
  private static func write(_ text: String, into result: inout [UInt8]) {
    JSONText.appendString(text, to: &result, separators: .kept)
  }
}
