import Formats
import TropeModel

extension GoldFault: DiagnosedFault {
  var words: (message: String, advice: String?) {
    switch self {
    case .notUTF8: ("not UTF-8 text", "save it as UTF-8")
    case .empty(.character):
      (
        "no labelled character in it",
        "a header 'wikipedia_id', 'character', 'trope' separated by tabs or commas, and a line for each character"
      )
    case .empty(.movie):
      (
        "no labelled movie in it",
        "a header 'wikipedia_id' and names of fields, separated by tabs or commas, and a line for each movie"
      )
    case .nothingLabelled:
      ("no character in it has a label yet", "fill in the column 'trope' with names of the catalog")
    case .ofMovies:
      (
        "it has no column 'character': a table of labelled movies, where labelled characters are meant",
        "'tropebuild eval' compares with it"
      )
    case .noFieldLabelled(let owner):
      (
        "no \(owner == .movie ? "movie" : "character") in it has a label yet",
        "an empty cell is a field that nobody has labelled"
      )
    case .noField(let owner, let fields):
      (
        owner == .movie
          ? "the header lacks 'character', and no column is a field of the movie"
          : "no column is a field that the recipe asks about characters",
        fields.isEmpty
          ? "the recipe asks nothing about the movie itself"
          : "its fields: \(fields.map { "'\($0)'" }.joined(separator: ", "))"
      )
    case .unknownForm(let missing):
      (
        "the header lacks \(missing.map { "'\($0)'" }.joined(separator: ", ")), separated by tabs or commas",
        "the other form is that of 'tvtropes.clusters.txt': a label, a tab, an object with 'char' and 'movie'"
      )
    case .noMovies(let fields):
      (
        "the header lacks 'wikipedia_id', separated from others by tabs or commas",
        "a table of labelled movies has columns named as its fields: "
          + fields.map { "'\($0)'" }.joined(separator: ", ")
      )
    case .semicolons:
      ("its fields are separated by ';'", "save it with tabs or commas between them")
    case .spelled(let name, let column):
      ("the header has '\(name)', and the column is called '\(column)'", "spell it so")
    case .ragged(let fields, let expected, let separator):
      (
        "\(fields) \(fields == 1 ? "field" : "fields") instead of \(expected), separated by \(separator.rawValue)",
        nil
      )
    case .badMovie(let text):
      ("'\(text)' is not the Wikipedia id of a movie", "an id has digits only")
    case .notJSON(let why): ("the object after the tab is not JSON: \(why)", nil)
    case .missingMember: ("the object after the tab lacks 'char' or 'movie'", nil)
    case .emptyName: ("the character has no name", nil)
    case .emptyLabel: ("the character has no label", nil)
    case .csv(let problem): problem.words
    }
  }
}

extension MappingFault: DiagnosedFault {
  var words: (message: String, advice: String?) {
    switch self {
    case .notUTF8: ("not UTF-8 text", "save it as UTF-8")
    case .empty: ("an empty file", "'tropebuild eval --print-mapping' prints one to start from")
    case .missingColumns:
      (
        "the header must have the columns 'gold' and 'catalog'",
        "'tropebuild eval --print-mapping' prints a file to start from"
      )
    case .ragged(let fields, let expected): ("\(fields) fields instead of \(expected)", nil)
    case .doubledLabel(let label, let first):
      (
        "'\(label)' was already mapped on line \(first)",
        "put its tropes on one line, separated by '|'"
      )
    case .unknownTrope(let name):
      (
        "the catalog has no trope '\(name)'",
        "give it by its name or its id, as the catalog spells it"
      )
    case .csv(let problem): problem.words
    }
  }
}
