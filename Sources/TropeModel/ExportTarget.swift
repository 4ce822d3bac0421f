/// What a file of results holds. The raw value is the word for it on the command line and in the tropefile.
package enum ExportContent: String, CaseIterable, Hashable, Sendable {
  /// CSV, a row for each character.
  case characters
  /// CSV, a row for each movie.
  case movies
  /// CSV, a row for each trope.
  case tropes
  /// JSON lines, an object for each movie with all that is known of it.
  case jsonl

  /// The name of the file where only its directory is given.
  package var fileName: String { self == .jsonl ? "movies.jsonl" : "\(rawValue).csv" }
}

/// A file of results that is kept up to date.
package struct ExportTarget: Hashable, Sendable {
  /// As it was written down.
  package var path: String
  package var content: ExportContent

  package init(path: String, content: ExportContent) {
    self.path = path
    self.content = content
  }
}
