import Display

extension ReportPage {
  /// The most bars of a chart; the table has the rest.
  private static let mostBars = 25
  /// The most rows of a table.
  private static let mostRows = 500

  /// Whether anything was found: characters, or something about movies themselves.
  var hasResults: Bool {
    records.characters > 0 || records.movieTallies.contains { $0.known + $0.missing > 0 }
  }

  /// How often what was found.
  var results: String? {
    guard hasResults else { return nil }
    var figures: [String] = []
    for (name, tallies) in [("movie-field", records.movieTallies), ("field", records.tallies)] {
      for (index, tally) in tallies.enumerated() {
        let id = "\(name)\(index)"
        figures.append(tally.field.kind == .number ? numbers(tally, id) : frequencies(tally, id))
      }
    }
    if records.asksOfCharacters { figures.append(sizes) }
    return HTML.section(
      "results", "What was found", lede: sampleNote,
      ["<div class=\"columns\">\n\(figures.joined(separator: "\n"))\n</div>"])
  }

  private var sampleNote: String {
    let n = records.asksOfCharacters ? records.characters : records.movies
    let most = 0.98 / Double(max(1, n)).squareRoot()
    let movies = Format.counted(records.movies, "movie")
    let base =
      records.asksOfCharacters ? "\(Format.counted(n, "character")) in \(movies)." : "\(movies)."
    return base + " If these movies stand for others, a share can be off by up to "
      + "\(Format.decimal(most * 100, places: most < 0.1 ? 1 : 0)) percentage points by chance alone."
  }

  // MARK: Choices, flags and texts

  private func frequencies(_ tally: FieldTally, _ id: String) -> String {
    let ranking =
      tally.field.kind == .flag
      ? Array(tally.values.indices) : tally.ranking.filter { tally.values[$0].characters > 0 }
    let bars = ranking.prefix(Self.mostBars).map { place in
      let value = tally.values[place]
      return BarChart.Bar(
        name: value.name, value: Double(value.characters),
        figure: Format.grouped(value.characters),
        detail: "\(Format.counted(value.characters, tally.field.unit)), "
          + Figures.percent(tally.share(place))
          + (tally.field.isOfMovie ? "" : ", in \(Format.counted(value.movies, "movie"))"))
    }
    let title = tally.field.heading
    let svg = BarChart(
      id: id, title: title, description: frequencyWords(tally, ranking), bars: bars
    ).svg
    return HTML.figure(
      title, svg, caption: frequencyCaption(tally, ranking.count),
      table: frequencyTable(tally, ranking))
  }

  private func frequencyWords(_ tally: FieldTally, _ ranking: [Int]) -> String {
    let first = ranking.prefix(3).map { place in
      "\(tally.values[place].name) \(Format.grouped(tally.values[place].characters))"
    }
    return "A bar for each value, as long as the number of \(tally.field.unit)s that have it. "
      + (first.isEmpty ? "There is none." : "First: \(first.joined(separator: ", ")).")
  }

  private func frequencyCaption(_ tally: FieldTally, _ count: Int) -> String {
    var words: [String] = []
    if count > Self.mostBars {
      words.append("The \(Self.mostBars) most frequent of \(Format.grouped(count)).")
    }
    if tally.missing > 0 {
      words.append("Nothing is said of \(Format.counted(tally.missing, tally.field.unit)).")
    }
    return words.joined(separator: " ")
  }

  private func frequencyTable(_ tally: FieldTally, _ ranking: [Int]) -> String {
    let rows = ranking.prefix(Self.mostRows).map { place in
      let value = tally.values[place]
      let range = Figures.interval(value.characters, of: tally.known)
      return [
        value.name, Format.grouped(value.characters), Figures.percent(tally.share(place)),
        "\(Figures.percent(range.lowerBound)) – \(Figures.percent(range.upperBound))",
      ] + (tally.field.isOfMovie ? [] : [Format.grouped(value.movies)])
    }
    let more = ranking.count - rows.count
    return HTML.details(
      "All as a table",
      HTML.table(
        [
          .words(tally.field.title), .number("\(tally.field.unit)s"), .number("share"),
          .number("95 % interval"),
        ] + (tally.field.isOfMovie ? [] : [.number("movies")]),
        rows,
        caption: "\(tally.field.title) by frequency"
          + (more > 0 ? ", without the \(Format.grouped(more)) least frequent" : ""),
        links: rows.map { listAddress(of: tally.field, $0[0]).map { [0: $0] } ?? [:] }))
  }

  // MARK: Numbers

  private func numbers(_ tally: FieldTally, _ id: String) -> String {
    let title = tally.field.heading
    let bins = NumberBins(tally.numbers)
    let columns = bins.bins.map { bin in
      ColumnChart.Column(
        name: bin.name, count: bin.count,
        detail: Format.counted(bin.count, tally.field.unit))
    }
    let middle = bins.median.map { "In the middle: \(NumberBins.text($0))." } ?? "There is none."
    let svg = ColumnChart(
      id: id, title: title,
      description:
        "A column for each range of values, as high as the number of \(tally.field.unit)s in it. "
        + middle, columns: columns, below: tally.field.title.lowercased(),
      mark: { Format.grouped($0) }
    ).svg
    let rows = bins.bins.map { [$0.words, Format.grouped($0.count)] }
    let missing =
      tally.missing > 0
      ? " Nothing is said of \(Format.counted(tally.missing, tally.field.unit))." : ""
    return HTML.figure(
      title, svg, caption: middle + missing,
      table: HTML.details(
        "As a table",
        HTML.table(
          [.words(tally.field.title), .number("\(tally.field.unit)s")], rows,
          caption: "\(tally.field.title) by frequency")))
  }

  // MARK: Characters a movie

  private var sizes: String {
    let title = "Characters a movie"
    let most = records.sizes.keys.max() ?? 0
    // What is far from all others shares the last column.
    let last = min(most, 24)
    let columns = (0...last).map { size in
      let isRest = size == last && most > last
      let count =
        isRest
        ? records.sizes.filter { $0.key >= size }.values.reduce(0, +) : records.sizes[size] ?? 0
      return ColumnChart.Column(
        name: isRest ? "\(size)+" : "\(size)", count: count,
        detail: Format.counted(count, "movie"))
    }
    let mean = Double(records.characters) / Double(max(1, records.movies))
    let caption =
      "\(Format.decimal(mean, places: 1)) on average, \(records.medianSize) in the "
      + "middle, \(most) at most."
    let svg = ColumnChart(
      id: "sizes", title: title,
      description: "A column for each number of characters, as high as the number of movies that "
        + "have so many. \(caption)", columns: columns, below: "characters",
      mark: { Format.grouped($0) }
    ).svg
    let rows = columns.map { [$0.name, Format.grouped($0.count)] }
    return HTML.figure(
      title, svg, caption: caption,
      table: HTML.details(
        "As a table",
        HTML.table([.number("characters"), .number("movies")], rows, caption: title)))
  }
}
