package import TropeModel

/// What the model is told to do: the system message, with places for the lists of tropes and fields.
package struct Prompt: Sendable {
  /// The text, without white space at its ends, with line feeds only; it has each mark of its
  /// fields exactly once.
  package let text: String
  /// SHA-256 of the text and of the form of question and answer.
  package let hash: Digest

  /// The version of everything that `Recipe` adds to prompt, catalog and fields of itself: tags, the
  /// escaping in them, the schema, the lines of fields, the wrapping of several movies. To be raised whenever any of it
  /// changes, so that answers to the old form are not taken for answers to the new one.
  package static let formVersion: UInt64 = 1

  /// The prompt for tropes that is used where the user gives none.
  package static let builtIn = builtIn(for: .tropes)

  /// The prompt for these fields that is used where the user gives none.
  package static func builtIn(for fields: FieldList, endpoint: Endpoint = .chat) -> Prompt {
    if endpoint == .decisions { return builtInForDecisions(fields) }
    let hasMovie = fields.asksOfMovies
    let text =
      switch fields.kind {
      case .tropes: BuiltInPrompt.tropes(hasMovie)
      case .deaths: BuiltInPrompt.deaths(hasMovie)
      case .custom where !fields.asksOfCharacters: BuiltInPrompt.movies
      case .custom:
        fields.asksForTrope
          ? BuiltInPrompt.fieldsWithTrope(hasMovie) : BuiltInPrompt.fields(hasMovie)
      }
    return Prompt(checked: text, marks: fields.marks)
  }

  private static func builtInForDecisions(_ fields: FieldList) -> Prompt {
    let text =
      switch (fields.kind, fields.asksForTrope) {
      case (.tropes, _): BuiltInPrompt.decisions
      case (_, true): BuiltInPrompt.decisionsOnFieldsWithTrope
      case (_, false): BuiltInPrompt.decisionsOnFields
      }
    return Prompt(checked: text, marks: fields.marks)
  }

  /// Reads a prompt file: UTF-8 text, with or without BOM, in which `{{catalog}}`, `{{fields}}` and
  /// `{{movie_fields}}` mark where the lists of tropes, of the characters' fields and of the movie's own
  /// go; a list without its mark goes before the text.
  ///
  /// Any other `{{…}}` is refused, since it is more likely a mistake than a text for the model, and
  /// so is the mark of a list that these fields do not have; a second mark too, since every request
  /// would pay for the list twice.
  package init(
    bytes: [UInt8], path: String, fields: FieldList = .tropes
  ) throws(Diagnostic) {
    guard var text = String(validating: bytes, as: UTF8.self) else {
      let line = SingleLine.lineOfInvalidUTF8(bytes)
      throw PromptFault.notUTF8.diagnostic(path: path, place: line.map { ($0, nil) })
    }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    text = text.replacing("\r\n", with: "\n")
    let marks = fields.marks
    if let (fault, place) = Self.fault(in: text, marks) {
      throw fault.diagnostic(path: path, place: place)
    }
    let trimmed = Self.trimmed(text)
    let own = marks.reduce(trimmed) { $0.replacing($1.rawValue, with: "") }
    guard !Self.trimmed(own).isEmpty else {
      throw PromptFault.empty.diagnostic(path: path, place: nil)
    }
    self.init(checked: trimmed, marks: marks)
  }

  private init(checked text: String, marks: [PromptMark]) {
    let missing = marks.filter { !text.contains($0.rawValue) }
    self.text = missing.map { $0.heading + $0.rawValue + "\n" }.joined() + text
    var hasher = CanonicalHasher(domain: "prompt")
    hasher.addNumber(Self.formVersion)
    hasher.add(self.text)
    hash = hasher.digest()
  }

  /// The text with the lists in their places. What a list holds is never taken for a mark.
  func filled(catalog: Catalog?, fields: FieldList) -> String {
    let places = fields.marks.compactMap { mark in
      text.firstRange(of: mark.rawValue).map { (range: $0, mark: mark) }
    }.sorted { $0.range.lowerBound < $1.range.lowerBound }
    var filled = ""
    var position = text.startIndex
    for (range, mark) in places {
      filled += text[position..<range.lowerBound]
      switch mark {
      case .catalog: filled += catalog?.block ?? ""
      case .fields: filled += fields.block
      case .movieFields: filled += fields.movieBlock
      }
      position = range.upperBound
    }
    return filled + text[position...]
  }

  /// The first fault, with line and column (in characters), both from 1.
  private static func fault(
    in text: String, _ marks: [PromptMark]
  ) -> (PromptFault, (Int, Int?))? {
    var found: Set<PromptMark> = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      var rest = line[...]
      while let open = rest.firstRange(of: "{{") {
        let place = (number + 1, line.distance(from: line.startIndex, to: open.lowerBound) + 1)
        guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
          return (.unclosedPlaceholder(marks), place)
        }
        let placeholder = String(rest[open.lowerBound..<close.upperBound])
        guard let mark = PromptMark(rawValue: placeholder), marks.contains(mark) else {
          return (.unknownPlaceholder(placeholder, marks), place)
        }
        guard found.insert(mark).inserted else { return (.doubledMark(mark), place) }
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
