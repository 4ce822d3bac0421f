import Formats
package import TropeModel

extension Recipe {
  /// What a reply says that was made with an earlier recipe of which nothing is known but its hash: names, labels and the
  /// movie's own fields as they stand there, read without a check. `nil` where it is not the object that is asked for.
  ///
  /// - Parameters:
  ///   - key: which movie of a reply to several it is; empty for a reply to one.
  ///   - confidences: how sure the model was, where that was kept.
  package func pastAnswer(
    in content: String, key: String, confidences: LabelConfidences? = nil
  ) -> (characters: [LabelledCharacter], movie: [FieldAnswer])? {
    var notes: Set<ReplyNote> = []
    let text = ReplyWrapping.unwrapped(Array(content.utf8), &notes)
    guard let root = try? JSONDocument(Array(text)).root, root.kind == .object,
      // Under its key a movie has the list of its characters, or an object where it has fields of its own.
      let answer = key.isEmpty ? root : root[key]
    else { return nil }
    let isOfMovie = answer.kind == .object
    let list = isOfMovie ? answer[FieldList.charactersKey] : answer
    guard list.map({ $0.kind == .array }) ?? fields.asksOfMovies else { return nil }
    let key = key.isEmpty ? ResponseSchema.key(at: 0, of: 1) : key
    let tropeNames = Set(fields.fields.filter { $0.type == .trope }.map(\.name)).union(["trope"])
    let characters = (list?.elements ?? []).enumerated().compactMap {
      place, element -> LabelledCharacter? in
      guard let name = element[FieldList.nameKey]?.string else { return nil }
      var character = LabelledCharacter(
        name: SingleLine.collapsed(name), tropeID: nil, isInCast: true,
        confidence: confidences?[key, place])
      for (field, value) in element.members where field != FieldList.nameKey {
        if tropeNames.contains(field) {
          // A trope that has left the catalog, or is called otherwise now, is told by the name that it had.
          character.tropeID = value.string.map { catalog?.trope(named: $0)?.id ?? $0 }
        } else if let value = Self.pastValue(value) {
          character.fields.append(FieldAnswer(field: field, value: value))
        }
      }
      return character
    }
    var movie: [FieldAnswer] = []
    for (field, value) in isOfMovie ? answer.members : [] where field != FieldList.charactersKey {
      if let value = Self.pastValue(value) {
        movie.append(FieldAnswer(field: field, value: value))
      }
    }
    return (characters, movie)
  }

  private static func pastValue(_ view: JSONView) -> FieldValue? {
    switch view.kind {
    case .null: .null
    case .bool: view.bool.map(FieldValue.boolean)
    case .string: view.string.map(FieldValue.text)
    case .number: view.int.map(FieldValue.integer) ?? view.double.map(FieldValue.number)
    case .object, .array: nil
    }
  }
}
