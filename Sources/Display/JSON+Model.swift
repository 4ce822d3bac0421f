package import Formats
package import TropeModel

extension JSON {
  /// A movie's id as a number.
  package init(_ movie: MovieID) { self = .integer(Int(movie.number)) }

  /// A moment as ISO 8601, or `null` for none.
  package init(_ time: Timestamp?) { self.init(time?.iso8601) }
}
