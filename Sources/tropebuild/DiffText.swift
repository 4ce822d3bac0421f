import Display
import Engine
import Formats
import Quality
import Store
import TropeModel

/// What `diff` prints.
struct DiffText {
  let a: DiffSide
  let b: DiffSide
  let diff: LabelDiff
  /// The catalog's names by id.
  let tropeNames: [String: String]
  let titles: MovieTitles
  /// Whether every change is listed, and not the first ones alone.
  let listsAll: Bool
  /// Of the terminal; `nil` for everything in full.
  var width: Int? = Console.width

  /// How many confusions and changes are listed where not all are.
  private static let most = 12

  /// Whether anything but the trope is compared.
  private var hasFields: Bool {
    !diff.ofMovies.fields.isEmpty || diff.fields.contains { $0 != LabelDiff.tropeField }
  }

  /// Whether nothing is compared but what is said of movies themselves.
  private var isOfMoviesAlone: Bool { diff.fields.isEmpty && !diff.ofMovies.fields.isEmpty }

  var text: String {
    var list = DefinitionList()
    list.add("A", words(of: a))
    list.add("B", words(of: b))
    list.add("movies", movies)
    for field in diff.ofMovies.fields {
      list.add("", "\(field.name): \(words(field.same, of: field.agreement))")
    }
    if !isOfMoviesAlone { list.add("characters", words(diff.same, of: diff.agreement)) }
    if !diff.changes.isEmpty { list.add("changed", changes) }
    if !diff.allOtherFields.isEmpty {
      list.add("", "in one side only: \(diff.allOtherFields.joined(separator: ", "))")
    }
    var lines = list.lines(width: width)
    if !diff.confusions.isEmpty { lines += [""] + confusionLines }
    if !diff.changes.isEmpty { lines += [""] + changeLines }
    return lines.joined(separator: "\n")
  }

  private func words(of side: DiffSide) -> String {
    let parts = [
      side.fromRecords > 0 ? Format.counted(side.fromRecords, "record") : nil,
      side.fromLedger > 0
        ? Format.counted(side.fromLedger, "kept reply", "kept replies") : nil,
    ].compactMap(\.self)
    return "\(side.source): \(parts.isEmpty ? "no records" : parts.joined(separator: ", "))"
  }

  private var movies: String {
    let lone = [
      diff.moviesOnlyInA.isEmpty ? nil : "\(Format.grouped(diff.moviesOnlyInA.count)) only in A",
      diff.moviesOnlyInB.isEmpty ? nil : "\(Format.grouped(diff.moviesOnlyInB.count)) only in B",
    ].compactMap(\.self)
    return (["\(Format.grouped(diff.movies)) in both"] + lone).joined(separator: ", ")
  }

  private func words(_ same: Int, of agreement: ShareInterval?) -> String {
    guard let agreement else { return "none to compare" }
    return "\(Format.grouped(same)) of \(Format.grouped(agreement.characters)) agree, "
      + "\(TrialText.percent(agreement.value)), 95% interval \(TrialText.percent(agreement.low)) to "
      + TrialText.percent(agreement.high)
  }

  private var changes: String {
    let changed = diff.characters - diff.same
    let ofMovies = diff.ofMovies.changes.values.reduce(0) { $0 + $1.count }
    let parts = [
      changed > 0 ? Format.counted(changed, "character") : nil,
      ofMovies > 0 ? Format.counted(ofMovies, "answer about movies", "answers about movies") : nil,
      diff.charactersOnlyInA > 0 ? "\(Format.grouped(diff.charactersOnlyInA)) only in A" : nil,
      diff.charactersOnlyInB > 0 ? "\(Format.grouped(diff.charactersOnlyInB)) only in B" : nil,
    ].compactMap(\.self)
    return "\(parts.joined(separator: ", ")), in \(Format.counted(diff.changedMovies, "movie"))"
  }

  private var confusionLines: [String] {
    let confusions = diff.confusions
    var table = TextTable(
      (hasFields ? [.words("field")] : [])
        + [.words("from", least: 12), .words("to", least: 12)]
        + [.number(isOfMoviesAlone ? "movies" : hasOwn ? "times" : "characters")])
    table.rows = confusions.prefix(Self.most).map { confusion in
      (hasFields ? [field(confusion.field, isOfMovies: confusion.isOfMovies)] : []) + [
        cell(confusion.from, confusion.field), cell(confusion.to, confusion.field),
        Format.grouped(confusion.count),
      ]
    }
    return table.lines(width: width) + rest(of: confusions.count, "pair", "--json")
  }

