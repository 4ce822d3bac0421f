/// A file with a row for each movie: where it is, and how it is to be read.
package struct PlotTable: Hashable, Sendable {
  /// The file.
  package var path: String
  /// Which columns are read.
  package var columns: PlotColumns
  /// What parts several characters or genres in one cell.
  package var separator: String

  /// The name of the file of titles, years and genres that a split keeps beside its products, in the form of
  /// `movie.metadata.tsv`.
  package static let metadataName = "table.metadata.tsv"

  /// A table, its columns by their usual names where none are given.
  package init(path: String, columns: PlotColumns = PlotColumns(), separator: String = ";") {
    self.path = path
    self.columns = columns
    self.separator = separator
  }

  /// All but the file's content that decides on the products, as one text.
  var identity: String {
    ([path] + PlotColumns.Role.allCases.map { columns[$0] ?? "" } + [separator])
      .joined(separator: "\u{1F}")
  }
}

/// The columns of a table of plots, by what they hold.
package struct PlotColumns: Hashable, Sendable {
  /// What a column holds.
  package enum Role: String, CaseIterable, Hashable, Sendable {
    /// What tells a movie from all others.
    case id
    /// Its title.
    case title
    /// Its plot: without one a row is left out.
    case plot
    /// Its characters, several in a cell.
    case characters
    /// The year it came out, or a date.
    case year
    /// Its genres, several in a cell.
    case genre
  }

  private var names: [Role: String] = [:]

  /// None.
  package init() {}

  /// The name of a column, as the header has it; `nil`: the one whose name says it, where there is one.
  package subscript(role: Role) -> String? {
    get { names[role] }
    set { names[role] = newValue }
  }

  /// What columns are called in collections of plots, without regard to case, spaces and underlines; what stands first is
  /// looked for first. `cast` is not among them: there it is the actors.
  private static let usual: [Role: [String]] = [
    .id: [
      "id", "movieid", "wikipediaid", "wikipediamovieid", "imdbid", "tmdbid", "tconst", "filmid",
      "wikipage", "url",
    ],
    .title: ["title", "movietitle", "filmtitle", "primarytitle", "originaltitle", "name", "movie"],
    .plot: [
      "plot", "plotsynopsis", "plotsummary", "synopsis", "summary", "storyline", "overview",
      "plotoutline", "description",
    ],
    .characters: ["characters", "characternames", "character", "charactername"],
    .year: ["year", "releaseyear", "startyear", "releasedate", "date"],
    .genre: ["genre", "genres", "tags"],
  ]

  /// The columns of a header: those that are named, the others by their usual names.
  package func resolved(in header: [String]) -> PlotColumns {
    var result = self
    let plain = header.map { name in
      name.lowercased().filter { !$0.isWhitespace && $0 != "_" && $0 != "-" }
    }
    for role in Role.allCases where names[role] == nil {
      for name in Self.usual[role] ?? [] {
        guard let place = plain.firstIndex(of: name) else { continue }
        result[role] = header[place]
        break
      }
    }
    return result
  }
}
