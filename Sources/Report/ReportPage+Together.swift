import Display

extension ReportPage {
  /// The values of the heat map.
  private static let mapSize = 14
  /// The values among which pairs are looked for.
  private static let mostValues = 200
  /// The pairs of each list.
  private static let listed = 12
  /// The fewest movies that a pair has to have, or to be expected to have, to be listed.
  private static let fewest = 5
  /// How far from what is expected a pair has to be to be listed, in about standard deviations.
  private static let leastSurprise = 2.0

  /// Which values of the leading field stand together; `nil` where that is no question.
  var together: String? {
    guard let tally = records.leadingTally, tally.field.kind != .flag, !tally.field.isOfMovie
    else { return nil }
    let ranking = tally.ranking.filter { tally.values[$0].characters > 0 }
    guard ranking.count > 2 else { return nil }
    let pairs = records.pairs.pairs(among: Array(ranking.prefix(Self.mostValues)), of: tally)
    let shown = Array(ranking.prefix(Self.mapSize))
    return HTML.section(
      "together", "\(tally.field.plural.capitalizedFirst) that stand together",
      lede:
        "Beside each other: the movies in which both occur, and those in which both would occur if each "
        + "character drew its \(tally.field.title.lowercased()) by itself, by how frequent each is. So a movie "
        + "with many characters is no evidence by itself.",
      [map(shown, pairs, tally), lists(pairs, tally)])
  }

  private func map(_ shown: [Int], _ pairs: [PairTally.Pair], _ tally: FieldTally) -> String {
    var byPlaces: [Int: [Int: PairTally.Pair]] = [:]
    for pair in pairs {
      byPlaces[pair.first, default: [:]][pair.second] = pair
      byPlaces[pair.second, default: [:]][pair.first] = pair
    }
    let names = shown.map { tally.values[$0].name }
    let cells = shown.map { row in
      shown.map { column -> HeatMap.Cell? in
        guard let pair = byPlaces[row]?[column] else { return nil }
        return HeatMap.Cell(
          text: pair.expected > 0 ? Format.decimal(pair.ratio, places: 1) : "–",
          level: HeatMap.Cell.level(ofRatio: pair.ratio), isWeak: pair.isWeak,
          detail: words(pair, tally))
      }
    }
    let title = "The \(shown.count) most frequent, by pairs"
    let svg = HeatMap(
      id: "pairs", title: title,
      description: "A field for each pair: how many times as many movies have both as expected. "
        + "The lists below have the pairs that differ most.",
      rows: names, columns: names, cells: cells
    ).svg
    return HTML.figure(
      title, svg + Self.legend,
      caption:
        "Observed by expected movies: 2.0 is twice as many as expected. Without colour: fewer "
        + "than five movies expected, so that the figure says little. " + alikeness(pairs),
      isWide: true)
  }

  /// What all pairs together tell: whether a movie's characters are more alike than characters at large.
  private func alikeness(_ pairs: [PairTally.Pair]) -> String {
    let observed = Double(pairs.reduce(0) { $0 + $1.observed })
    let expected = pairs.reduce(0) { $0 + $1.expected }
    guard expected > 0 else { return "" }
    let ratio = observed / expected
    let words = "Over all pairs it is \(Format.decimal(ratio, places: 2))"
    return switch ratio {
    case ..<0.95: words + ": characters of one movie are more alike than chance would have them."
    case 1.05...: words + ": characters of one movie differ more than chance would have them."
    default: words + "."
    }
  }

  private func words(_ pair: PairTally.Pair, _ tally: FieldTally) -> String {
    "\(tally.values[pair.first].name) and \(tally.values[pair.second].name): "
      + "\(Format.counted(pair.observed, "movie")), expected "
      + Format.decimal(pair.expected, places: 1)
  }

  /// What the colours of heat maps mean.
  static var legend: String {
    let steps = [
      (-3, "below 0.4 times"), (-2, "0.4 – 0.6"), (-1, "0.6 – 0.83"), (0, "about as expected"),
      (1, "1.2 – 1.67"), (2, "1.67 – 2.5"), (3, "2.5 times and more"),
    ]
    let items = steps.map { level, words in
      "<li><span class=\"swatch \(HeatMap.className(level))\"></span>\(words)</li>"
    }
    return "\n<ul class=\"legend\" aria-label=\"Colours\">\(items.joined())</ul>"
  }

  private func lists(_ pairs: [PairTally.Pair], _ tally: FieldTally) -> String {
    // By surprise, not by ratio: the highest ratios are those of the rarest values.
    let more = pairs.filter { $0.observed >= Self.fewest && $0.surprise >= Self.leastSurprise }
      .sorted { (-$0.surprise, $0.first, $0.second) < (-$1.surprise, $1.first, $1.second) }
    let less = pairs.filter {
      $0.expected >= Double(Self.fewest) && $0.surprise <= -Self.leastSurprise
    }
    .sorted { ($0.surprise, $0.first, $0.second) < ($1.surprise, $1.first, $1.second) }
    let tables = [
      ("More often together than expected", more), ("Less often together than expected", less),
    ].filter { !$0.1.isEmpty }.map { title, list in
      "<div>" + table(title, Array(list.prefix(Self.listed)), tally) + "</div>"
    }
    if tables.isEmpty {
      return HTML.paragraph(
        "No pair of at least \(Self.fewest) movies is two standard deviations from what is expected: nothing "
          + "here stands together, or there are too few movies to tell.", classes: "faint-text")
    }
    return "<div class=\"columns\">\n\(tables.joined(separator: "\n"))\n</div>\n"
      + HTML.paragraph(
        "Ranked by how far from the expected number they are, in about standard deviations, from two on; only "
          + "pairs of at least \(Self.fewest) movies. Of \(Format.grouped(pairs.count)) pairs looked at, about "
          + "\(Format.grouped(Int((Double(pairs.count) * 0.0027).rounded()))) are more than 3 away by chance "
          + "alone.", classes: "faint-text")
  }

  private func table(_ title: String, _ pairs: [PairTally.Pair], _ tally: FieldTally) -> String {
    let rows = pairs.map { pair in
      [
        "\(tally.values[pair.first].name) + \(tally.values[pair.second].name)",
        Format.grouped(pair.observed), Format.decimal(pair.expected, places: 1),
        Format.decimal(pair.ratio, places: 1), Format.decimal(pair.surprise, places: 1),
      ]
    }
    return HTML.table(
      [
        .words("pair"), .number("movies"), .number("expected"), .number("ratio"),
        .number("deviations"),
      ], rows, caption: title)
  }
}

extension String {
  /// With a capital at its beginning.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