  private var changeLines: [String] {
    var table = TextTable(
      [.number("movie")]
        + (titles.isEmpty ? [] : [.words("title", least: 12, dispensability: 2)])
        + (isOfMoviesAlone ? [] : [.words("character", least: 12)])
        + (hasFields ? [.words("field", dispensability: 1)] : [])
        + [.words("from", least: 12), .words("to", least: 12)])
    var last: MovieID?
    for change in listsAll ? diff.changes[...] : diff.changes.prefix(Self.most) {
      let isFirst = change.movie != last
      last = change.movie
      table.rows.append(
        [isFirst ? "\(change.movie)" : ""]
          + (titles.isEmpty ? [] : [isFirst ? titles[change.movie]?.shown ?? "" : ""])
          + (isOfMoviesAlone ? [] : [change.name ?? ""])
          + (hasFields ? [field(change.field, isOfMovies: change.name == nil)] : []) + [
            cell(change.from, change.field), cell(change.to, change.field),
          ])
    }
    return table.lines(width: width)
      + (listsAll ? [] : rest(of: diff.changes.count, "change", "--all lists them, -o FILE"))
  }

  /// Whether movies themselves are compared.
  private var hasOwn: Bool { !diff.ofMovies.fields.isEmpty }

  /// Where characters are compared, too, the field says that it is the movie's.
  private func field(_ name: String, isOfMovies: Bool) -> String {
    isOfMovies && !isOfMoviesAlone ? "\(name) of the movie" : name
  }

  private func rest(of count: Int, _ word: String, _ option: String) -> [String] {
    count > Self.most
      ? ["… and \(Format.counted(count - Self.most, "more " + word)) (\(option) has them all)"] : []
  }

  /// A dash where the plot does not tell, words where the side has no such character.
  private func cell(_ value: FieldValue?, _ field: String) -> String {
    guard let value else { return "(not named)" }
    return name(value, field) ?? "–"
  }

  private func name(_ value: FieldValue, _ field: String) -> String? {
    value.text.map { field == LabelDiff.tropeField ? tropeNames[$0] ?? $0 : $0 }
  }

  // MARK: JSON

  var json: String {
    let lines = diff.changes.map { change -> JSONObject in
      [
        "movie": JSON(change.movie), "title": JSON(titles[change.movie]?.text),
        "of": Self.subject(isMovie: change.name == nil), "character": JSON(change.name),
        "field": .string(change.field),
        "change": .string(change.kind.rawValue), "from": Self.json(change.from),
        "to": Self.json(change.to),
      ]
    }
    let summary: JSONObject = [
      "summary": [
        "a": json(a), "b": json(b), "fields": .strings(diff.fields),
        "other_fields": .strings(diff.otherFields),
        "movie_fields": .array(
          diff.ofMovies.fields.map { field in
            [
              "field": .string(field.name), "movies": .integer(field.compared),
              "same": .integer(field.same), "agreement": Self.json(field.agreement),
            ]
          }),
        "other_movie_fields": .strings(diff.ofMovies.otherFields),
        "movies": .integer(diff.movies), "changed_movies": .integer(diff.changedMovies),
        "movies_only_in_a": .array(diff.moviesOnlyInA.map { JSON($0) }),
        "movies_only_in_b": .array(diff.moviesOnlyInB.map { JSON($0) }),
        "characters": .integer(diff.characters), "same": .integer(diff.same),
        "only_in_a": .integer(diff.charactersOnlyInA),
        "only_in_b": .integer(diff.charactersOnlyInB),
        "agreement": JSON(diff.agreement),
        "confusions": .array(
          diff.confusions.map { confusion in
            [
              "of": Self.subject(isMovie: confusion.isOfMovies),
              "field": .string(confusion.field), "from": Self.json(confusion.from),
              "to": Self.json(confusion.to), "count": .integer(confusion.count),
            ]
          }),
      ]
    ]
    return (lines + [summary]).map(\.line).joined(separator: "\n")
  }

  private func json(_ side: DiffSide) -> JSON {
    [
      "name": .string("\(side.source)"), "kind": .string(side.source.kind),
      "recipe": JSON(side.source.recipe?.hex), "movies": .integer(side.movieCount),
      "records": .integer(side.fromRecords), "kept_replies": .integer(side.fromLedger),
      "unknown": .integer(side.unknown), "sandbox_records": .integer(side.sandboxRecords),
      "incomplete": .bool(side.mayLackRealtime),
    ]
  }

  private static func subject(isMovie: Bool) -> JSON { .string(isMovie ? "movie" : "character") }

  /// A share of movies with its interval.
  private static func json(_ share: ShareInterval?) -> JSON {
    share.map {
      ["value": .number($0.value), "low": .number($0.low), "high": .number($0.high)]
    } ?? .null
  }

  private static func json(_ value: FieldValue?) -> JSON { value.map(FieldJSON.json) ?? .null }
}

extension DiffSide.Source {
  fileprivate var kind: String {
    switch self {
    case .now: "now"
    case .recipe: "recipe"
    case .model: "model"
    case .moment: "moment"
    case .file: "file"
    }
  }

  fileprivate var recipe: Digest? {
    if case .recipe(let hash, _) = self { hash } else { nil }
  }
}
