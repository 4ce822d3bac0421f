import Formats
import TropeModel

/// One element of a reply: a character with the answers to the recipe's fields.
extension Recipe {
  /// `place` makes the path of a value from what follows the element's own path; called for faults
  /// only.
  func answer(
    in element: JSONView, place: (String) -> String, _ notes: inout Set<ReplyNote>
  ) throws(ReplyFault) -> CastMatcher.Answer {
    guard element.kind == .object else {
      throw .wrongKind(place: place(""), expected: .object, found: element.kind)
    }
    let fields = fields.fields
    var name: String?
    var values = [JSONView?](repeating: nil, count: fields.count)
    for member in element.members {
      if member.name == FieldList.nameKey {
        guard name == nil else { throw .doubledKey(place: place(""), key: member.name) }
        guard let text = member.value.string else {
          throw .wrongKind(
            place: place("." + member.name), expected: .string, found: member.value.kind)
        }
        if let control = SingleLine.lostLetter(in: text) {
          throw .controlCharacter(control, place: place("." + member.name))
        }
        name = text
      } else if let position = fields.firstIndex(where: { $0.name == member.name }) {
        guard values[position] == nil else {
          throw .doubledKey(place: place(""), key: member.name)
        }
        values[position] = member.value
      } else {
        notes.insert(.unknownKey(SingleLine.clipped(member.name, to: 40)))
      }
    }
    guard let name else { throw .missingKey(place: place(""), key: FieldList.nameKey) }
    var answer = CastMatcher.Answer(name: name, trope: nil, fields: [])
    for (field, value) in zip(fields, values) {
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

  func trope(
    in view: JSONView, _ field: CharacterField, of name: String
  ) throws(ReplyFault) -> Trope? {
    if view.kind == .null, field.isOptional { return nil }
    guard let text = view.string else { throw Self.wrong(view, field, of: name) }
    guard let trope = catalog?.trope(named: text) else { throw .unknownTrope(text, name: name) }
    return trope
  }

  func value(
    in view: JSONView, _ field: CharacterField, of name: String
  ) throws(ReplyFault) -> FieldValue {
    if view.kind == .null, field.isOptional { return .null }
    switch field.type {
    case .text:
      if let control = view.string.flatMap(SingleLine.lostLetter) {
        throw .controlCharacter(control, place: "'\(field.name)' of '\(SingleLine.clipped(name))'")
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
      if let text = view.string, values.contains(text) { return .text(text) }
    case .trope: break
    }
    throw Self.wrong(view, field, of: name)
  }

  private static func wrong(
    _ view: JSONView, _ field: CharacterField, of name: String
  ) -> ReplyFault {
    let raw = String(decoding: view.rawBytes.prefix(400), as: UTF8.self)
    return .wrongValue(
      field: field, name: name, found: view.kind == .string ? "\"\(raw)\"" : raw)
  }
}
