/// One line of a record: a character and what the recipe asked of it.
package struct LabelledCharacter: Hashable, Sendable {
  /// The name as the cast gives it, or as the model gave it for a movie without a cast.
  package var name: String
  /// The `id` of a trope of the catalog, as `CHOSEN_ONE`; `nil` where the recipe asks for none, or the answer
  /// was `null`.
  package var tropeID: String?
  /// Whether the name is of the movie's cast file.
  package var isInCast: Bool
  /// What was answered to the recipe's other fields, in the recipe's order; empty where it has no others.
  package var fields: [FieldAnswer]
  /// How sure the model was of what it answered, from .02 to .9999: to sort by, and no probability of being right.
  /// `nil` where its reply does not tell.
  package var confidence: Double?
  /// The fields that people labelled, by name; empty where all is the model's.
  package var byHand: [HandAnswer]
  /// What people noted with their label; possibly empty.
  package var note: String

  package init(
    name: String, tropeID: String?, isInCast: Bool, fields: [FieldAnswer] = [],
    confidence: Double? = nil, byHand: [HandAnswer] = [], note: String = ""
  ) {
    self.name = name
    self.tropeID = tropeID
    self.isInCast = isInCast
    self.fields = fields
    self.confidence = confidence
    self.byHand = byHand
    self.note = note
  }

  /// What was answered to the field of that name, tropes left aside; `nil` where the record has no such field.
  package subscript(field name: String) -> FieldValue? {
    fields.first { $0.field == name }?.value
  }
}

/// The answer to one field of one character.
package struct FieldAnswer: Hashable, Sendable {
  /// The field's name.
  package var field: String
  package var value: FieldValue

  package init(field: String, value: FieldValue) {
    self.field = field
    self.value = value
  }
}

/// What a field of a character holds. Tropes are kept apart, in `LabelledCharacter.tropeID`.
package enum FieldValue: Hashable, Sendable {
  /// The plot does not tell.
  case null
  case boolean(Bool)
  case integer(Int)
  /// A finite number.
  case number(Double)
  /// Of a text field, or a choice.
  case text(String)

  /// The value as a person would write it into a table; `nil` for `null`.
  package var text: String? {
    switch self {
    case .null: nil
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let value): value.description
    case .text(let value): value
    }
  }
}
