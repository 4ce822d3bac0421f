/// A parsed JSON text (RFC 8259): its bytes and a flat list of where each value stands.
///
/// Strings and numbers are decoded when they are asked for, so that pulling a few fields out of a
/// long text allocates little.
///
/// An own reader rather than Foundation's, for four things that one does not give: members that are
/// doubled or out of order are seen, a value's own bytes can be had, of a reply that was cut off the
/// members that are whole are kept, and a fault has its place. It also costs less: what is used of
/// 42,306 output lines (50 MB) takes 0.29 s of processor time, with JSONDecoder 1.22 s, with
/// JSONSerialization 1.57 s (Benchmarks/json/run).
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

  private init(_ bytes: [UInt8], _ nodes: [Node]) {
    self.bytes = bytes
    self.nodes = nodes
  }

  /// Parses one JSON value with nothing but white space around it.
  package init(_ bytes: [UInt8], strings: JSONStrings = .loose) throws(JSONFault) {
    self.bytes = bytes
    nodes = try bytes.withUnsafeBufferPointer { buffer throws(JSONFault) in
      var parser = JSONParser(buffer, strings: strings)
      try parser.parse()
      return parser.nodes
    }
  }

  /// Parses as much as there is, with checked strings: of an object that has a fault, the members
  /// that are whole before it. No document where anything else has a fault.
  package static func salvage(_ bytes: [UInt8]) -> (document: JSONDocument?, fault: JSONFault?) {
    bytes.withUnsafeBufferPointer { buffer in
      var parser = JSONParser(buffer, strings: .checked)
      do throws(JSONFault) {
        try parser.parse()
        return (JSONDocument(bytes, parser.nodes), nil)
      } catch {
        let isObject = parser.keepWholeMembers()
        return (isObject ? JSONDocument(bytes, parser.nodes) : nil, error)
      }
    }
  }

  /// The outermost value.
  package var root: JSONView { JSONView(document: self, index: 0) }
}

/// How strings are looked at while a text is parsed.
package enum JSONStrings: Sendable {
  /// For what servers say: raw control characters are let through, and bytes that are no UTF-8 and
  /// halves of surrogate pairs become U+FFFD.
  case loose
  /// All these are faults, as RFC 8259 has it.
  case checked
}
