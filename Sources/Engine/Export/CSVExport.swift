import Formats
import Inputs
package import Store
package import TropeModel

/// The three tables in the form of the first system's final files, for its notebooks to go on with.
package struct CSVExport: Sendable {
  /// The recipe's fields that have columns of their own in `characters`: all but those that the fixed columns hold.
  private let fields: [FieldRow]
  /// The movie's own fields, which follow the fixed columns of `movies`.
  private let movieFields: [FieldRow]
  /// The last columns of `characters`: how sure the model was, and who labelled.
  private let lastColumns: [String]
  private let isForExcel: Bool

  /// The fixed columns of `characters`.
  static let characterColumns = [
    "wikipedia_movie_id", "name", "trope_id", deathColumn, "actor_dob", "actor_gender",
    "actor_height", "actor_ethnicity", "actor_name", "actor_age_at_release",
  ]

  /// The fixed column of `characters` that a field of the recipe fills.
  static let deathColumn = "died"

  /// The fixed column that `movies` has and `characters` has not.
  static let freebaseColumn = "freebase_movie_id"

  /// What comes before the name of a field that has the name of a fixed column.
  static let fieldPrefix = "field_"

  /// The fixed columns of `movies`.
  static let movieColumns = [
    "wikipedia_movie_id", freebaseColumn, "name", "release_date", "box_office_revenue",
    "runtime", "languages", "countries", "genres",
  ]

  /// - Parameters:
  ///   - fields: what the recipe asks of each character.
  ///   - movieFields: what it asks of the movie itself.
  ///   - isForExcel: whether the mark comes first by which Excel knows UTF-8, and no text is taken for a formula.
  package init(fields: [FieldRow], movieFields: [FieldRow] = [], isForExcel: Bool = false) {
    self.isForExcel = isForExcel
    self.movieFields = movieFields
    lastColumns = [
      LabelColumns.confidence(beside: fields), LabelColumns.labelledBy(beside: fields),
    ]
    self.fields = fields.filter { field in
      field.kind != .trope && !(field.name == ExportedMovie.deathField && field.kind == .boolean)
    }
  }

  /// The first record of a table; nothing for JSON lines.
  package func appendHeader(of content: ExportContent, to buffer: inout [UInt8]) {
    if isForExcel, content != .jsonl { buffer += CSVText.byteOrderMark }
    switch content {
    case .characters:
      append(
        Self.characterColumns + Self.names(of: fields, beside: Self.characterColumns)
          + lastColumns, to: &buffer)
    case .movies:
      append(
        Self.movieColumns + Self.names(of: movieFields, beside: Self.movieColumns), to: &buffer)
    case .tropes: append(["name", "description", "id"], to: &buffer)
    case .jsonl: break
    }
  }

  private static func names(of fields: [FieldRow], beside columns: [String]) -> [String] {
    fields.map { columns.contains($0.name) ? fieldPrefix + $0.name : $0.name }
  }

  /// A row for each character, in the order of the record. A character that several actors play has the first of
  /// them in the cast file.
  ///
  /// - Returns: the number of rows.
  @discardableResult
  package func appendCharacters(of movie: ExportedMovie, to buffer: inout [UInt8]) -> Int {
    let id = movie.record.movie.description
    for character in movie.characters {
      let labelled = character.labelled
      let actor = character.cast.first
      append(
        [
          id, labelled.name, labelled.tropeID ?? "",
          character.died.map { $0 ? "1.0" : "0.0" } ?? "",
          actor?.actorBirthDate ?? "", actor?.actorGender ?? "", actor?.actorHeight ?? "",
          actor?.actorEthnicity ?? "", actor?.actorName ?? "", actor?.actorAge ?? "",
        ] + fields.map { Self.text(labelled[field: $0.name]) } + [
          labelled.labelConfidence.map(\.description) ?? "",
          labelled.labelledBy(model: movie.record.model),
        ], to: &buffer)
    }
    return movie.characters.count
  }

  /// The movie's row.
  package func appendMovie(_ movie: ExportedMovie, to buffer: inout [UInt8]) {
    let known = movie.metadata
    append(
      [
        movie.record.movie.description, movie.freebaseID, known?.title ?? "", movie.releaseDate,
        // With a fraction always, as a column of floating point numbers has it.
        known?.revenue.map { $0.description } ?? "", known?.runtime.map { $0.description } ?? "",
        known.map { LabelMap.text($0.languages) } ?? "",
        known.map { LabelMap.text($0.countries) } ?? "",
        known.map { LabelMap.text($0.genres) } ?? "",
      ] + movieFields.map { Self.text(movie.record[movieField: $0.name]) }, to: &buffer)
  }

  /// A trope's row.
  package func appendTrope(_ trope: KnownTrope, to buffer: inout [UInt8]) {
    append([trope.name, trope.description, trope.id], to: &buffer)
  }

  private func append(_ fields: [String], to buffer: inout [UInt8]) {
    CSVText.append(fields, keepsText: isForExcel, to: &buffer)
  }

  /// As the view `labels` has it: truth values are 1 and 0.
  private static func text(_ value: FieldValue?) -> String {
    switch value {
    case .boolean(let value): value ? "1" : "0"
    case .null, nil: ""
    case .integer, .number, .text: value?.text ?? ""
    }
  }
}
