import Display

extension ReportPage {
  /// Genres in a chart.
  private static let mostGenres = 14
  /// Values in a chart.
  private static let mostValues = 16
  /// The fewest characters, or movies, of a group that is shown.
  private static let fewest = 20

  /// A field with the genres and decades that it is counted for.
  private struct Grouped {
    let tally: FieldTally
    let genres: GroupTally
    let decades: GroupTally
    /// What the ids of its charts begin with.
    let prefix: String
  }

  /// The leading field, and beside one of characters that of the movie itself, as far as they tell anything.
  private var grouped: [Grouped] {
    var grouped: [Grouped] = []
    if let tally = records.leadingTally {
      grouped.append(
        Grouped(tally: tally, genres: records.genres, decades: records.decades, prefix: ""))
    }
    if records.leading != nil, let own = records.leadingOfMovie {
      grouped.append(
        Grouped(
          tally: records.movieTallies[own], genres: records.movieGenres,
          decades: records.movieDecades, prefix: "movie-"))
    }
    return grouped.filter { $0.tally.known > 0 }
  }

  /// The leading fields by genre and decade; `nil` without metadata.
  var groups: String? {
    let grouped = grouped
    guard data.hasMetadata, let first = grouped.first else { return nil }
    let isOne = grouped.count == 1
    var content = grouped.flatMap { figures($0, isOne: isOne) }
    if content.isEmpty {
      content.append(
        HTML.paragraph(
          "No genre and no decade has \(Self.fewest) \(first.tally.field.unit)s: there are too few movies to compare.",
          classes: "faint-text"))
    }
    return HTML.section(
      "groups",
      isOne
        ? "\(first.tally.field.plural.capitalizedFirst) by genre and decade" : "Genres and decades",
      lede: coverage, content)
  }

  /// - Parameter isOne: whether the section is about this field alone, so that no chart has to say it.
  private func figures(_ grouped: Grouped, isOne: Bool) -> [String] {
    let tally = grouped.tally
    let genres = grouped.genres.bySize.filter { $0.characters >= Self.fewest }
    let decades = grouped.decades.byName.filter { $0.characters >= Self.fewest }
    func title(_ words: String) -> String {
      isOne || tally.field.kind == .flag
        ? words.capitalizedFirst : "\(tally.field.plural.capitalizedFirst) \(words)"
    }
    var figures: [String] = []
    if !genres.isEmpty {
      figures.append(
        figure(
          grouped.prefix + "genres", title("by genre"), Array(genres.prefix(Self.mostGenres)),
          grouped.genres, tally,
          caption: genreCaption(
            shown: min(genres.count, Self.mostGenres), of: grouped.genres.count)))
    }
    if !decades.isEmpty {
      figures.append(
        figure(
          grouped.prefix + "decades", title("by decade of release"), decades, grouped.decades,
          tally,
          caption: decadeCaption(shown: decades.count, of: grouped.decades.count, tally)))
    }
    return figures
  }

  private var coverage: String {
    var words =
      "Genres and years are those of the movie metadata, which knows "
      + "\(Format.grouped(records.withFacts)) of the \(Format.grouped(records.movies)) movies; "
      + "\(Format.grouped(records.decades.all.movies)) have a year."
    if data.metadataFaults > 0 {
      words +=
        " \(Format.counted(data.metadataFaults, "fault")) in its lines cost what they stand in."
    }
    return words
  }

  private func genreCaption(shown: Int, of all: Int) -> String {
    var words = "Most movies have several genres and count in each."
    if all > shown {
      words += " The \(shown) genres of most movies, of \(Format.grouped(all))."
    }
    return words
  }

  private func decadeCaption(shown: Int, of all: Int, _ tally: FieldTally) -> String {
    let left = all - shown
    return left > 0
      ? "Without \(Format.counted(left, "decade")) of fewer than \(Self.fewest) \(tally.field.unit)s."
      : ""
  }

  /// The address of the list of a group's movies, or of those characters or movies of it that have a value.
  ///
  /// - Parameter id: of the chart: the groups are genres or decades.
  private func listAddress(
    _ id: String, _ group: GroupTally.Group, with value: String? = nil, of tally: FieldTally
  ) -> String? {
    var filters = [(key: id.hasSuffix("genres") ? "genre" : "decade", value: group.name)]
    if let value {
      filters.append((tally.field.key, value))
    } else if !data.failures.isEmpty {
      // A movie that could not be built has a genre, too.
      filters.append(("record", "yes"))
    }
    return listAddress(filters, ofMovies: value == nil || tally.field.isOfMovie)
  }

  /// The columns of a table of groups before its last: what a group is, and how much is in it.
  private func columns(_ tally: FieldTally) -> [HTML.Column] {
    [.words("group"), .number("movies")]
      + (tally.field.isOfMovie ? [.number("told of")] : [.number("characters")])
  }

