package import TropeModel

/// A row of a cast file: a character and who plays it. A column that is missing or blank is empty; white space is
/// trimmed as in names, all else stands as the file has it.
package struct CastRow: Hashable, Sendable {
  package var characterName: String
  package var actorName: String
  /// As `1992-10-12`, or less of it.
  package var actorBirthDate: String
  /// `M` or `F`.
  package var actorGender: String
  /// In metres.
  package var actorHeight: String
  /// Freebase's id.
  package var actorEthnicity: String
  /// In years, when the movie came out.
  package var actorAge: String
  /// The movie's.
  package var freebaseMovieID: String
  /// The movie's.
  package var releaseDate: String
  /// Freebase's id of the pair of character and actor, by which `tvtropes.clusters.txt` names both.
  package var mapID: String
}

extension CastTable {
  /// All rows of a cast file in its order, rows that name no character among them. Throws the first fault, as
  /// `names` does.
  package static func rows(in bytes: [UInt8], path: String) throws(Diagnostic) -> [CastRow] {
    var rows: [CastRow] = []
    var columns: Columns?
    try forEachRecord(of: bytes, path: path) { fields in
      guard let columns else { return columns = Columns(header: fields.map(name)) }
      rows.append(columns.row(of: fields))
    }
    return rows
  }

  /// Where the columns stand.
  private struct Columns {
    private let places: [String: Int]

    init(header: [String]) {
      places = Dictionary(
        header.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func row(of fields: [[UInt8]]) -> CastRow {
      func text(_ column: String) -> String {
        places[column].map { name(from: fields[$0]) } ?? ""
      }
      return CastRow(
        characterName: text(nameColumn), actorName: text("actor_name"),
        actorBirthDate: text("actor_birth_date"), actorGender: text("actor_gender"),
        actorHeight: text("actor_height"), actorEthnicity: text("actor_ethnicity"),
        actorAge: text("actor_age_at_movie_release"), freebaseMovieID: text("freebase_movie_id"),
        releaseDate: text("movie_release_date"), mapID: text("freebase_character_actor_map_id"))
    }
  }
}
