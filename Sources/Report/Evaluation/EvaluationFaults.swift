import Formats

/// What can be wrong with a gold file; words in `Faults+Message.swift`.
enum GoldFault: Error, Hashable {
  case notUTF8
  /// No line of a labelled character, or movie, in it.
  case empty(FieldOwner)
  /// A header, and no line with a label.
  case nothingLabelled
  /// A table of labelled movies, where characters are meant.
  case ofMovies
  /// A table in which no cell of a field has a label.
  case noFieldLabelled(FieldOwner)
  /// A table in which no column is one of these.
  case noField(FieldOwner, [String])
  /// Neither of the two forms; the columns that the header lacks.
  case unknownForm([String])
  /// No table of labelled movies, where such a one is meant; the columns that the recipe's fields have.
  case noMovies([String])
  /// Its fields are separated by semicolons.
  case semicolons
  /// A column that is spelled otherwise.
  case spelled(String, column: String)
  case ragged(fields: Int, expected: Int, GoldCells.Separator)
  /// Not the Wikipedia id of a movie.
  case badMovie(String)
  /// The object of a line is no JSON; what the parser says.
  case notJSON(String)
  /// The object of a line lacks `char` or `movie`.
  case missingMember
  case emptyName
  case emptyLabel
  case csv(CSVFault.Problem)
}

/// What can be wrong with a mapping file; words in `Faults+Message.swift`.
enum MappingFault: Error, Hashable {
  case notUTF8
  case empty
  case missingColumns
  case ragged(fields: Int, expected: Int)
  case doubledLabel(String, firstLine: Int)
  /// A trope that is not in the catalog.
  case unknownTrope(String)
  case csv(CSVFault.Problem)
}
