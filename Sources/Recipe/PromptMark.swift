import TropeModel

/// A place in a prompt where something of the recipe goes.
package enum PromptMark: String, CaseIterable, Sendable {
  /// The list of tropes.
  case catalog = "{{catalog}}"
  /// The list of the characters' fields.
  case fields = "{{fields}}"
  /// The list of the movie's own fields.
  case movieFields = "{{movie_fields}}"

  /// What a list that goes before a text without its mark needs to be understood.
  var heading: String { self == .movieFields ? "Of the movie itself give:\n" : "" }
}

extension FieldList {
  /// The marks that a prompt for these fields has, in the order in which they go before a text without them. The
  /// trope alone needs no list of fields: it has had its own words from the first version on.
  package var marks: [PromptMark] {
    let ofCharacters: [PromptMark] =
      switch kind {
      case .tropes: [.catalog]
      case .deaths, .custom:
        (asksForTrope ? [.catalog] : []) + (asksOfCharacters ? [.fields] : [])
      }
    return ofCharacters + (asksOfMovies ? [.movieFields] : [])
  }
}
