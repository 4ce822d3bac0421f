import ArgumentParser
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

  @Argument(
    help: ArgumentHelp("The movies, by Wikipedia id.", valueName: "movie"),
    completion: .movies)
  var movies: [MovieID] = []

  func validate() throws {
    if let unsure, unsure < 1 {
      throw ValidationError("--unsure must be at least 1, not \(unsure)")
    }
    if unsure != nil, all { throw ValidationError("--unsure and --all contradict each other") }
    if movies.isEmpty, !all, unsure == nil {
      throw ValidationError("name a movie, or use --all for every record")
    }
    if !movies.isEmpty, all { throw ValidationError("--all takes no movies") }
  }

  func run() async throws {
    try await Console.run {
      let bench = try Workbench(projectOptions, needsInput: false)
      guard let database = try bench.openRecords() else {
        throw BuildError.nothingBuilt
      }
      let names = Dictionary(
        try database.catalog().map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
      let text = RecordText(fields: try database.fields(), tropeNames: names)
      var records: [StoredRecord] = []
      if all || unsure != nil && movies.isEmpty {
        try database.forEachRecord(started: { records = [] }) { records.append($0) }
      } else {
        for movie in movies {
          guard let record = try database.storedRecord(of: movie) else {
            throw BuildError.noRecord(movie)
          }
          records.append(record)
        }
      }
      if let unsure {
        records = Self.leastSure(unsure, of: records)
        if records.isEmpty {
          Console.say(
            "no label has a confidence: 'recipe.confidence: logprobs' asks for it from then on")
        }
      }
      Console.print(json ? text.json(records) : text.table(records))
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

/// Records as a table or as JSON.
struct RecordText {
  /// What the recipe asks of each character.
  let fields: [FieldRow]
  /// The catalog's names by id.
  let tropeNames: [String: String]
  /// Of the terminal; `nil` for everything in full.
  var width: Int? = Console.width

  func table(_ records: [StoredRecord]) -> String {
    let hasConfidence = records.contains { $0.characters.contains { $0.confidence != nil } }
    let hasHands = records.contains { $0.characters.contains(where: \.isByHand) }
    // Of a cascade, or of a model that is being changed.
    let hasModels = Set(records.map(\.model)).count > 1
    let tellsWho = hasHands || hasModels
    var table = TextTable(
      [.number("movie"), .words("character", least: 12)]
        + fields.map(Self.column(of:)) + (hasConfidence ? [.number("confidence")] : [])
        + (tellsWho ? [.words("by", dispensability: 2)] : [])
        + [.words("lane", dispensability: 1)])
    for record in records {
      let lane = record.lane.rawValue
      if record.characters.isEmpty {
        table.rows.append(
          ["\(record.movie)", "(none)"] + fields.map { _ in "" } + (hasConfidence ? [""] : [])
            + (tellsWho ? [hasModels ? record.model : ""] : []) + [lane])
      }
      for (place, character) in record.characters.enumerated() {
        table.rows.append(
          [place == 0 ? "\(record.movie)" : "", character.name]
            + fields.map { cell($0, of: character) }
            + (hasConfidence ? [Self.cell(character.labelConfidence)] : [])
            + (tellsWho ? [character.labelledBy(model: hasModels ? record.model : "model")] : [])
            + [place == 0 ? lane : ""])
      }
    }
    return table.lines(width: width).joined(separator: "\n")
  }

  /// Two digits, which is more than it tells.
  private static func cell(_ confidence: Double?) -> String {
    confidence.map { Format.decimal($0, places: 2) } ?? "–"
  }

  private static func column(of field: FieldRow) -> TextTable.Column {
    switch field.kind {
    case .integer, .number: .number(field.name)
    case .boolean: .words(field.name)
    case .text, .choice, .trope: .words(field.name, least: 12)
    }
  }

  /// What a table shows of a field: a dash where the plot does not tell, nothing where it was not asked.
  private func cell(_ field: FieldRow, of character: LabelledCharacter) -> String {
    if field.kind == .trope {
      guard let id = character.tropeID else { return field.isOptional ? "–" : "" }
      return tropeNames[id] ?? id
    }
    return character[field: field.name].map { $0.text ?? "–" } ?? ""
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
      let object: JSONObject = [
        "movie": JSON(record.movie), "lane": .string(record.lane.rawValue),
        "model": .string(record.model), "question": .string(record.question.hex),
        "input_tokens": .integer(record.usage.input),
        "output_tokens": .integer(record.usage.output),
        "cost_dollars": .number(record.costDollars), "built_at": JSON(record.builtAt),
        "characters": .array(record.characters.map { json($0, model: record.model) }),
      ]
      return object.line
    }.joined(separator: "\n")
  }
}
