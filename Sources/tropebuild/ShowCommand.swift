import ArgumentParser
import Basics
import Display
import Engine
import Formats
import Store
import TropeModel

/// Prints records.
struct ShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the record of one movie, or of all.",
    discussion: """
      Examples:
        tropebuild show 31186339
        tropebuild show "Full Metal Jacket"    by title, where the corpus tells titles
        tropebuild show --trope "Femme Fatale" every character with that trope
        tropebuild show --empty                movies without a single character
        tropebuild show --all
        tropebuild show --unsure 50              the labels that the model was least sure of
        tropebuild show --json --all | head
      """)

  @OptionGroup var projectOptions: ProjectOptions

  @Flag(help: "Print every record.")
  var all = false

  @Flag(help: "Print JSON: one object per line for each movie.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Print the N characters that the model was least sure of, the least first.", valueName: "n"))
  var unsure: Int?

  @Option(
    help: ArgumentHelp(
      "Print only characters with this trope, by its name or id; of all movies where none is named.",
      valueName: "trope"))
  var trope: String?

  @Flag(help: "Print only movies without a character, of which the model named none.")
  var empty = false

  @Argument(
    help: ArgumentHelp(
      "The movies, by Wikipedia id, the table's own id or title.", valueName: "movie"),
    completion: .movies)
  var movies: [String] = []

  func validate() throws {
    if let unsure, unsure < 1 {
      throw ValidationError("--unsure must be at least 1, not \(unsure)")
    }
    if unsure != nil, all || empty {
      throw ValidationError(
        "--unsure and \(all ? "--all" : "--empty") contradict each other")
    }
    if movies.isEmpty, !all, unsure == nil, trope == nil, !empty {
      throw ValidationError("name a movie, or use --all for every record")
    }
    if !movies.isEmpty, all { throw ValidationError("--all takes no movies") }
    if empty, trope != nil { throw ValidationError("--empty and --trope contradict each other") }
    try checkNames("--trope", trope)
  }

  /// The option that chooses by characters, where one does.
  private var ofCharacters: String? {
    empty ? "--empty" : trope != nil ? "--trope" : unsure != nil ? "--unsure" : nil
  }

  func run() async throws {
    try await Console.run {
      let bench = try Workbench(projectOptions, needsInput: false)
      guard let database = try bench.openRecords() else {
        throw BuildError.nothingBuilt
      }
      let known = try database.knownTropes()
      let titles = try MovieTitles(database, numbers: try bench.tableNumbers())
      let text = RecordText(
        fields: try database.fields(), movieFields: try database.movieFields(),
        tropeNames: known.names, titles: titles)
      if let option = ofCharacters, try database.fields().isEmpty {
        throw ValidationError(
          "\(option) is about characters, and the records are about movies alone")
      }
      if trope != nil, !text.fields.contains(where: { $0.kind == .trope }) {
        throw ValidationError(
          "--trope is about tropes, and the records have none: their characters have "
            + text.fields.map { "'\($0.name)'" }.joined(separator: ", "))
      }
      var records: [StoredRecord] = []
      if movies.isEmpty {
        try database.forEachRecord(started: { records = [] }) { records.append($0) }
      } else {
        let recorded = Set(try database.recordedMovies())
        for movie in try movies.flatMap({ try titles.movies(named: $0, recorded: recorded) }) {
          guard let record = try database.storedRecord(of: movie) else {
            throw BuildError.noRecord(movie)
          }
          records.append(record)
        }
      }
      if let trope { records = try records.having(trope, known) }
      if empty { records.removeAll { !$0.characters.isEmpty } }
      if let unsure {
        records = Self.leastSure(unsure, of: records)
        if records.isEmpty {
          Console.say(
            "no label has a confidence: 'recipe.confidence: logprobs' asks for it from then on, votes for all"
          )
        }
      }
      if !records.isEmpty {
        Console.print(json ? text.json(records) : text.table(records))
      } else if unsure == nil {
        Console.say(empty ? "no movie is without a character" : "there are no records")
      }
      return .upToDate
    }
  }
}

extension ShowCommand {
  /// Records of one character each: those whose label is the model's and least sure, the least first.
  static func leastSure(_ count: Int, of records: [StoredRecord]) -> [StoredRecord] {
    var rated: [(confidence: Double, record: Int, character: Int)] = []
    for (place, record) in records.enumerated() {
      for (index, character) in record.characters.enumerated() {
        if let confidence = character.labelConfidence { rated.append((confidence, place, index)) }
      }
    }
    // Among equals movies come in the order of their ids.
    return rated.sorted { $0 < $1 }.prefix(count).map { _, place, index in
      var single = records[place]
      single.characters = [single.characters[index]]
      return single
    }
  }
}

extension [StoredRecord] {
  /// The records with only those characters that have a trope, without those that have none.
  ///
  /// - Parameter known: the catalog, and the tropes that have left it.
  /// - Throws: `BuildError` where there is no such trope, or no character has it.
  fileprivate func having(_ trope: String, _ known: [KnownTrope]) throws -> [StoredRecord] {
    let wanted = Called(trope)
    let meant = known.filter { Called($0.id) == wanted || Called($0.name) == wanted }
    guard let first = meant.first else {
      throw BuildError.noTrope(
        trope, near: EditDistance.nearest(to: trope, in: known.map(\.name).sorted()))
    }
    let ids = Set(meant.map(\.id))
    let having: [StoredRecord] = compactMap { record in
      var record = record
      record.characters.removeAll { $0.tropeID.map(ids.contains) != true }
      return record.characters.isEmpty ? nil : record
    }
    guard having.isEmpty else { return having }
    let used = Set(flatMap(\.characters).compactMap(\.tropeID))
    throw BuildError.tropeOfNobody(
      first.name, isInCatalog: first.isInCatalog,
      near: EditDistance.nearest(
        to: trope, in: known.filter { used.contains($0.id) }.map(\.name).sorted()))
  }
}

