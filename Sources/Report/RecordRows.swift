import JSONBytes
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
    movies += "[\(movie.movie),".utf8
    JSONText.appendString(movie.facts?.title ?? "", to: &movies)
    let lane = Self.place(of: movie.lane.rawValue, in: &lanes)
    let model = Self.place(of: movie.model, in: &models)
    // Money in millionths of a dollar, time in minutes since 1970.
    let cost = (movie.costDollars * 1e6).rounded()
    movies += ",\(movie.facts?.year.map(String.init) ?? "null"),\(lane),\(model)".utf8
    movies += ",\(movie.usage.input),\(movie.usage.output)".utf8
    movies += ",\(JSONText.number(cost.isFinite ? cost : 0))".utf8
    movies += ",\(movie.builtAt.milliseconds / 60_000),[".utf8
    for (place, character) in movie.characters.enumerated() {
      if place > 0 { movies += ",".utf8 }
      JSONText.appendString(character.name, to: &movies)
      movies += character.isInCast ? ",1".utf8 : ",0".utf8
      for (value, valuePlace) in zip(character.values, places[place]) {
        movies += ",\(Self.text(value, valuePlace))".utf8
      }
    }
    movies += "]]".utf8
  }

  private static func text(_ value: ReportValue, _ place: Int?) -> String {
    switch value {
    case .number(let number) where number.isFinite: JSONText.number(number)
    default: place.map(String.init) ?? "null"
    }
  }

  private static func place(of word: String, in words: inout [String]) -> Int {
    if let place = words.firstIndex(of: word) { return place }
    words.append(word)
    return words.count - 1
  }

  /// All that the search needs, as JSON that may stand in a script element: without any `<`.
  func json(_ tallies: [FieldTally], failures: [ReportFailure]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes += "{\"fields\":[".utf8
    for (index, tally) in tallies.enumerated() {
      if index > 0 { bytes += ",".utf8 }
      bytes += "{\"title\":\(JSONText.quoted(tally.field.title)),".utf8
      bytes += "\"isNumber\":\(tally.field.kind == .number),".utf8
      bytes += "\"values\":\(Self.list(tally.values.map(\.name)))}".utf8
    }
    bytes += "],\"lanes\":\(Self.list(lanes)),\"models\":\(Self.list(models)),\n".utf8
    bytes += "\"failed\":[".utf8
    for (index, failure) in failures.enumerated() {
      if index > 0 { bytes += ",\n".utf8 }
      bytes += "[\(failure.movie),\(JSONText.quoted(failure.title ?? "")),".utf8
      bytes += "\(failure.year.map(String.init) ?? "null"),".utf8
      bytes += "\(JSONText.quoted(failure.reason)),\(failure.attempts)]".utf8
    }
    bytes += "],\n\"movies\":[\n".utf8
    bytes += movies
    bytes += "\n]}".utf8
    return Self.withoutTags(bytes)
  }

  private static func list(_ words: [String]) -> String {
    "[" + words.map { JSONText.quoted($0) }.joined(separator: ",") + "]"
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
