import JSONBytes
import ArgumentParser
import Engine
import Store
import Terminal
import TropeModel

/// Prints records.
struct ShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the record of a movie, or of all.",
    discussion: """
      Examples:
        tropebuild show 31186339
        tropebuild show --all
        tropebuild show --json --all | head
      """)

  @OptionGroup var projectOptions: ProjectOptions

  @Flag(help: "Print every record.")
  var all = false

  @Flag(help: "JSON, an object a line for each movie.")
  var json = false

  @Argument(
    help: ArgumentHelp("The movies, by their Wikipedia ids.", valueName: "movie"),
    completion: .movies)
  var movies: [MovieID] = []

  func validate() throws {
    if movies.isEmpty, !all { throw ValidationError("name a movie, or --all for every record") }
  }

  func run() async throws {
    try await Console.run {
      let bench = try Workbench(projectOptions)
      guard let database = try bench.openForReading().database else {
        throw BuildError.other("nothing has been built yet: run 'tropebuild'")
      }
      let names = Dictionary(
        try database.catalog().map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
      var records: [StoredRecord] = []
      if all {
        try database.forEachRecord(started: { records = [] }) { records.append($0) }
      } else {
        for movie in movies {
          guard let record = try database.storedRecord(of: movie) else {
            throw BuildError.other(
              "no record of movie \(movie): 'tropebuild explain \(movie)' says why")
          }
          records.append(record)
        }
      }
      let text = RecordText(tropeNames: names)
      Console.print(json ? text.json(records) : text.table(records))
      return .upToDate
    }
  }
}

/// Records as a table or as JSON.
struct RecordText {
  /// The catalog's names by id.
  let tropeNames: [String: String]
  /// Of the terminal; `nil` for everything in full.
  var width: Int? = Console.width

  func table(_ records: [StoredRecord]) -> String {
    var table = TextTable([
      .number("movie"), .words("character", least: 12), .words("trope", least: 12),
      .words("lane", dispensability: 1),
    ])
    for record in records {
      if record.characters.isEmpty {
        table.rows.append(["\(record.movie)", "(none)", "", record.lane.rawValue])
      }
      for (place, character) in record.characters.enumerated() {
        table.rows.append([
          place == 0 ? "\(record.movie)" : "", character.name,
          tropeNames[character.tropeID] ?? character.tropeID,
          place == 0 ? record.lane.rawValue : "",
        ])
      }
    }
    return table.lines(width: width).joined(separator: "\n")
  }

  func json(_ records: [StoredRecord]) -> String {
    records.map { record in
      let characters = record.characters.map { character in
        "{\"name\":\(JSONText.quoted(character.name)),\"trope_id\":\(JSONText.quoted(character.tropeID)),"
          + "\"trope\":\(JSONText.quoted(tropeNames[character.tropeID] ?? character.tropeID)),"
          + "\"in_cast\":\(character.isInCast)}"
      }
      return "{\"movie\":\(record.movie),\"lane\":\"\(record.lane.rawValue)\","
        + "\"model\":\(JSONText.quoted(record.model)),\"question\":\"\(record.question)\","
        + "\"input_tokens\":\(record.usage.input),\"output_tokens\":\(record.usage.output),"
        + "\"cost_dollars\":\(record.costDollars),\"built_at\":\"\(record.builtAt.iso8601)\","
        + "\"characters\":[\(characters.joined(separator: ","))]}"
    }.joined(separator: "\n")
  }
}
