import TropeModel

// The words about fields of a recipe.

extension FieldFault {
  /// The words, and what to do about it where that is not plain.
  var words: (message: String, advice: String?) {
    func shown(_ text: String) -> String { "'\(TropefileFault.shown(text))'" }
    func didYouMean(_ word: String?) -> String? { word.map { "did you mean '\($0)'?" } }
    return switch self {
    case .isNoDescription(let name, let kind):
      (
        "the field \(shown(name)) is described by \(TropefileFault.name(of: kind))",
        "write '\(TropefileFault.shown(name)): {type: text, description: what it is}'"
      )
    case .badName(let name, let near):
      (
        "\(shown(name)) cannot be the name of a field",
        "names are made of a to z, 0 to 9 and '_', begin with a letter and have at most "
          + "\(FieldReader.longestName)" + (near.map { ", as '\($0)'" } ?? "")
      )
    case .reservedName(let name):
      ("a field cannot be named '\(name)'", "answers and tables use that name for something else")
    case .unknownKey(let key, let field, let near):
      (
        "unknown key \(shown(key)) of the field \(shown(field))",
        didYouMean(near) ?? "a field has " + Self.listed(FieldReader.keys)
      )
    case .noType(let name):
      (
        "the field \(shown(name)) has no type",
        "it is one of " + Self.listed(FieldKind.allCases.map(\.rawValue))
      )
    case .unknownType(let type, let known, let near):
      ("unknown type \(shown(type)): it must be one of \(Self.listed(known))", didYouMean(near))
    case .badDescription: ("'description' must be one line of text", nil)
    case .badRange(let text):
      (
        "'range' must be two numbers as in 0..120, not \(shown(text))",
        "one of the two may be left out"
      )
    case .reversedRange(let text):
      ("the range \(shown(text)) ends before it begins", nil)
    case .noValues(let name):
      ("the field \(shown(name)) has no values to choose from", "write 'values: [one, another]'")
    case .valuesAreNoList: ("'values' must be a list", "write 'values: [one, another]'")
    case .emptyList: ("the list of values is empty", "there must be something to choose from")
    case .valueIsNoText(let kind):
      ("a value to choose must be a text, not \(TropefileFault.name(of: kind))", nil)
    case .isNull(let key):
      ("'\(key)' of a field cannot be null", "remove it, or quote it where it is meant as text")
    case .listValueIsNull:
      (
        "a value to choose cannot be null",
        "'optional: yes' allows no answer; quoted, 'null' is a text"
      )
    case .badListValue(""): ("a value to choose is empty", "'optional: yes' allows no answer")
    case .badListValue(let text)
    where text.first?.isWhitespace == true || text.last?.isWhitespace == true:
      ("the value \(shown(text)) begins or ends with a blank", "remove it")
    case .badListValue(let text): ("\(shown(text)) is not one line of text", nil)
    case .doubledListValue(let text): ("the value \(shown(text)) is in the list already", nil)
    case .longList(let values, let characters):
      (
        "the \(values) values have \(characters) characters",
        "strict response schemas allow a list of more than \(StrictSchema.mostValuesOfAnyLength) "
          + "values at most \(StrictSchema.mostCharactersOfLargeEnum)"
      )
    case .misplacedKey(let key, let kind):
      (
        "a field of type '\(kind.rawValue)' has no '\(key)'",
        key == "range" ? "'integer' and 'number' have one" : "'choice' has them"
      )
    case .secondTrope(let name, let first):
      (
        "\(shown(name)) is a second field of type 'trope', after '\(first)'",
        "a character has one; other lists can be of type 'choice'"
      )
    case .tropeOfMovie(let name):
      (
        "the field \(shown(name)) of the movie cannot be of type 'trope'",
        "tropes are for characters; a list of your own can be of type 'choice'"
      )
    case .tooManyFields(let count):
      (
        "\(count) fields are more than the \(StrictSchema.mostFields) that a recipe can have", nil
      )
    case .tooManyValues(let count):
      (
        "the fields have \(count) values to choose from in all",
        "strict response schemas allow \(StrictSchema.mostEnumValues)"
      )
    }
  }

  private static func listed(_ words: [String]) -> String {
    words.map { "'\($0)'" }.joined(separator: ", ")
  }
}
