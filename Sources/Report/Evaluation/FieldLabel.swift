package import TropeModel

/// Whose fields they are.
package enum FieldOwner: Hashable, Sendable {
  /// The movie itself.
  case movie
  /// Each of its characters.
  case character
}

/// What labels are about: a movie itself, or one of its characters.
package struct LabelledSubject: Hashable, Sendable {
  package var movie: MovieID
  /// The name as people spell it; `nil` for the movie itself.
  package var character: String?

  package init(movie: MovieID, character: String? = nil) {
    self.movie = movie
    self.character = character
  }
}

/// What people say of a movie or a character in one field.
package struct FieldLabel: Hashable, Sendable {
  package var subject: LabelledSubject
  /// The field's name.
  package var field: String
  /// What counts as right, each once; the first is what a wrong answer is held against.
  package var accepted: [FieldValue]

  package init(_ subject: LabelledSubject, field: String, accepted: [FieldValue]) {
    self.subject = subject
    self.field = field
    self.accepted = accepted
  }
}

/// What a record says of the movie itself, or of one of its characters.
package struct RecordedFields: Hashable, Sendable {
  /// The name as the record has it; `nil` for the movie itself.
  package var character: String?
  package var answers: [FieldAnswer]

  package init(character: String? = nil, answers: [FieldAnswer]) {
    self.character = character
    self.answers = answers
  }
}
