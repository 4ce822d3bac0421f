package import Formats
package import TropeModel

/// The answers to a character's fields as the JSON object that a row of `characters` holds.
package enum FieldJSON {
  /// The object; `nil` where there are no answers.
  package static func object(of answers: [FieldAnswer]) -> JSONObject? {
    guard !answers.isEmpty else { return nil }
    return JSONObject(answers.map { JSONObject.Member($0.field, json(of: $0.value)) })
  }

  /// The answers in their order; `nil` where the text is not such an object.
  static func answers(in text: String) -> [FieldAnswer]? {
    guard let root = try? JSONDocument(Array(text.utf8)).root, root.kind == .object else {
      return nil
    }
    var answers: [FieldAnswer] = []
    for (name, view) in root.members {
      guard let value = value(view) else { return nil }
      answers.append(FieldAnswer(field: name, value: value))
    }
    return answers
  }

  /// One answer by itself, as the table of labels by hand holds it.
  static func text(of value: FieldValue) -> String { json(of: value).line }

  /// The answer in such a text; `nil` where it is none.
  static func answer(in text: String) -> FieldValue? {
    (try? JSONDocument(Array(text.utf8)).root).flatMap(value)
  }

  /// One answer as JSON. A number has its fraction always, so that it is read back as what it is.
  package static func json(of value: FieldValue) -> JSON {
    switch value {
    case .null: .null
    case .boolean(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .text(let text): .string(text)
    }
  }

  /// The answer that JSON holds; `nil` for an object or an array.
  package static func value(_ view: JSONView) -> FieldValue? {
    switch view.kind {
    case .null: return .null
    case .bool: return view.bool.map(FieldValue.boolean)
    case .string: return view.string.map(FieldValue.text)
    case .number:
      let isWhole = view.rawBytes.allSatisfy {
        $0 != UInt8(ascii: ".") && $0 | 0x20 != UInt8(ascii: "e")
      }
      if isWhole, let number = view.int { return .integer(number) }
      return view.double.map(FieldValue.number)
    case .object, .array: return nil
    }
  }
}
