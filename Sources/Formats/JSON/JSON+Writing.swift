extension JSON {
  /// The value as compact JSON in one line: separators of lines are escaped.
  package var line: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the value as compact JSON.
  package func append(
    to buffer: inout [UInt8], separators: JSONText.Separators = .escaped
  ) {
    switch self {
    case .null: buffer += "null".utf8
    case .bool(let value): buffer += (value ? "true" : "false").utf8
    case .integer(let value): buffer += String(value).utf8
    // JSON has no word for infinity or not-a-number.
    case .number(let value): buffer += (value.isFinite ? "\(value)" : "null").utf8
    case .spelled(let number): buffer += number.utf8
    case .string(let text): JSONText.appendString(text, to: &buffer, separators: separators)
    case .array(let elements):
      buffer.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { buffer.append(UInt8(ascii: ",")) }
        element.append(to: &buffer, separators: separators)
      }
      buffer.append(UInt8(ascii: "]"))
    case .object(let object): object.append(to: &buffer, separators: separators)
    }
  }
}

extension JSONObject {
  /// The object as compact JSON in one line: separators of lines are escaped.
  package var line: String { JSON.object(self).line }

  fileprivate func append(to buffer: inout [UInt8], separators: JSONText.Separators) {
    buffer.append(UInt8(ascii: "{"))
    for (index, member) in members.enumerated() {
      if index > 0 { buffer.append(UInt8(ascii: ",")) }
      JSONText.appendString(member.key, to: &buffer, separators: separators)
      buffer.append(UInt8(ascii: ":"))
      member.value.append(to: &buffer, separators: separators)
    }
    buffer.append(UInt8(ascii: "}"))
  }
}
