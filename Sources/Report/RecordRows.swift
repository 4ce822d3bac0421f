import Formats
import TropeModel

/// The records as the page keeps them for its search: JSON, a short list for each movie, values by their number.
struct RecordRows: Sendable {
  private var movies: [UInt8] = []
  private var lanes: [String] = []
  private var models: [String] = []

  /// Adds a record.
  ///
  /// - Parameter places: for each character and field the place of its value in the field's tally.
  mutating func add(_ movie: ReportMovie, places: [[Int?]]) {
    if !movies.isEmpty { movies += ",\n".utf8 }
    let lane = Self.place(of: movie.lane.rawValue, in: &lanes)
    let model = Self.place(of: movie.model, in: &models)
    // Money in millionths of a dollar, time in minutes since 1970.
    let cost = (movie.costDollars * 1e6).rounded()
    var characters: [JSON] = []
    for (place, character) in movie.characters.enumerated() {
      characters += [.string(character.name), .integer(character.isInCast ? 1 : 0)]
      characters += zip(character.values, places[place]).map(Self.json)
    }
    let row: JSON = [
      .integer(Int(movie.movie.number)), .string(movie.facts?.title ?? ""),
      JSON(movie.facts?.year), .integer(lane), .integer(model), .integer(movie.usage.input),
      .integer(movie.usage.output), .short(cost.isFinite ? cost : 0),
      .integer(Int(movie.builtAt.milliseconds / 60_000)), .array(characters),
    ]
    row.append(to: &movies)
  }

  private static func json(_ value: ReportValue, _ place: Int?) -> JSON {
    switch value {
    case .number(let number) where number.isFinite: .short(number)
    default: JSON(place)
    }
  }

  private static func place(of word: String, in words: inout [String]) -> Int {
    if let place = words.firstIndex(of: word) { return place }
    words.append(word)
    return words.count - 1
  }

  /// All that the search needs, as JSON that may stand in a script element: without any `<`.
  func json(
    _ tallies: [FieldTally], failures: [FailedTarget], facts: [MovieID: MovieFacts]
  ) -> [UInt8] {
    let head: JSONObject = [
      "fields": .array(
        tallies.map { tally in
          [
            "title": .string(tally.field.title), "isNumber": .bool(tally.field.kind == .number),
            "values": .strings(tally.values.map(\.name)),
          ]
        }),
      "lanes": .strings(lanes), "models": .strings(models),
      "failed": .array(
        failures.map { failure in
          let facts = facts[failure.movie]
          return [
            .integer(Int(failure.movie.number)), .string(facts?.title ?? ""),
            JSON(facts?.year), .string(failure.reason), .integer(failure.attempts),
          ]
        }),
    ]
    var bytes = Array(head.line.utf8.dropLast())
    bytes += ",\n\"movies\":[\n".utf8
    bytes += movies
    bytes += "\n]}".utf8
    return Self.withoutTags(bytes)
  }

  /// A `<` can only be in a string, where its escape means the same and ends no script.
  private static func withoutTags(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 64)
    for byte in bytes {
      if byte == UInt8(ascii: "<") { result += "\\u003c".utf8 } else { result.append(byte) }
    }
    return result
  }
}
