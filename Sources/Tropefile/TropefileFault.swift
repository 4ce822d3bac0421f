/// A place in a file, counted from 1; columns are counted in Unicode scalars, as YAML counts them.
struct Place: Hashable, Comparable, Sendable {
  var line: Int
  var column: Int

  static let start = Place(line: 1, column: 1)

  static func < (left: Place, right: Place) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// What can stand where a tropefile wants something else.
enum NodeKind: Hashable, Sendable {
  case scalar
  case list
  case mapping
}

/// What can be wrong with a tropefile. The words for it are in `Faults+Message.swift`.
enum TropefileFault: Error, Equatable, Sendable {
  // The bytes.
  case tooLarge(bytes: Int, most: Int)
  case notUTF8(isUTF16: Bool)
  case controlCharacter(code: UInt32)

  // The YAML.
  case syntax(problem: String, context: String?, contextLine: Int?, hasTabBefore: Bool)
  case openQuote
  case secondDocument
  case unsupportedTag(String)

  // The keys.
  case notSections(NodeKind)
  case keyIsNotAWord
  case mergeKey
  case unknown(name: String, isSection: Bool, section: String, near: String?)
  /// A known name in the wrong section; `section` is where it belongs, empty for the top level.
  case misplaced(name: String, section: String)
  /// A path with dots where sections are wanted.
  case dotted(path: String)
  case alreadySet(name: String, line: Int?)
  case sectionIsNot(name: String, NodeKind)
  case missing(path: String)

  // The values.
  case valueIs(name: String, NodeKind)
  case entriesAre(name: String, NodeKind)
  case noValue(name: String, usual: String, isRequired: Bool)
  case nullValue(name: String, usual: String)
  case badValue(name: String, type: String, found: String, ValueComplaint)
  case badEntry(name: String, section: String, ValueComplaint)
  case contradiction(Contradiction, explicit: Set<String>)
}
