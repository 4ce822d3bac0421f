package import Inputs
import Recipe
package import Store
package import TropeModel

/// A movie with all that is known of it, for export.
package struct ExportedMovie: Sendable {
  package let record: StoredRecord
  /// `nil` where no metadata is known.
  package let metadata: MovieMetadata?
  /// The characters of the record with what else is known of them, in their order.
  package let characters: [Character]
  /// Of the metadata, or else of the cast file; empty where neither tells.
  package let freebaseID: String
  /// Of the metadata, or else of the cast file; empty where neither tells.
  package let releaseDate: String

  /// A character of the record.
  package struct Character: Sendable {
    package let labelled: LabelledCharacter
    /// The rows of the cast file that name it: several where several actors play it; none for a character that
    /// only the model named.
    package let cast: [CastRow]
    /// Whether it dies; `nil` where that was not asked or the plot does not tell.
    package let died: Bool?
  }

  /// Joins what is known.
  ///
  /// - Parameters:
  ///   - cast: the movie's cast file; empty where it has none.
  ///   - deaths: the movie's characters as a build that asked who dies has them; empty where there is none.
  package init(
    record: StoredRecord, cast: [CastRow] = [], metadata: MovieMetadata? = nil,
    deaths: [LabelledCharacter] = []
  ) {
    self.record = record
    self.metadata = metadata
    let rows = NameJoin(cast.map(\.characterName))
    let elsewhere = NameJoin(deaths.map(\.name))
    characters = record.characters.map { labelled in
      var died = Self.died(labelled)
      if died == nil {
        died = elsewhere.places(of: labelled.name).first.flatMap { Self.died(deaths[$0]) }
      }
      return Character(
        labelled: labelled,
        cast: labelled.isInCast ? rows.places(of: labelled.name).map { cast[$0] } : [],
        died: died)
    }
    freebaseID = Self.first(metadata?.freebaseID, cast.map(\.freebaseMovieID))
    releaseDate = Self.first(metadata?.releaseDate?.description, cast.map(\.releaseDate))
  }

  /// The field by which a build that asks who dies is known.
  package static let deathField = "dies"

  private static func died(_ character: LabelledCharacter) -> Bool? {
    if case .boolean(let dies) = character[field: deathField] { dies } else { nil }
  }

  private static func first(_ known: String?, _ others: [String]) -> String {
    if let known, !known.isEmpty { return known }
    return others.first { !$0.isEmpty } ?? ""
  }
}
