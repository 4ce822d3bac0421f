import Basics
import Display

extension ReportPage {
  /// All records to be browsed: filters, a list of some rows at a time, and the record that was chosen. The script
  /// fills it (`browseData`, `browseFilters`, `browseView`, `browseRecord`); without it a first part of the records is listed.
  var browse: String? {
    guard let rows = records.rows else { return nil }
    return HTML.section(
      "search", "Browse", lede: "",
      [
        """
        <div id="browser" hidden="">
        <form id="filters" role="search" aria-label="Filters">
        <div class="control wide"><label for="query">\(searched)</label>
        <input type="search" id="query" autocomplete="off" spellcheck="false" aria-controls="hits"/></div>
        <div class="control"\(records.asksOfCharacters ? "" : " hidden=\"\"")><label for="list">List</label>
        <select id="list" aria-controls="hits">\
        \(records.asksOfCharacters ? "<option value=\"\">Characters</option>" : "")\
        <option value="movies">Movies</option></select></div>
        <div class="control"><label for="sort">Order</label>
        <select id="sort" aria-controls="hits"></select></div>
        <div class="control"><button type="button" id="clear">Clear filters</button></div>
        </form>
        <p id="count" role="status"></p>
        <div id="meaning"></div>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="hits-caption">\
        <table id="hits"><caption id="hits-caption"></caption><thead></thead><tbody></tbody></table></div>
        <div id="pages" role="group" aria-label="Pages of the list">
        <button type="button" id="first">First</button>
        <button type="button" id="previous">Previous</button>
        <span id="place"></span>
        <button type="button" id="next">Next</button>
        <button type="button" id="last">Last</button>
        <label for="rows">Rows</label>
        <select id="rows"><option>25</option><option>50</option><option>100</option></select>
        </div>
        <article id="record" tabindex="-1" aria-labelledby="record-h" hidden=""></article>
        </div>
        \(withoutScript(rows))
        """
      ])
  }

  /// What is typed above the list.
  private var searched: String {
    records.asksOfCharacters ? "Title, Wikipedia id or character" : "Title or Wikipedia id"
  }

  /// The address of the list of all characters, or movies, with a value; `nil` where the page has no list.
  func listAddress(of field: ReportField, _ value: String) -> String? {
    value.isEmpty ? nil : listAddress([(field.key, value)], ofMovies: field.isOfMovie)
  }

  /// The address of the list of all characters, or movies, that pass filters; `nil` where the page has no list.
  ///
  /// - Parameter filters: keys of filters with their values.
  func listAddress(_ filters: [(key: String, value: String)], ofMovies: Bool) -> String? {
    guard records.rows != nil else { return nil }
    let parts = (ofMovies ? [("list", "movies")] : []) + filters
    return "#"
      + parts.map { "\(PercentEncoding.encoded($0.0))=\(PercentEncoding.encoded($0.1))" }
      .joined(separator: "&")
  }

  // MARK: Without a script

  private func withoutScript(_ rows: RecordRows) -> String {
    let shown = rows.first.map { movie in
      let characters = movie.characters.map { character in
        ([character.name] + zip(records.fields, character.values).compactMap(Self.words))
          .joined(separator: ", ")
      }
      let own = zip(records.movieFields, movie.values).compactMap(Self.words)
      return ["\(movie.movie)", movie.facts?.titleAndYear ?? ""]
        + (records.movieFields.isEmpty ? [] : [own.joined(separator: "; ")])
        + (records.asksOfCharacters ? [characters.joined(separator: "; ")] : [])
    }
    let columns: [HTML.Column] =
      [.number("movie"), .words("title")]
      + (records.movieFields.isEmpty ? [] : [.words("about the movie")])
      + (records.asksOfCharacters ? [.words("characters")] : [])
    let which =
      shown.count < records.movies
      ? "Of \(Format.grouped(records.movies)) records the first \(shown.count) are listed here. "
      : ""
    return """
      <noscript>
      <p>\(which)Filters need JavaScript; all the rest of this page does not. \
      <code>tropebuild show ID</code> prints a record, <code>tropebuild export</code> writes all.</p>
      \(shown.isEmpty ? "" : HTML.table(columns, shown, caption: "Records"))
      </noscript>
      """
  }

  /// A value in a list of others; `nil` where there is none.
  private static func words(_ field: ReportField, _ value: ReportValue) -> String? {
    switch value {
    case .none: nil
    case .flag(let flag): "\(field.title): \(flag ? "yes" : "no")"
    case .number(let number): "\(field.title): \(NumberBins.text(number))"
    case .text(let text): field.kind == .choice ? text : "\(field.title): \(text)"
    }
  }
}

extension ReportField {
  /// What stands in an address beside fields: how the list is shown, and its other filters.
  private static let otherKeys: Set = [
    "find", "list", "sort", "page", "rows", "movie", "without", "genre", "decade", "record", "sure",
    "by", "cast",
  ]

  /// What the page's address calls the field's filter.
  var key: String {
    if isConfidence { return "sure" }
    let key = title.lowercased().replacing(" ", with: "_")
    return Self.otherKeys.contains(key) ? "field-" + key : key
  }
}
