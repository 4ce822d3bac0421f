/// What people say of a character, in place of a model.
package struct HandLabel: Hashable, Sendable {
  package var movie: MovieID
  /// The name, as people spell it.
  package var character: String
  /// What they say, at least one answer; of a trope its id, as a text.
  package var answers: [FieldAnswer]
  /// Which of the fields is a trope.
  package var tropeField: String?
  /// Why; possibly empty.
  package var note: String

  package init(
    movie: MovieID, character: String, answers: [FieldAnswer], tropeField: String? = nil,
    note: String = ""
  ) {
    self.movie = movie
    self.character = character
    self.answers = answers
    self.tropeField = tropeField
    self.note = note
  }
}

/// A field of a character that people labelled: what the model had answered.
package struct HandAnswer: Hashable, Sendable {
  package var field: String
  package var isTrope: Bool
  /// Of a trope its id, as a text; `nil` where the model was not asked.
  package var answered: FieldValue?

  package init(field: String, isTrope: Bool, answered: FieldValue?) {
    self.field = field
    self.isTrope = isTrope
    self.answered = answered
  }
}

extension LabelledCharacter {
  /// Whether people labelled it, in one field at least.
  package var isByHand: Bool { !byHand.isEmpty }

  /// What stands for people where a model's name stands else.
  package static let hand = "hand"

  /// Who labelled it: `hand` where people did, in one field at least.
  ///
  /// - Parameter model: that of its record.
  package func labelledBy(model: String) -> String { isByHand ? Self.hand : model }

  /// How sure the model was of the label, where the label is the model's.
  package var labelConfidence: Double? { isByHand ? nil : confidence }

  /// As the model answered, whatever people said.
  package var byModel: LabelledCharacter {
    var character = self
    for hand in byHand {
      if hand.isTrope {
        character.tropeID = hand.answered?.text
      } else if let answered = hand.answered {
        character.set(hand.field, to: answered)
      } else {
        character.fields.removeAll { $0.field == hand.field }
      }
    }
    character.byHand = []
    character.note = ""
    return character
  }

  /// With what people say of it; what they had said before is forgotten.
  package func labelled(by label: HandLabel) -> LabelledCharacter {
    var character = byModel
    for answer in label.answers.sorted(by: { $0.field < $1.field }) {
      let isTrope = answer.field == label.tropeField
      character.byHand.append(
        HandAnswer(
          field: answer.field, isTrope: isTrope,
          answered: isTrope
            ? character.tropeID.map(FieldValue.text) ?? .null : character[field: answer.field]))
      if isTrope {
        character.tropeID = answer.value.text
      } else {
        character.set(answer.field, to: answer.value)
      }
    }
    character.note = label.note
    return character
  }

  private mutating func set(_ field: String, to value: FieldValue) {
    if let place = fields.firstIndex(where: { $0.field == field }) {
      fields[place].value = value
    } else {
      fields.append(FieldAnswer(field: field, value: value))
    }
  }
}