  private func figure(
    _ id: String, _ title: String, _ groups: [GroupTally.Group], _ all: GroupTally,
    _ tally: FieldTally, caption: String
  ) -> String {
    tally.field.kind == .flag
      ? shares(id, title, groups, tally, caption: caption)
      : map(id, title, groups, all, tally, caption: caption)
  }

  // MARK: Choices and texts

  private func map(
    _ id: String, _ title: String, _ groups: [GroupTally.Group], _ all: GroupTally,
    _ tally: FieldTally, caption: String
  ) -> String {
    let places = tally.ranking.filter { all.all.count($0) > 0 }.prefix(Self.mostValues)
    let cells = places.map { place in
      groups.map { group in
        var cell = cell(tally.values[place].name, place, group, usual: all.share(place), tally)
        cell.link = listAddress(id, group, with: tally.values[place].name, of: tally)
        return cell
      }
    }
    let svg = HeatMap(
      id: id, title: title,
      description:
        "A field for each value and group: the share of the group's \(tally.field.unit)s that have the value, "
        + "coloured by how it differs from the share among all.",
      rows: places.map { tally.values[$0].name }, columns: groups.map(\.name), cells: cells
    ).svg
    let rows = groups.map { group in
      let top = tally.ranking.filter { group.count($0) > 0 }
        .sorted { (group.count($1), $0) < (group.count($0), $1) }.prefix(3).map {
          "\(tally.values[$0].name) \(share(group.count($0), group.characters))"
        }
      return [
        group.name, Format.grouped(group.movies), Format.grouped(group.characters),
        top.joined(separator: ", "),
      ]
    }
    let words =
      "In each field the share of the group's \(tally.field.unit)s, in per cent; its colour says how "
      + "many times the share among all that is. Without colour: fewer than five \(tally.field.unit)s would be "
      + "expected there, so that the figure says little. "
      + (records.rows == nil
        ? ""
        : "A field leads to the list of those \(tally.field.unit)s: by a click, or by Tab, arrows and Enter. ")
    return HTML.figure(
      title, svg + Self.legend, caption: words + caption,
      table: HTML.details(
        "The groups as a table",
        HTML.table(
          columns(tally) + [.words("most frequent")], rows, caption: title,
          links: groups.map { group in listAddress(id, group, of: tally).map { [0: $0] } ?? [:] })),
      isWide: true)
  }

  private func cell(
    _ name: String, _ place: Int, _ group: GroupTally.Group, usual: Double, _ tally: FieldTally
  ) -> HeatMap.Cell {
    let count = group.count(place)
    let share = Double(count) / Double(max(1, group.characters))
    let ratio = usual > 0 ? share / usual : 1
    let value = share * 100
    return HeatMap.Cell(
      text: value == 0
        ? "0" : value < 9.95 ? Format.decimal(value, places: 1) : Format.decimal(value, places: 0),
      level: HeatMap.Cell.level(ofRatio: ratio),
      isWeak: Double(group.characters) * usual < 5,
      detail:
        "\(group.name): \(Format.grouped(count)) of \(Format.grouped(group.characters)) \(tally.field.unit)s are "
        + "\(name), \(Figures.percent(share)); among all \(Figures.percent(usual))")
  }

  // MARK: Flags

  private func shares(
    _ id: String, _ title: String, _ groups: [GroupTally.Group], _ tally: FieldTally,
    caption: String
  ) -> String {
    let rows = groups.map { group in
      let count = group.count(0)
      let range = Figures.interval(count, of: group.characters)
      return (
        group, count, Double(count) / Double(max(1, group.characters)),
        "\(Figures.percent(range.lowerBound)) – \(Figures.percent(range.upperBound))"
      )
    }
    let bars = rows.map { group, count, share, range in
      BarChart.Bar(
        name: group.name, value: share, figure: Figures.percent(share),
        detail:
          "\(Format.grouped(count)) of \(Format.counted(group.characters, tally.field.unit)), "
          + "95 % interval \(range)", isWeak: group.characters < 100)
    }
    let heading = "\(tally.field.title), \(title.lowercased())"
    let svg = BarChart(
      id: id, title: heading,
      description:
        "A bar for each group, as long as the share of its \(tally.field.unit)s for which it is so.",
      bars: bars
    ).svg
    let table = HTML.table(
      columns(tally) + [.number("share"), .number("95 % interval")],
      rows.map { group, _, share, range in
        [
          group.name, Format.grouped(group.movies), Format.grouped(group.characters),
          Figures.percent(share), range,
        ]
      }, caption: heading,
      links: groups.map { group in
        var links: [Int: String] = [:]
        links[0] = listAddress(id, group, of: tally)
        links[3] = listAddress(id, group, with: "yes", of: tally)
        return links
      })
    return HTML.figure(
      heading, svg, caption: caption + " Pale: fewer than 100 \(tally.field.unit)s.",
      table: HTML.details("As a table", table))
  }
}
