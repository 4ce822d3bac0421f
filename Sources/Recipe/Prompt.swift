package import TropeModel

/// What the model is told to do: the system message, with a place for the list of tropes.
package struct Prompt: Sendable {
  /// The text, without white space at its ends, with line feeds only; it has `{{catalog}}` exactly
  /// once.
  package let text: String
  /// SHA-256 of the text and of the form of question and answer.
  package let hash: Digest

  /// Where the list of tropes goes.
  package static let catalogPlaceholder = "{{catalog}}"

  /// The version of everything that `Recipe` adds to prompt and catalog of itself: tags, the
  /// escaping in them, the schema, the wrapping of several movies. To be raised whenever any of it
  /// changes, so that answers to the old form are not taken for answers to the new one.
  package static let formVersion: UInt64 = 1

  /// The prompt that is used where the user gives none.
  package static let builtIn = Prompt(checked: BuiltInPrompt.text)

  /// Reads a prompt file: UTF-8 text, with or without BOM, in which `{{catalog}}` marks where the
  /// list of tropes goes; without that mark the list goes before the text.
  ///
  /// Any other `{{…}}` is refused, since it is more likely a mistake than a text for the model; so
  /// is a second `{{catalog}}`, since every request would pay for the list twice.
  package init(bytes: [UInt8], path: String) throws(Diagnostic) {
    guard var text = String(validating: bytes, as: UTF8.self) else {
      let line = SingleLine.lineOfInvalidUTF8(bytes)
      throw PromptFault.notUTF8.diagnostic(path: path, place: line.map { ($0, nil) })
    }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    text = text.replacing("\r\n", with: "\n")
    if let (fault, place) = Self.fault(in: text) {
      throw fault.diagnostic(path: path, place: place)
    }
    let trimmed = Self.trimmed(text)
    guard !trimmed.isEmpty, trimmed != Self.catalogPlaceholder else {
      throw PromptFault.empty.diagnostic(path: path, place: nil)
    }
    self.init(checked: trimmed)
  }

  private init(checked text: String) {
    let placed = text.contains(Self.catalogPlaceholder)
    self.text = placed ? text : Self.catalogPlaceholder + "\n" + text
    var hasher = CanonicalHasher(domain: "prompt")
    hasher.addNumber(Self.formVersion)
    hasher.add(self.text)
    hash = hasher.digest()
  }

  /// The text with the list of tropes in its place.
  func filled(with catalog: Catalog) -> String {
    var parts = text.split(
      separator: Self.catalogPlaceholder, maxSplits: 1, omittingEmptySubsequences: false)
    let after = parts.popLast() ?? ""
    return (parts.first ?? "") + catalog.block + after
  }

  /// The first fault, with line and column (in characters), both from 1.
  private static func fault(in text: String) -> (PromptFault, (Int, Int?))? {
    var hasCatalog = false
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      var rest = line[...]
      while let open = rest.firstRange(of: "{{") {
        let place = (number + 1, line.distance(from: line.startIndex, to: open.lowerBound) + 1)
        guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
          return (.unclosedPlaceholder, place)
        }
        let placeholder = String(rest[open.lowerBound..<close.upperBound])
        guard placeholder == catalogPlaceholder else {
          return (.unknownPlaceholder(placeholder), place)
        }
        if hasCatalog { return (.doubledCatalog, place) }
        hasCatalog = true
        rest = rest[close.upperBound...]
      }
      if let nul = line.firstIndex(of: "\0") {
        return (.nul, (number + 1, line.distance(from: line.startIndex, to: nul) + 1))
      }
    }
    return nil
  }

  private static func trimmed(_ text: String) -> String {
    var scalars = text.unicodeScalars[...]
    while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }
}
