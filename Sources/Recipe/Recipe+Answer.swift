import Formats
import TropeModel

/// One element of a reply: a character with the answers to the recipe's fields. And the movie's own fields, which are
/// answered alike.
extension Recipe {
  /// The most bytes of what is compared with other texts or looked up by its text: a name, a key, a value of a list. Texts are
  /// compared by letters, and a letter with a million accents on it takes hours; no name has so many bytes.
  static let mostBytesOfWord = 4_096

  /// What may be compared and looked up.
  static func word(_ text: String, place: () -> String) throws(ReplyFault) -> String {
    guard text.utf8.count <= mostBytesOfWord else { throw .overlongWord(place: place()) }
    return text
  }

  /// `place` makes the path of a value from what follows the element's own path; called for faults
  /// only.
  func answer(
    in element: JSONView, place: (String) -> String, _ notes: inout Set<ReplyNote>
  ) throws(ReplyFault) -> CastMatcher.Answer {
    guard element.kind == .object else {
      throw .wrongKind(place: place(""), expected: .object, found: element.kind)
    }
    let (own, values) = try Self.sorted(
      element.members, FieldList.nameKey, fields.fields, place: { place("") }, &notes)
    guard let own else { throw .missingKey(place: place(""), key: FieldList.nameKey) }
    guard let given = own.string else {
      throw .wrongKind(
        place: place("." + FieldList.nameKey), expected: .string, found: own.kind)
    }
    let name = try Self.word(given) { place("." + FieldList.nameKey) }
    if let control = SingleLine.lostLetter(in: name) {
      throw .controlCharacter(control, place: place("." + FieldList.nameKey))
    }
    var answer = CastMatcher.Answer(name: name, trope: nil, fields: [])
    for (field, value) in zip(fields.fields, values) {
      guard let value else { throw .missingKey(place: place(""), key: field.name) }
      if field.type == .trope {
        answer.trope = try trope(in: value, field, of: name)
      } else {
        answer.fields.append(
          FieldAnswer(field: field.name, value: try self.value(in: value, field, of: name)))
      }
    }
    return answer
  }

  /// What the object of a movie that has fields of its own says: the list of its characters, where they are asked about, and
  /// the answers to its fields.
  func movieAnswer(
    in members: [(name: String, value: JSONView)], place: () -> String,
    _ notes: inout Set<ReplyNote>
  ) throws(ReplyFault) -> (characters: JSONView?, fields: [FieldAnswer]) {
    let (list, values) = try Self.sorted(
      members, fields.asksOfCharacters ? FieldList.charactersKey : nil, fields.movieFields,
      place: place, &notes)
    if fields.asksOfCharacters, list == nil {
      throw .missingKey(place: place(), key: FieldList.charactersKey)
    }
    var answers: [FieldAnswer] = []
    for (field, value) in zip(fields.movieFields, values) {
      guard let value else { throw .missingKey(place: place(), key: field.name) }
      answers.append(
        FieldAnswer(field: field.name, value: try self.value(in: value, field, of: nil)))
    }
    return (list, answers)
  }

  /// An object's members by what they answer: the one under a key of its own, and each field's. What is none of these is
  /// passed over.
  private static func sorted(
    _ members: [(name: String, value: JSONView)], _ key: String?, _ fields: [RecipeField],
    place: () -> String, _ notes: inout Set<ReplyNote>
  ) throws(ReplyFault) -> (own: JSONView?, values: [JSONView?]) {
    var own: JSONView?
    var values = [JSONView?](repeating: nil, count: fields.count)
    for member in members {
      let memberName = try word(member.name, place: place)
      if memberName == key {
        guard own == nil else { throw .doubledKey(place: place(), key: member.name) }
        own = member.value
      } else if let position = fields.firstIndex(where: { $0.name == memberName }) {
        guard values[position] == nil else {
          throw .doubledKey(place: place(), key: member.name)
        }
        values[position] = member.value
      } else {
        notes.insert(.unknownKey(SingleLine.clipped(member.name, to: 40)))
      }
    }
    return (own, values)
  }

  func trope(
    in view: JSONView, _ field: RecipeField, of name: String
  ) throws(ReplyFault) -> Trope? {
    if view.kind == .null, field.isOptional { return nil }
    guard let given = view.string else { throw Self.wrong(view, field, of: name) }
    let text = try Self.word(given) { ReplyFault.place(of: field, of: name) }
    guard let trope = catalog?.trope(named: text) else { throw .unknownTrope(text, name: name) }
    return trope
  }

  /// - Parameter name: the character's; `nil` where the field is the movie's.
  func value(
    in view: JSONView, _ field: RecipeField, of name: String?
  ) throws(ReplyFault) -> FieldValue {
    if view.kind == .null, field.isOptional { return .null }
    switch field.type {
    case .text:
      if let control = view.string.flatMap(SingleLine.lostLetter) {
        throw .controlCharacter(control, place: ReplyFault.place(of: field, of: name))
      }
      if let text = view.string.map(SingleLine.collapsed) {
        if !text.isEmpty { return .text(text) }
        // Models say so, too, that there is nothing to say.
        if field.isOptional { return .null }
      }
    case .integer(let range):
      if let number = view.int, range.contains(number) { return .integer(number) }
    case .number(let range):
      if let number = view.double, number.isFinite, range.contains(number) {
        return .number(number)
      }
    case .boolean:
      if let truth = view.bool { return .boolean(truth) }
    case .choice(let values):
      if let given = view.string {
        let text = try Self.word(given) { ReplyFault.place(of: field, of: name) }
        if values.contains(text) { return .text(text) }
      }
    case .trope: break
    }
    throw Self.wrong(view, field, of: name)
  }

  private static func wrong(
    _ view: JSONView, _ field: RecipeField, of name: String?
  ) -> ReplyFault {
    let raw = String(decoding: view.rawBytes.prefix(400), as: UTF8.self)
    return .wrongValue(
      field: field, name: name, found: view.kind == .string ? "\"\(raw)\"" : raw)
  }
}
