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
  private var hasFields: Bool { diff.fields.contains { $0 != LabelDiff.tropeField } }

  var text: String {
    var list = DefinitionList()
    list.add("A", words(of: a))
    list.add("B", words(of: b))
    list.add("movies", movies)
    list.add("characters", characters)
    if !diff.changes.isEmpty { list.add("", changes) }
    if !diff.otherFields.isEmpty {
      list.add("", "asked of one side only: \(diff.otherFields.joined(separator: ", "))")
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

  private var characters: String {
    guard let agreement = diff.agreement else { return "none to compare" }
    return "\(Format.grouped(diff.same)) of \(Format.grouped(agreement.characters)) agree, "
      + "\(TrialText.percent(agreement.value)), 95% interval \(TrialText.percent(agreement.low)) to "
      + TrialText.percent(agreement.high)
  }

  private var changes: String {
    let changed = diff.characters - diff.same
    let parts = [
      changed > 0 ? "\(Format.grouped(changed)) changed" : nil,
      diff.charactersOnlyInA > 0 ? "\(Format.grouped(diff.charactersOnlyInA)) only in A" : nil,
      diff.charactersOnlyInB > 0 ? "\(Format.grouped(diff.charactersOnlyInB)) only in B" : nil,
    ].compactMap(\.self)
    return "\(parts.joined(separator: ", ")), in \(Format.counted(diff.changedMovies, "movie"))"
  }

  private var confusionLines: [String] {
    let confusions = diff.confusions
    var table = TextTable(
      (hasFields ? [.words("field")] : [])
        + [.words("from", least: 12), .words("to", least: 12), .number("characters")])
    table.rows = confusions.prefix(Self.most).map { confusion in
      (hasFields ? [confusion.field] : []) + [
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
        + [.words("character", least: 12)]
        + (hasFields ? [.words("field", dispensability: 1)] : [])
        + [.words("from", least: 12), .words("to", least: 12)])
    var last: MovieID?
    for change in listsAll ? diff.changes[...] : diff.changes.prefix(Self.most) {
      let isFirst = change.movie != last
      last = change.movie
      table.rows.append(
        [isFirst ? "\(change.movie)" : ""]
          + (titles.isEmpty ? [] : [isFirst ? titles[change.movie]?.shown ?? "" : ""])
          + [change.name] + (hasFields ? [change.field] : []) + [
            cell(change.from, change.field), cell(change.to, change.field),
          ])
    }
    return table.lines(width: width)
      + (listsAll ? [] : rest(of: diff.changes.count, "change", "--all lists them, -o FILE"))
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
        "character": .string(change.name), "field": .string(change.field),
        "change": .string(change.kind.rawValue), "from": Self.json(change.from),
        "to": Self.json(change.to),
      ]
    }
    let summary: JSONObject = [
      "summary": [
        "a": json(a), "b": json(b), "fields": .strings(diff.fields),
        "other_fields": .strings(diff.otherFields),
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
