import Basics
import Formats
import TropeModel

// All words of this module that people read.

extension CatalogFault: DiagnosedFault {
  var words: (message: String, advice: String?) { (message, advice) }

  private var message: String {
    switch self {
    case .notUTF8: "the catalog is not UTF-8"
    case .missingColumns(let columns):
      columns.count == 1
        ? "the header has no column \(quoted(columns))" : "the header lacks \(quoted(columns))"
    case .ragged(let fields, let expected):
      "the record has \(fields) \(fields == 1 ? "field" : "fields"), the header \(expected)"
    case .badID(let id, _):
      id.isEmpty ? "the trope has no id" : "'\(SingleLine.clipped(id))' cannot be an id"
    case .doubledID(let id, let line): "the id '\(id)' was already given on line \(line)"
    case .emptyName(let id): "the trope '\(SingleLine.clipped(id))' has no name"
    case .doubledName(let name, let line):
      "the name '\(SingleLine.clipped(name))' was already given on line \(line)"
    case .tooMany(let limit): "the catalog has more than \(limit) tropes"
    case .tooLong(let tropes, let characters, let limit):
      "the names of the \(tropes) tropes have \(characters) characters, at most \(limit) are possible"
    case .empty: "the catalog has no tropes"
    case .notDecidable(let tropes):
      "the catalog has \(tropes) \(tropes == 1 ? "trope" : "tropes"); "
        + "a decision is among \(Endpoint.choices.lowerBound) to \(Endpoint.choices.upperBound)"
    case .tooManyWithFields(let tropes, let values, let characters):
      "the \(tropes) tropes of the catalog and the \(values) values of the fields "
        + (tropes + values > StrictSchema.mostEnumValues
          ? "are more than \(StrictSchema.mostEnumValues) together"
          : "have \(characters) characters, at most \(StrictSchema.mostCharacters) are possible")
    }
  }

  private var advice: String? {
    switch self {
    case .notUTF8: "save it as UTF-8"
    case .missingColumns: "it should read 'id,name,description'"
    case .ragged: "a field that holds a comma must stand in quotes"
    case .badID(_, let suggestion):
      "ids are made of A to Z, 0 to 9 and '_'" + (suggestion.map { ", as '\($0)'" } ?? "")
    case .doubledID, .doubledName: "each may be there once"
    case .emptyName: "the model answers with names, so each trope needs one"
    case .tooMany, .tooLong, .tooManyWithFields: "strict response schemas have this limit"
    case .notDecidable: "use another catalog, or ask by 'recipe.endpoint: chat'"
    case .empty: "give at least one line 'id,name,description' below the header"
    }
  }
}

extension PromptFault {
  /// The fault with its line and column, and what to do.
  func diagnostic(path: String, place: (line: Int, column: Int?)?) -> Diagnostic {
    Diagnostic(
      path: path, line: place?.line, column: place?.column, message: message, advice: advice)
  }

  private var message: String {
    switch self {
    case .notUTF8: "the prompt is not UTF-8"
    case .nul: "the prompt has a NUL character"
    case .empty: "the prompt is empty"
    case .unknownPlaceholder(let text, _): "unknown placeholder '\(SingleLine.clipped(text))'"
    case .unclosedPlaceholder: "'{{' begins a placeholder that does not end on its line"
    case .doubledMark(let mark): "'\(mark.rawValue)' is here for the second time"
    }
  }

  private var advice: String? {
    switch self {
    case .notUTF8: "save it as UTF-8"
    case .nul: "save it as plain text"
    case .empty:
      "say what the model is to do, or leave 'recipe.prompt' out to use the built-in prompt"
    case .unknownPlaceholder(PromptMark.catalog.rawValue, let marks):
      "no field is a trope, so there is no list of tropes; " + Self.possible(marks)
    case .unknownPlaceholder(_, let marks), .unclosedPlaceholder(let marks): Self.possible(marks)
    case .doubledMark: "remove it: every request would pay for the list twice"
    }
  }

  private static func possible(_ marks: [PromptMark]) -> String {
    let names = marks.map { "'\($0.rawValue)'" }
    return names.count == 1
      ? "the only placeholder is \(names[0])"
      : "the placeholders are \(names.joined(separator: " and "))"
  }
}

