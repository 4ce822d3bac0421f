import TropeModel

/// What can be wrong with the form of a file of labels by hand, so that nothing of it can be used.
enum OverrideFault: Hashable, DiagnosedFault {
  case notUTF8
  case empty
  case missingColumns([String])
  case ragged(fields: Int, expected: Int)
  case badMovie(String)
  case noCharacter

  var words: (message: String, advice: String?) {
    switch self {
    case .notUTF8: ("the labels by hand are not UTF-8", "save the file as UTF-8")
    case .empty: ("an empty file", "its first line is 'movie_id,character,trope,note'")
    case .missingColumns(let columns):
      (
        "the header lacks \(columns.map { "'\($0)'" }.joined(separator: " and ")), separated by commas",
        "it should read 'movie_id,character,trope,note', with the recipe's fields in place of 'trope'"
      )
    case .ragged(let fields, let expected):
      (
        "the line has \(fields) \(fields == 1 ? "field" : "fields"), the header \(expected)",
        "a field that holds a comma must stand in quotes"
      )
    case .badMovie(let text):
      (
        "'\(SingleLine.clipped(text, to: 40))' is not the Wikipedia id of a movie",
        "an id has digits only"
      )
    case .noCharacter: ("the line names no character", nil)
    }
  }
}

extension OverrideProblem: DiagnosedFault {
  package var words: (message: String, advice: String?) { (message, advice) }

  /// What is wrong.
  package var message: String {
    switch self {
    case .unknownTrope(let text, _): "the catalog has no trope '\(text)'"
    case .wrongValue(let field, let found, let expected):
      "'\(found)' cannot be '\(field)', which is \(expected)"
    case .nothing(let fields): "the line sets nothing: \(quoted(fields)) is empty"
    case .unknownColumn(let column, _):
      "the column '\(SingleLine.clipped(column, to: 40))' is no field of the recipe and is passed over"
    case .unknownField(let name, _):
      "the recipe has no field '\(SingleLine.clipped(name, to: 40))'"
    }
  }

  /// What to do about it.
  package var advice: String? {
    switch self {
    case .unknownTrope(_, let near):
      near.isEmpty
        ? "'tropebuild catalog' lists them" : "near it: \(quoted(near))"
    case .wrongValue, .nothing: nil
    case .unknownColumn(_, let fields), .unknownField(_, let fields):
      fields.isEmpty ? "it asks about movies alone" : "its fields: \(quoted(fields))"
    }
  }
}
