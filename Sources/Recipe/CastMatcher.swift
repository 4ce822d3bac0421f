import TropeModel

/// Brings what the model answered together with the names that were asked.
struct CastMatcher {
  /// One element of a reply.
  struct Answer {
    var name: String
    /// The trope, where one was asked for and is not `null`.
    var trope: Trope?
    /// The answers to the other fields.
    var fields: [FieldAnswer]
    /// How sure the model was, where that is known.
    var confidence: Double?

    /// Whether it says the same of a character, however sure.
    func isSame(as other: Answer) -> Bool { trope == other.trope && fields == other.fields }

    /// The line of the record that it becomes.
    func labelled(as name: String, isInCast: Bool) -> LabelledCharacter {
      LabelledCharacter(
        name: name, tropeID: trope?.id, isInCast: isInCast, fields: fields, confidence: confidence)
    }
  }

  /// After so many items lm-format-enforcer, which servers use to keep to a schema, ends an array that has no `maxItems`.
  private static let closedAt = 20

  private let names: [String]
  private let asked: [String]

  /// A matcher for the names of a question, in the cast's own spelling; none without a cast.
  init(names: [String]) {
    self.names = names
    asked = names.map(Question.asked)
  }

  /// The record: every name of the cast once and in its order, then the names that only the model
  /// has.
  ///
  /// A name counts as answered where it came back as it was asked; else, where it is the same but
  /// for letter case, white space, forms of quotes and dashes. All exact answers are taken first,
  /// so that "ANN" cannot take the place of "Ann" where the cast has both. The same answer about
  /// the same name again is no further one; small models go on repeating it for as long as they may.
  func record(
    of answers: [Answer], _ notes: inout Set<ReplyNote>
  ) throws(ReplyFault) -> [LabelledCharacter] {
    var given = [Answer?](repeating: nil, count: names.count)
    var others: [Answer] = []
    var positions: [String: Int]?
    for (place, answer) in answers.enumerated() {
      let position: Int?
      if place < asked.count, asked[place] == answer.name {
        position = place
      } else {
        // Only made where the reply is not in the order of the cast.
        let known = positions ?? exactPositions()
        positions = known
        position = known[answer.name]
      }
      if let position {
        if let earlier = given[position] {
          guard earlier.isSame(as: answer) else { throw .doubledName(names[position]) }
          notes.insert(.sameAnswerAgain)
        } else {
          given[position] = answer
        }
      } else {
        others.append(answer)
      }
    }
    let extras = try place(others, in: &given, &notes)

    let missing = names.indices.filter { given[$0] == nil }.map { names[$0] }
    guard missing.isEmpty else {
      guard answers.count == Self.closedAt, names.count > Self.closedAt else {
        throw .namesLeftOut(missing)
      }
      throw .arrayClosed(at: Self.closedAt, of: names.count)
    }
    var record: [LabelledCharacter] = []
    record.reserveCapacity(names.count + extras.count)
    for (name, answer) in zip(names, given) {
      guard let answer else { continue }
      record.append(answer.labelled(as: name, isInCast: true))
    }
    return record + extras
  }

  /// Gives answers that are not spelled as asked to the names they are meant for; returns the rest.
  private func place(
    _ others: [Answer], in given: inout [Answer?], _ notes: inout Set<ReplyNote>
  ) throws(ReplyFault) -> [LabelledCharacter] {
    guard !others.isEmpty else { return [] }
    var extras: [LabelledCharacter] = []
    var extraAnswers: [NameKey: Answer] = [:]
    let positions = loosePositions()
    for answer in others {
      let key = NameKey(answer.name)
      if key.isEmpty { throw .emptyName(trope: answer.trope?.name) }
      if let candidates = positions[key] {
        guard let free = candidates.first(where: { given[$0] == nil }) else {
          guard candidates.contains(where: { given[$0]?.isSame(as: answer) == true }) else {
            throw .doubledName(answer.name)
          }
          notes.insert(.sameAnswerAgain)
          continue
        }
        given[free] = answer
      } else if let earlier = extraAnswers[key] {
        guard earlier.isSame(as: answer) else { throw .doubledName(answer.name) }
        notes.insert(.sameAnswerAgain)
      } else {
        extraAnswers[key] = answer
        extras.append(answer.labelled(as: SingleLine.collapsed(answer.name), isInCast: false))
      }
    }
    return extras
  }

  private func exactPositions() -> [String: Int] {
    Dictionary(zip(asked, asked.indices), uniquingKeysWith: { first, _ in first })
  }

  /// By both spellings of a name: a model may write `<` where it read `&lt;`.
  private func loosePositions() -> [NameKey: [Int]] {
    var positions: [NameKey: [Int]] = [:]
    for position in names.indices {
      for key in Set([NameKey(asked[position]), NameKey(names[position])]) {
        positions[key, default: []].append(position)
      }
    }
    return positions
  }
}