extension ReplyFault: CustomStringConvertible {
  /// What is wrong with the reply, in words.
  package var description: String {
    switch self {
    case .refused(let words): "the model refused: '\(SingleLine.clipped(words))'"
    case .cutOff: "the reply was cut off at the token limit"
    case .filtered: "the reply was withheld by the content filter"
    case .otherEnd(let reason):
      "the reply ended with finish_reason '\(SingleLine.clipped(reason))' instead of 'stop'"
    case .empty: "the reply is empty"
    case .notJSON(let fault): "the reply is not JSON: \(fault)"
    case .wrongKind(let place, let expected, let found):
      "the reply does not fit the schema: \(place) is \(found.words) instead of \(expected.words)"
    case .missingKey(let place, let key):
      "the reply does not fit the schema: \(place) has no '\(SingleLine.clipped(key))'"
    case .controlCharacter(let value, let place):
      "the reply has the control character \(Self.code(value)) in \(place), where a letter may have been"
    case .tooLong: "the reply is longer than any reply can be"
    case .overlongWord(let place):
      "the reply does not fit the schema: \(place) has more than \(Recipe.mostBytesOfWord) bytes in a word"
    case .doubledKey(let place, let key):
      "the reply does not fit the schema: \(place) has '\(SingleLine.clipped(key))' twice"
    case .movieLeftOut(let key): "the reply leaves out this movie ('\(key)')"
    case .unknownTrope(let trope, let name):
      "trope '\(SingleLine.clipped(trope))' of '\(SingleLine.clipped(name))' is not in the catalog"
    case .wrongValue(let field, let name, let found):
      "\(Self.place(of: field, of: name)) must be \(field.expectation), not "
        + SingleLine.clipped(found)
    case .emptyName(let trope?):
      "trope '\(SingleLine.clipped(trope))' is given to an empty name"
    case .emptyName(nil): "an answer is given to an empty name"
    case .doubledName(let name): "'\(SingleLine.clipped(name))' was answered twice"
    case .namesLeftOut(let names):
      "no answer for \(quoted(names.prefix(3).map { SingleLine.clipped($0) }))"
        + (names.count > 3 ? " and \(names.count - 3) more" : "")
    case .arrayClosed(let count, let all):
      "the list ends after just \(count) of \(all) characters, as where a server's schema engine (lm-format-enforcer) "
        + "closes lists there; ask a server with another engine"
    }
  }
}

extension ReplyFault {
  /// The field of a character, or of the movie where there is no name.
  static func place(of field: RecipeField, of name: String?) -> String {
    "'\(field.name)' of " + (name.map { "'\(SingleLine.clipped($0))'" } ?? "the movie")
  }

  /// `U+0000`.
  private static func code(_ value: UInt32) -> String {
    "U+" + String(Int(value), width: 4, radix: 16)
  }
}

extension ReplyNote: CustomStringConvertible {
  /// What the server does, in words.
  package var description: String {
    switch self {
    case .unknownEnd(let reason):
      "the server ends replies with finish_reason '\(SingleLine.clipped(reason, to: 40))' instead of 'stop'; those that "
        + "are whole are taken"
    case .fence:
      "the server does not keep to the schema: its replies stand in a Markdown fence, which is taken off"
    case .thoughts:
      "the model's thoughts stand before its answers, in '<think>'; they are passed over, and billed as output where the server "
        + "bills it"
    case .characterRefused:
      "the model refuses to decide about some characters; they are in their records without a label"
    case .sameAnswerAgain:
      "the model gives some characters the same answer more than once, which counts as one"
    case .byteOrderMark: "the server's replies begin with a byte order mark, which is passed over"
    case .unknownKey(let key):
      "the server does not keep to the schema: its replies have an unknown '\(key)', which is passed over"
    }
  }
}

extension RecipeField {
  /// What an answer to the field must be, as in "must be a whole number from 0 to 120, or null".
  var expectation: String {
    let form =
      switch type {
      case .text: "a text"
      case .integer(let range): "a whole number" + range.words
      case .number(let range): "a number" + range.words
      case .boolean: "true or false"
      case .choice(let values):
        "one of \(quoted(values.prefix(8).map { SingleLine.clipped($0, to: 40) }))"
          + (values.count > 8 ? " and \(values.count - 8) more" : "")
      case .trope: "one trope of the catalog"
      }
    return form + (isOptional ? ", or null" : "")
  }
}

extension FieldRange {
  /// The bounds behind "a number"; nothing where there are none.
  var words: String {
    func shown(_ bound: Bound) -> String {
      (bound as? Double).map(JSONText.number) ?? "\(bound)"
    }
    return switch (least, most) {
    case (let least?, let most?): " from \(shown(least)) to \(shown(most))"
    case (let least?, nil): " of at least \(shown(least))"
    case (nil, let most?): " of at most \(shown(most))"
    case (nil, nil): ""
    }
  }
}

extension JSONKind {
  /// The kind with its article.
  var words: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

/// The texts in quotes, with commas between them.
func quoted(_ texts: [String]) -> String {
  texts.map { "'\($0)'" }.joined(separator: ", ")
}
