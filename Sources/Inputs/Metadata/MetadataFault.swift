package import TropeModel

/// What is wrong with a line of the movie metadata.
package enum MetadataFault: Error, Hashable, Sendable {
  /// A column of numbers.
  package enum Amount: String, Hashable, Sendable {
    case revenue = "box office revenue"
    case runtime = "running time"
  }

  /// A line of so many columns.
  case columns(Int)
  /// The text in the place of the id, cut where it is long.
  case badID(String)
  /// The offset in the line, from 0.
  case notUTF8(offset: Int)
  /// A second line of one movie.
  case doubled(MovieID, firstLine: Int)
  /// A line of more than so many bytes; nothing behind it can be read.
  case tooLong(limit: Int)
  /// The text in the place of the date.
  case badDate(String)
  /// The text in the place of a number.
  case badAmount(Amount, String)
  /// A map that is none, and why.
  case badMap(MovieMetadata.Map, String)
}
