import Inputs
import JSONBytes
import MovieMetadata
import Store
import TropeModel

/// All that is known of a movie, as one line of JSON; its fields are in docs/export.md.
package struct JSONLinesExport: Sendable {
  private let tropeNames: [String: String]

  /// - Parameter tropeNames: the tropes' names by their ids.
  package init(tropeNames: [String: String]) { self.tropeNames = tropeNames }

  /// Appends the movie's object and a line feed.
  package func append(_ movie: ExportedMovie, to buffer: inout [UInt8]) {
    let record = movie.record
    let known = movie.metadata
    var object = ObjectWriter()
    object.add("wikipedia_movie_id", "\(record.movie)")
    object.add("freebase_movie_id", text: movie.freebaseID)
    object.add("name", text: known?.title ?? "")
    object.add("release_date", text: movie.releaseDate)
    object.add("box_office_revenue", number: known?.revenue)
    object.add("runtime", number: known?.runtime)
    object.add("languages", known.map { LabelMap.text($0.languages) } ?? "null")
    object.add("countries", known.map { LabelMap.text($0.countries) } ?? "null")
    object.add("genres", known.map { LabelMap.text($0.genres) } ?? "null")
    object.add("cast_status", text: record.castStatus.rawValue)
    object.add("model", text: record.model)
    object.add("lane", text: record.lane.rawValue)
    object.add("batch_number", record.batchNumber.map { "\($0)" } ?? "null")
    object.add("question", text: record.question.hex)
    object.add("input_tokens", "\(record.usage.input)")
    object.add("cached_input_tokens", "\(record.usage.cachedInput)")
    object.add("output_tokens", "\(record.usage.output)")
    object.add("cost_dollars", number: record.costDollars)
    object.add("built_at", text: record.builtAt.iso8601)
    object.add("characters", "[\(movie.characters.map(json).joined(separator: ","))]")
    buffer += object.text.utf8
    buffer.append(UInt8(ascii: "\n"))
  }

  private func json(_ character: ExportedMovie.Character) -> String {
    let labelled = character.labelled
    var object = ObjectWriter()
    object.add("name", text: labelled.name)
    object.add("trope_id", text: labelled.tropeID ?? "")
    object.add("trope", text: labelled.tropeID.map { tropeNames[$0] ?? $0 } ?? "")
    object.add("in_cast", "\(labelled.isInCast)")
    object.add("died", character.died.map { "\($0)" } ?? "null")
    object.add("fields", FieldJSON.text(of: labelled.fields) ?? "{}")
    object.add("actors", "[\(character.cast.map(Self.json).joined(separator: ","))]")
    return object.text
  }

  private static func json(_ row: CastRow) -> String {
    var object = ObjectWriter()
    object.add("name", text: row.actorName)
    object.add("dob", text: row.actorBirthDate)
    object.add("gender", text: row.actorGender)
    object.add("height", text: row.actorHeight)
    object.add("ethnicity", text: row.actorEthnicity)
    object.add("age_at_release", text: row.actorAge)
    return object.text
  }
}

/// Makes a JSON object of members in the order in which they are added.
private struct ObjectWriter {
  private var members: [String] = []

  var text: String { "{\(members.joined(separator: ","))}" }

  /// Adds a value that is JSON already.
  mutating func add(_ name: String, _ json: String) {
    members.append("\(JSONText.quoted(name)):\(json)")
  }

  /// Adds a string; `null` for an empty one, which means that nothing is known.
  mutating func add(_ name: String, text: String) {
    add(name, text.isEmpty ? "null" : JSONText.quoted(text))
  }

  /// Adds a number.
  mutating func add(_ name: String, number: Double?) {
    add(name, number.map(JSONText.number) ?? "null")
  }
}