/// Records as a table or as JSON.
struct RecordText {
  /// What the recipe asks of each character; nothing where it asks of movies alone.
  let fields: [FieldRow]
  /// What it asks of the movie itself.
  let movieFields: [FieldRow]
  /// The catalog's names by id.
  let tropeNames: [String: String]
  let titles: MovieTitles
  /// Of the terminal; `nil` for everything in full.
  var width: Int? = Console.width

  func table(_ records: [StoredRecord]) -> String {
    let hasConfidence = records.contains { $0.characters.contains { $0.confidence != nil } }
    let hasHands = records.contains { $0.characters.contains(where: \.isByHand) }
    // Of a cascade, or of a model that is being changed.
    let hasModels = Set(records.map(\.model)).count > 1
    let tellsWho = hasHands || hasModels
    let hasCharacters = !fields.isEmpty || records.contains { !$0.characters.isEmpty }
    // The last fields go after all else that can be spared.
    let asked = (movieFields + fields).enumerated().map { Self.column(of: $1, place: $0) }
    let more = asked.count
    var columns: [TextTable.Column] = [.number("movie")]
    if !titles.isEmpty {
      columns.append(.words("title", least: 12, dispensability: more + 3))
    }
    columns += asked.prefix(movieFields.count)
    if hasCharacters {
      columns.append(.words("character", least: 12))
      columns += asked.dropFirst(movieFields.count)
    }
    if hasConfidence { columns.append(.number("confidence")) }
    if tellsWho { columns.append(.words("by", dispensability: more + 2)) }
    if hasCharacters { columns.append(.words("in cast", dispensability: more + 2)) }
    columns.append(.words("lane", dispensability: more + 1))
    var table = TextTable(columns)
    for record in records {
      let lane = record.lane.rawValue
      let own =
        ["\(record.movie)"] + (titles.isEmpty ? [] : [titles[record.movie]?.shown ?? ""])
        + movieFields.map { Self.cell(record[movieField: $0.name]) }
      if record.characters.isEmpty {
        table.rows.append(
          own + (hasCharacters ? ["(none)"] + fields.map { _ in "" } : [])
            + (hasConfidence ? [""] : []) + (tellsWho ? [hasModels ? record.model : ""] : [])
            + (hasCharacters ? [""] : []) + [lane])
      }
      for (place, character) in record.characters.enumerated() {
        table.rows.append(
          (place == 0 ? own : own.map { _ in "" }) + [character.name]
            + fields.map { cell($0, of: character) }
            + (hasConfidence ? [Self.cell(character.labelConfidence)] : [])
            + (tellsWho ? [character.labelledBy(model: hasModels ? record.model : "model")] : [])
            + [character.isInCast ? "yes" : "no", place == 0 ? lane : ""])
      }
    }
    return table.lines(width: width).joined(separator: "\n")
  }

  /// A dash where the plot does not tell, nothing where it was not asked.
  private static func cell(_ value: FieldValue?) -> String { value.map { $0.text ?? "–" } ?? "" }

  /// Two digits, which is more than it tells.
  private static func cell(_ confidence: Double?) -> String {
    confidence.map { Format.decimal($0, places: 2) } ?? "–"
  }

  /// - Parameter place: among all fields; the first stays however narrow the terminal is.
  private static func column(of field: FieldRow, place: Int) -> TextTable.Column {
    switch field.kind {
    case .integer, .number: .number(field.name, dispensability: place)
    case .boolean: .words(field.name, dispensability: place)
    case .text, .choice, .trope: .words(field.name, least: 12, dispensability: place)
    }
  }

  /// What a table shows of a field: a dash where the plot does not tell, nothing where it was not asked.
  private func cell(_ field: FieldRow, of character: LabelledCharacter) -> String {
    if field.kind == .trope {
      guard let id = character.tropeID else { return field.isOptional ? "–" : "" }
      return tropeNames[id] ?? id
    }
    return Self.cell(character[field: field.name])
  }

  /// A character as JSON: its trope where it has one or could have, its other fields in an object of their own.
  private func json(_ character: LabelledCharacter, model: String) -> JSON {
    var object: JSONObject = ["name": .string(character.name)]
    if let id = character.tropeID {
      object.add("trope_id", .string(id))
      object.add("trope", .string(tropeNames[id] ?? id))
    } else if fields.contains(where: { $0.kind == .trope }) {
      object.add("trope_id", .null)
      object.add("trope", .null)
    }
    if let fields = FieldJSON.object(of: character.fields) { object.add("fields", .object(fields)) }
    object.add("in_cast", .bool(character.isInCast))
    object.add("confidence", JSON(character.labelConfidence))
    object.add("labelled_by", .string(character.labelledBy(model: model)))
    object.add("note", character.note.isEmpty ? .null : .string(character.note))
    return .object(object)
  }

  func json(_ records: [StoredRecord]) -> String {
    records.map { record in
      var object: JSONObject = [
        "movie": JSON(record.movie), "title": JSON(titles[record.movie]?.text),
        "year": JSON(titles[record.movie]?.year), "lane": .string(record.lane.rawValue),
        "model": .string(record.model), "question": .string(record.question.hex),
        "input_tokens": .integer(record.usage.input),
        "output_tokens": .integer(record.usage.output),
        "cost_dollars": .number(record.costDollars), "built_at": JSON(record.builtAt),
      ]
      if let fields = FieldJSON.object(of: record.movieFields) {
        object.add("fields", .object(fields))
      }
      object.add("characters", .array(record.characters.map { json($0, model: record.model) }))
      return object.line
    }.joined(separator: "\n")
  }
}
