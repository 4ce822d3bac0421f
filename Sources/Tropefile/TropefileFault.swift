/// A place in a file, counted from 1; columns are counted in Unicode scalars, as YAML counts them.
struct Place: Hashable, Comparable, Sendable {
  /// Counted from 1.
  var line: Int
  /// Counted from 1.
  var column: Int

  /// The first letter of the file.
  static let start = Place(line: 1, column: 1)

  /// Whether a place comes before another in the file.
  static func < (left: Place, right: Place) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// What can stand where a tropefile wants something else.
enum NodeKind: Hashable, Sendable {
  /// One value, quoted or not.
  case scalar
  /// `[a, b]`, or lines with dashes.
  case list
  /// Names with values.
  case mapping
}

/// What can be wrong with a tropefile. The words for it are in `Faults+Message.swift`.
enum TropefileFault: Error, Equatable, Sendable {
  // The bytes.
  /// More bytes than a tropefile may have.
  case tooLarge(bytes: Int, most: Int)
  /// Bytes that are no UTF-8; `isUTF16`: they begin like a file of that encoding.
  case notUTF8(isUTF16: Bool)
  /// A character that YAML cannot hold.
  case controlCharacter(code: UInt32)

  // The YAML.
  /// What the parser says, in its words, with what it was at and where that began.
  case syntax(problem: String, context: String?, contextLine: Int?, hasTabBefore: Bool)
  /// A quote without an end.
  case openQuote
  /// More than one YAML document.
  case secondDocument
  /// A YAML tag that is not one of the standard ones.
  case unsupportedTag(String)

  // The keys.
  /// The file is a list or a value and has no sections.
  case notSections(NodeKind)
  /// A list or a section where a key stands.
  case keyIsNotAWord
  /// `<<`.
  case mergeKey
  /// A key or section that no schema knows, and the known one it is near to.
  case unknown(name: String, isSection: Bool, section: String, near: String?)
  /// A known name in the wrong section; `section` is where it belongs, empty for the top level.
  case misplaced(name: String, section: String)
  /// A path with dots where sections are wanted.
  case dotted(path: String)
  /// A key that stands there again; `line`: of the first.
  case alreadySet(name: String, line: Int)
  /// A section that is a value or a list.
  case sectionIsNot(name: String, NodeKind)
  /// A key that the command line sets more than once.
  case setTwice(path: String)
  /// A section that the command line sets as if it were a key; `key` is one of its keys.
  case sectionIsSet(path: String, key: String)
  /// A key that must be given and is not.
  case missing(path: String)

  // The values.
  /// A list or a section where one value is wanted.
  case valueIs(name: String, NodeKind)
  /// Something else where names with values are wanted.
  case entriesAre(name: String, NodeKind)
  /// A key with nothing behind it. `usual` is its default, in words.
  case noValue(name: String, usual: String, isRequired: Bool)
  /// `null` for a key that is never without a value.
  case nullValue(name: String, usual: String)
  /// A value that is refused; `found` is shown only where it cannot be a key of an account.
  case badValue(name: String, type: String, found: String, ValueComplaint)
  /// An entry of `section` that is refused; its value is never shown.
  case badEntry(name: String, section: String, ValueComplaint)
  /// Something about the fields of a recipe.
  case field(FieldFault)
  /// Something about the endpoints of the real-time lane.
  case endpoint(EndpointFault)
  /// Settings that cannot be together; `explicit`: the keys that the file gives.
  case contradiction(Contradiction, explicit: Set<String>)
}
