/// A value of a `JSONDocument`. Every question that does not fit the value's kind is answered with
/// `nil` or nothing, since servers differ in what they leave out.
package struct JSONView: Sendable {
  let document: JSONDocument
  let index: Int

  private var node: JSONDocument.Node { document.nodes[index] }

  /// What it is.
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

  /// The members of an object in their order, doubled ones too; none for anything else.
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

  /// The string, its escapes resolved.
  package var string: String? {
    guard node.kind == .string else { return nil }
    let raw = document.bytes[Int(node.start)..<Int(node.end)]
    guard node.isEscaped else { return String(decoding: raw, as: UTF8.self) }
    return String(decoding: JSONEscapes.resolved(raw), as: UTF8.self)
  }

  /// The number where it is a whole one that fits.
  package var int: Int? {
    guard node.kind == .number else { return nil }
    if let value = Int(text) { return value }
    guard let value = Double(text) else { return nil }
    return Int(exactly: value)
  }

  /// The number.
  package var double: Double? { node.kind == .number ? Double(text) : nil }

  /// `true` or `false`.
  package var bool: Bool? {
    guard node.kind == .bool else { return nil }
    return document.bytes[Int(node.start)] == UInt8(ascii: "t")
  }

  /// A string as it is, a number or truth value as it is written; `nil` for anything else.
  package var scalarText: String? {
    switch node.kind {
    case .string: string
    case .number, .bool: text
    case .object, .array, .null: nil
    }
  }

  /// Where the value stands among the document's bytes: as `rawBytes`.
  package var range: Range<Int> { Int(node.start)..<Int(node.end) }

  /// The value's own bytes; those of a string without its quotes, escapes kept.
  package var rawBytes: [UInt8] { Array(document.bytes[range]) }

  private var text: String {
    String(decoding: document.bytes[range], as: UTF8.self)
  }

  private func isName(_ position: Int, _ name: String) -> Bool {
    let key = document.nodes[position]
    if key.isEscaped { return JSONView(document: document, index: position).string == name }
    // Most names differ in their length already.
    guard Int(key.end - key.start) == name.utf8.count else { return false }
    return document.bytes[Int(key.start)..<Int(key.end)].elementsEqual(name.utf8)
  }
}
