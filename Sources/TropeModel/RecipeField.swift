/// One thing that a recipe asks of every character, or of the movie itself: a field of the answer, and a column of the
/// records.
package struct RecipeField: Hashable, Sendable {
  /// What answers, records and tables call it: lower-case letters, digits and underscores.
  package var name: String
  package var type: FieldType
  /// What the model is told of it, on one line; possibly empty.
  package var description: String
  /// Whether an answer may say `null`: that the plot does not tell.
  package var isOptional: Bool

  package init(
    name: String, type: FieldType, description: String = "", isOptional: Bool = false
  ) {
    self.name = name
    self.type = type
    self.description = description
    self.isOptional = isOptional
  }
}

/// What a field can hold; that of a movie all but a trope.
package enum FieldType: Hashable, Sendable {
  /// A text of one line that is not empty.
  case text
  /// A whole number within a range.
  case integer(FieldRange<Int>)
  /// A number within a range.
  case number(FieldRange<Double>)
  /// True or false.
  case boolean
  /// One of these texts, at least one, all different.
  case choice([String])
  /// One trope of the catalog.
  case trope

  /// The kind of type, without its particulars.
  package var kind: FieldKind {
    switch self {
    case .text: .text
    case .integer: .integer
    case .number: .number
    case .boolean: .boolean
    case .choice: .choice
    case .trope: .trope
    }
  }
}

/// The kinds of fields; the raw value is the word of the tropefile and of tropes.db.
package enum FieldKind: String, CaseIterable, Hashable, Sendable {
  case text
  case integer
  case number
  case boolean
  case choice
  case trope
}

/// Numbers from `least` to `most`, both included; `nil` is no bound.
package struct FieldRange<Bound: Comparable & Hashable & Sendable>: Hashable, Sendable {
  package var least: Bound?
  package var most: Bound?

  package init(least: Bound? = nil, most: Bound? = nil) {
    self.least = least
    self.most = most
  }

  /// Whether a number is within the range.
  package func contains(_ value: Bound) -> Bool {
    if let least, value < least { return false }
    if let most, value > most { return false }
    return true
  }
}

/// Where the fields of a recipe come from; the raw value is the word of the tropefile.
package enum RecipeKind: String, CaseIterable, Hashable, Sendable {
  /// One trope of the catalog for each character.
  case tropes
  /// Whether each character dies.
  case deaths
  /// The fields that the tropefile describes.
  case custom
}
