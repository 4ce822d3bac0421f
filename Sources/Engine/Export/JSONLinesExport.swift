import Formats
import Inputs
import Store
import TropeModel

/// All that is known of a movie, as one line of JSON; its fields are in docs/export.md.
package struct JSONLinesExport: Sendable {
  private let tropeNames: [String: String]
  private let asksOfMovies: Bool

  /// - Parameters:
  ///   - tropeNames: the tropes' names by their ids.
  ///   - asksOfMovies: whether movies have fields of their own, which then stand in each line.
  package init(tropeNames: [String: String], asksOfMovies: Bool = false) {
    self.tropeNames = tropeNames
    self.asksOfMovies = asksOfMovies
  }

  /// Appends the movie's object and a line feed.
  package func append(_ movie: ExportedMovie, to buffer: inout [UInt8]) {
    let record = movie.record
    let known = movie.metadata
    var object: JSONObject = [
      "wikipedia_movie_id": .integer(Int(record.movie.number)),
      "freebase_movie_id": .known(movie.freebaseID), "name": .known(known?.title),
      "release_date": .known(movie.releaseDate),
      "box_office_revenue": .known(known?.revenue), "runtime": .known(known?.runtime),
      "languages": .labels(known?.languages), "countries": .labels(known?.countries),
      "genres": .labels(known?.genres), "cast_status": .known(record.castStatus.rawValue),
      "model": .known(record.model), "lane": .known(record.lane.rawValue),
      "batch_number": JSON(record.batchNumber), "question": .known(record.question.hex),
      "input_tokens": .integer(record.usage.input),
      "cached_input_tokens": .integer(record.usage.cachedInput),
      "output_tokens": .integer(record.usage.output), "cost_dollars": .known(record.costDollars),
      "built_at": .known(record.builtAt.iso8601),
    ]
    if asksOfMovies {
      object.add("fields", .object(FieldJSON.object(of: record.movieFields) ?? [:]))
    }
    object.add(
      "characters", .array(movie.characters.map { json($0, model: record.model) }))
    JSON.object(object).append(to: &buffer)
    buffer.append(UInt8(ascii: "\n"))
  }

  private func json(_ character: ExportedMovie.Character, model: String) -> JSON {
    let labelled = character.labelled
    return [
      "name": .known(labelled.name), "trope_id": .known(labelled.tropeID),
      "trope": .known(labelled.tropeID.map { tropeNames[$0] ?? $0 }),
      "in_cast": .bool(labelled.isInCast), "died": character.died.map(JSON.bool) ?? .null,
      "fields": .object(FieldJSON.object(of: labelled.fields) ?? [:]),
      "confidence": JSON(labelled.labelConfidence),
      "labelled_by": .string(labelled.labelledBy(model: model)), "note": .known(labelled.note),
      "actors": .array(character.cast.map(Self.json)),
    ]
  }

  private static func json(_ row: CastRow) -> JSON {
    [
      "name": .known(row.actorName), "dob": .known(row.actorBirthDate),
      "gender": .known(row.actorGender), "height": .known(row.actorHeight),
      "ethnicity": .known(row.actorEthnicity), "age_at_release": .known(row.actorAge),
    ]
  }
}

extension JSON {
  /// A string; `null` for an empty one, which means that nothing is known.
  fileprivate static func known(_ text: String?) -> JSON {
    guard let text, !text.isEmpty else { return .null }
    return .string(text)
  }

  /// With its fraction always: readers that look at the first lines alone, as polars does, take a column for one of whole
  /// numbers otherwise, and cut the fractions of those that follow.
  fileprivate static func known(_ number: Double?) -> JSON { JSON(number) }

  fileprivate static func labels(_ labels: [MetadataLabel]?) -> JSON {
    labels.map { .spelled(LabelMap.text($0)) } ?? .null
  }
}
