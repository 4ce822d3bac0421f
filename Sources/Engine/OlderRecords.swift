import Display
import Recipe
package import Store
import TropeModel

/// Records that another recipe made than those the tropefile has now: its own, and that of a cascade's strong model.
package struct OlderRecords: Sendable, Equatable {
  package var count: Int
  package var all: Int

  /// `nil` where there are none.
  package init?(of project: Project, in database: TropesDatabase?) throws {
    guard let database else { return nil }
    let counts = try database.recordCounts(by: Set(project.recipes.map(\.hashes.combined)))
    guard counts.others > 0 else { return nil }
    (count, all) = (counts.others, counts.others + counts.same)
  }

  /// `329 of 429 records were made by another recipe than the tropefile's`.
  package var words: String {
    let which =
      count == all
      ? (all == 1 ? "the only record" : "all \(Format.grouped(all)) records")
      : "\(Format.grouped(count)) of \(Format.grouped(all)) records"
    return "\(which) \(count == 1 ? "was" : "were") made by another recipe than the tropefile's"
  }
}
