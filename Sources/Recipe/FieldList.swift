package import TropeModel

/// What a recipe asks of each character and of the movie itself: the description that schema, checks, prompt and tables
/// follow from.
package struct FieldList: Sendable {
  /// Where it comes from.
  package let kind: RecipeKind
  /// What is asked of each character; none where only the movie is asked about. At most one asks for a trope; names are
  /// unique and none is `name`, under which answers have the character itself.
  package let fields: [RecipeField]
  /// What is asked of the movie itself; possibly nothing, and never a trope. Names are unique and none is `characters`.
  package let movieFields: [RecipeField]
  /// SHA-256 of names, types, descriptions and order; `nil` where the trope alone is asked for, so that the
  /// recipe's identity there is what it was before there were other fields.
  package let hash: Digest?

  /// The key under which an answer has the character's name.
  static let nameKey = "name"
  /// The key under which an answer about one movie has its characters.
  static let charactersKey = "characters"

  /// One trope of the catalog.
  package static let tropes = FieldList(
    .tropes, [RecipeField(name: "trope", type: .trope)], hash: nil)

  /// Whether the character dies.
  package static let deaths = FieldList(
    .deaths,
    [
      RecipeField(
        name: "dies", type: .boolean,
        description:
          "true if the character dies in the course of the plot; false if not, or if the "
          + "plot does not tell")
    ])

  /// The fields that a tropefile describes, checked by its reader.
  package static func custom(_ fields: [RecipeField]) -> FieldList { FieldList(.custom, fields) }

  /// The same, and these fields of the movie itself.
  package func asking(ofMovie fields: [RecipeField]) -> FieldList {
    guard !fields.isEmpty else { return self }
    var hasher = CanonicalHasher(domain: "fields beside those of the movie")
    hasher.addNumber(hash == nil ? 0 : 1)
    if let hash { hasher.add(hash) }
    hasher.add(Self.hash(of: fields))
    return FieldList(kind, self.fields, ofMovie: fields, hash: hasher.digest())
  }

  private init(_ kind: RecipeKind, _ fields: [RecipeField]) {
    self.init(kind, fields, hash: Self.hash(of: fields))
  }

  private init(
    _ kind: RecipeKind, _ fields: [RecipeField], ofMovie movieFields: [RecipeField] = [],
    hash: Digest?
  ) {
    self.kind = kind
    self.fields = fields
    self.movieFields = movieFields
    self.hash = hash
  }

  /// Whether characters are asked about.
  package var asksOfCharacters: Bool { !fields.isEmpty }

  /// Whether the movie itself is asked about.
  package var asksOfMovies: Bool { !movieFields.isEmpty }

  /// Whether a field asks for a trope, so that a catalog is needed.
  package var asksForTrope: Bool { fields.contains { $0.type == .trope } }

  /// The values of all lists to choose from, the catalog aside.
  var choices: [String] {
    (fields + movieFields).flatMap { field in
      if case .choice(let values) = field.type { values } else { [String]() }
    }
  }

  /// The lines of the system message that tell the characters' fields.
  var block: String { fields.map(\.promptLine).joined(separator: "\n") }

  /// The lines of the system message that tell the movie's own fields.
  var movieBlock: String { movieFields.map(\.promptLine).joined(separator: "\n") }

  /// The fields in words, for the record of what was built with; `nil` where the trope alone is asked for.
  package var words: String? {
    guard hash != nil else { return nil }
    return
      (fields.map { "\($0.name): \($0.expectation)" }
      + movieFields.map { "\($0.name) of the movie: \($0.expectation)" }).joined(separator: "; ")
  }

  /// The same fields, the values of the characters' own in other orders.
  ///
  /// - Parameter orders: one for each field that is a choice, in their order: every position once.
  func arranged(_ orders: [[Int]]) -> FieldList {
    guard !orders.isEmpty else { return self }
    var left = orders[...]
    let arranged = fields.map { field in
      guard case .choice(let values) = field.type, let order = left.popFirst() else {
        return field
      }
      var field = field
      field.type = .choice(order.map { values[$0] })
      return field
    }
    return FieldList(kind, arranged).asking(ofMovie: movieFields)
  }

  /// Whether a strict schema can list the catalog and the fields' own values together.
  ///
  /// - Parameter path: the catalog's, for the message.
  package func check(with catalog: Catalog, path: String) throws(Diagnostic) {
    let choices = choices
    let values = catalog.tropes.count + choices.count
    let characters = (catalog.tropes.map(\.name) + choices).reduce(0) {
      $0 + $1.unicodeScalars.count
    }
    guard asksForTrope, !choices.isEmpty,
      values > StrictSchema.mostEnumValues || characters > StrictSchema.mostCharacters
    else { return }
    throw CatalogFault.tooManyWithFields(
      tropes: catalog.tropes.count, values: choices.count, characters: characters
    ).diagnostic(path: path, line: nil)
  }

  /// Whether decisions can choose from the catalog.
  ///
  /// - Parameter path: the catalog's, for the message.
  package func checkDecidable(with catalog: Catalog, path: String) throws(Diagnostic) {
    guard asksForTrope, !Endpoint.choices.contains(catalog.tropes.count) else { return }
    throw CatalogFault.notDecidable(tropes: catalog.tropes.count).diagnostic(path: path, line: nil)
  }

  private static func hash(of fields: [RecipeField]) -> Digest {
    var hasher = CanonicalHasher(domain: "fields")
    hasher.addNumber(UInt64(fields.count))
    for field in fields {
      hasher.add(field.name)
      hasher.add(field.type.kind.rawValue)
      switch field.type {
      case .integer(let range):
        hasher.add(range.least.map(String.init))
        hasher.add(range.most.map(String.init))
      case .number(let range):
        hasher.add(range.least.map(\.description))
        hasher.add(range.most.map(\.description))
      case .choice(let values):
        hasher.addNumber(UInt64(values.count))
        for value in values { hasher.add(value) }
      case .text, .boolean, .trope: break
      }
      hasher.addNumber(field.isOptional ? 1 : 0)
      hasher.add(field.description)
    }
    return hasher.digest()
  }
}

extension RecipeField {
  /// What the model is told of the field. It is part of every question: whoever changes it raises
  /// `Prompt.formVersion`.
  fileprivate var promptLine: String {
    let form =
      switch type {
      case .text: "a text"
      case .integer(let range): "a whole number" + range.words
      case .number(let range): "a number" + range.words
      case .boolean: "true or false"
      case .choice(let values): "one of " + values.map { "\"\($0)\"" }.joined(separator: ", ")
      case .trope: "the name of one trope in <tropes>"
      }
    return "- \(name)\(description.isEmpty ? "" : ": " + description) "
      + "(\(form)\(isOptional ? "; null if the plot does not tell" : ""))"
  }
}
