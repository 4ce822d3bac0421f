/// Removes the keywords of a JSON schema that the API does not count, keeping the order of the rest
/// byte for byte. (Foundation's parser loses the order of keys, and with it the count.)
package enum SchemaPruning {
  /// The keywords left out, at any depth at which they are keywords: a *property* that happens to be
  /// called `required` stays.
  static let droppedKeywords: Set<String> = ["required", "additionalProperties", "$schema"]

  /// Keywords whose value maps free names to schemas.
  fileprivate static let keywordsOfNamedSchemas: Set<String> = [
    "properties", "$defs", "definitions", "patternProperties",
  ]

  /// Keywords whose value is data, not a schema.
  fileprivate static let keywordsOfData: Set<String> = ["enum", "const", "default", "examples"]

  /// The schema without them. Bytes that are no JSON come back as they are.
  package static func pruned(_ json: [UInt8]) -> [UInt8] {
    var walk = Walk(json: json)
    guard walk.copyValue(as: .schema, depth: 0), walk.position == json.count else { return json }
    return walk.output
  }

  /// What a value is, which decides what its keys mean.
  fileprivate enum Role {
    case schema, namedSchemas, data
  }

  private struct Walk {
    let json: [UInt8]
    var position = 0
    var output: [UInt8] = []

    /// Nesting beyond this is not followed: the API allows ten levels, the stack more than this.
    static let maximalDepth = 200

    init(json: [UInt8]) {
      self.json = json
      output.reserveCapacity(json.count)
    }

    /// Copies one value; false if there is none.
    mutating func copyValue(as role: Role, depth: Int) -> Bool {
      guard depth < Self.maximalDepth, let first = peek() else { return false }
      switch first {
      case UInt8(ascii: "{"): return copyObject(as: role, depth: depth)
      case UInt8(ascii: "["): return copyArray(as: role, depth: depth)
      case UInt8(ascii: "\""):
        guard let text = string() else { return false }
        output += text
        return true
      default:
        let start = position
        while let byte = peek(), !",]}".utf8.contains(byte) { position += 1 }
        output += json[start..<position]
        return position > start
      }
    }

    private mutating func copyArray(as role: Role, depth: Int) -> Bool {
      output.append(json[position])
      position += 1
      if take("]") { return true }
      while true {
        guard copyValue(as: role, depth: depth + 1) else { return false }
        if take("]") { return true }
        guard take(",") else { return false }
      }
    }

    private mutating func copyObject(as role: Role, depth: Int) -> Bool {
      output.append(json[position])
      position += 1
      if take("}") { return true }
      var isFirst = true
      while true {
        let start = output.count
        guard let quoted = string(), peek() == UInt8(ascii: ":") else { return false }
        position += 1
        if !isFirst { output.append(UInt8(ascii: ",")) }
        output += quoted
        output.append(UInt8(ascii: ":"))
        let key = String(decoding: quoted.dropFirst().dropLast(), as: UTF8.self)
        guard copyValue(as: role.ofValue(forKey: key), depth: depth + 1) else { return false }
        if role == .schema, SchemaPruning.droppedKeywords.contains(key) {
          output.removeSubrange(start...)
        } else {
          isFirst = false
        }
        // `take` writes the brace; a comma is written before the next key that stays.
        if take("}") { return true }
        guard peek() == UInt8(ascii: ",") else { return false }
        position += 1
      }
    }

    /// The quoted string at the position, quotes included; `nil` if there is none.
    private mutating func string() -> ArraySlice<UInt8>? {
      guard peek() == UInt8(ascii: "\"") else { return nil }
      let start = position
      position += 1
      while let byte = peek() {
        position += 1
        if byte == UInt8(ascii: "\\") {
          position += 1
        } else if byte == UInt8(ascii: "\"") {
          return json[start..<position]
        }
      }
      return nil
    }

    private func peek() -> UInt8? { position < json.count ? json[position] : nil }

    /// Copies the byte if it is next.
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard peek() == UInt8(ascii: character) else { return false }
      output.append(json[position])
      position += 1
      return true
    }
  }
}

extension SchemaPruning.Role {
  /// The role of the value under `key` of an object in this role.
  fileprivate func ofValue(forKey key: String) -> SchemaPruning.Role {
    switch self {
    case .data: .data
    case .namedSchemas: .schema
    case .schema:
      if SchemaPruning.keywordsOfNamedSchemas.contains(key) {
        .namedSchemas
      } else if SchemaPruning.keywordsOfData.contains(key) {
        .data
      } else {
        .schema
      }
    }
  }
}
