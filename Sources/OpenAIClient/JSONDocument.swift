/// A parsed JSON text: its bytes and a flat list of where each value stands.
///
/// Strings and numbers are decoded when they are asked for, so that pulling a few fields out of a
/// long text allocates little. Parsing checks the whole grammar of RFC 8259, with one leniency: raw
/// control characters are let through inside strings.
package final class JSONDocument: Sendable {
  /// One value: where it stands in `bytes`, and the node after all that is in it.
  struct Node: Sendable {
    var kind: JSONKind
    /// Whether a string has a backslash in it.
    var isEscaped = false
    /// The first byte; for a string the one after the quote.
    var start: UInt32
    /// The byte after the last; for a string the closing quote.
    var end: UInt32
    /// The index of the node after this value.
    var next: UInt32 = 0
  }

  let bytes: [UInt8]
  let nodes: [Node]

  /// Parses one JSON value with nothing but white space around it.
  package init(_ bytes: [UInt8]) throws(JSONFault) {
    self.bytes = bytes
    nodes = try bytes.withUnsafeBufferPointer { buffer throws(JSONFault) in
      var parser = try JSONParser(buffer)
      return try parser.parse()
    }
  }

  /// The outermost value.
  package var root: JSONView { JSONView(document: self, index: 0) }
}

/// What a JSON value is.
package enum JSONKind: UInt8, Sendable {
  case object, array, string, number, bool, null
}

/// The text is not JSON.
package struct JSONFault: Error, Sendable, Hashable {
  /// The byte at which it ceases to be JSON, counted from 0.
  package var offset: Int

  package init(offset: Int) { self.offset = offset }
}

/// A value of a `JSONDocument`. Every question that does not fit the value's kind is answered with
/// `nil` or nothing, since servers differ in what they leave out.
package struct JSONView: Sendable {
  let document: JSONDocument
  let index: Int

  private var node: JSONDocument.Node { document.nodes[index] }

  package var kind: JSONKind { node.kind }

  /// The member of that name; `nil` where it is missing or `null`. The last one counts where a name
  /// is doubled.
  package subscript(name: String) -> JSONView? {
    guard node.kind == .object else { return nil }
    var found: Int?
    let end = Int(node.next)
    var position = index + 1
    while position < end {
      if isName(position, name) { found = position + 1 }
      position = Int(document.nodes[position + 1].next)
    }
    guard let found, document.nodes[found].kind != .null else { return nil }
    return JSONView(document: document, index: found)
  }

  /// The elements of an array; none for anything else.
  package var elements: [JSONView] {
    guard node.kind == .array else { return [] }
    var result: [JSONView] = []
    var position = index + 1
    while position < Int(node.next) {
      result.append(JSONView(document: document, index: position))
      position = Int(document.nodes[position].next)
    }
    return result
  }

  /// The members of an object in their order; none for anything else.
  package var members: [(name: String, value: JSONView)] {
    guard node.kind == .object else { return [] }
    var result: [(name: String, value: JSONView)] = []
    var position = index + 1
    while position < Int(node.next) {
      let name = JSONView(document: document, index: position).string ?? ""
      result.append((name, JSONView(document: document, index: position + 1)))
      position = Int(document.nodes[position + 1].next)
    }
    return result
  }

  /// The string; half of a surrogate pair becomes U+FFFD.
  package var string: String? {
    guard node.kind == .string else { return nil }
    let raw = document.bytes[Int(node.start)..<Int(node.end)]
    return String(decoding: node.isEscaped ? JSONText.unescaped(raw) : Array(raw), as: UTF8.self)
  }

  /// The number where it is a whole one that fits.
  package var int: Int? {
    guard node.kind == .number else { return nil }
    let text = String(decoding: rawBytes, as: UTF8.self)
    if let value = Int(text) { return value }
    guard let value = Double(text) else { return nil }
    return Int(exactly: value)
  }

  /// The number.
  package var double: Double? {
    guard node.kind == .number else { return nil }
    return Double(String(decoding: rawBytes, as: UTF8.self))
  }

  /// `true` or `false`.
  package var bool: Bool? {
    guard node.kind == .bool else { return nil }
    return document.bytes[Int(node.start)] == UInt8(ascii: "t")
  }

  /// A string as it is, a number or truth value as it is written; `nil` for anything else.
  package var scalarText: String? {
    switch node.kind {
    case .string: string
    case .number, .bool: String(decoding: rawBytes, as: UTF8.self)
    case .object, .array, .null: nil
    }
  }

  /// The value's own bytes; those of a string without its quotes, escapes kept.
  package var rawBytes: [UInt8] { Array(document.bytes[Int(node.start)..<Int(node.end)]) }

  private func isName(_ position: Int, _ name: String) -> Bool {
    let key = document.nodes[position]
    if key.isEscaped { return JSONView(document: document, index: position).string == name }
    return document.bytes[Int(key.start)..<Int(key.end)].elementsEqual(name.utf8)
  }
}
