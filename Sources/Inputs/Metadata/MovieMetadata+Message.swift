import TropeModel

extension MetadataFault: DiagnosedFault {
  package var words: (message: String, advice: String?) {
    switch self {
    case .columns(let count):
      (
        "\(count) \(count == 1 ? "column" : "columns") where the corpus has "
          + "\(MovieMetadata.columns)", "columns are separated by tabs, and nothing is quoted"
      )
    case .badID(let text):
      (
        "'\(text)' is not a movie id",
        "at most \(MovieID.mostDigits) digits, not starting with a zero"
      )
    case .notUTF8(let offset):
      (
        "not UTF-8: the byte at offset \(offset) of the line is not part of a character",
        "convert the file, for example with iconv -t utf-8"
      )
    case .doubled(let movie, let firstLine):
      ("movie \(movie) is in line \(firstLine) already", "that line counts")
    case .tooLong(let limit):
      ("a line of more than \(limit) bytes", "is this the right file?")
    case .badDate(let text):
      ("'\(text)' is not a release date", "write it as 1966, 2008-11 or 2008-11-13")
    case .badAmount(let column, let text):
      ("'\(text)' is not a \(column.rawValue)", "it must be a number of 0 or more, or empty")
    case .badMap(let map, let why):
      (
        "the \(map.word) are not a JSON object: \(why)",
        #"as {"/m/02h40lc": "English Language"}, or {} for none"#
      )
    }
  }
}

extension MovieMetadata.Map {
  /// What people call the column.
  var word: String {
    switch self {
    case .languages: "languages"
    case .countries: "countries"
    case .genres: "genres"
    }
  }
}
