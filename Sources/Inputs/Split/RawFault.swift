import TropeModel

/// What can be wrong with a raw file, most of it with one line.
enum RawFault: Hashable, Sendable {
  /// A line that does not have even two columns.
  case noTab
  /// The text in the place of the id, cut where it is long.
  case badID(String)
  /// A second plot of one movie.
  case doubled(MovieID, firstLine: Int)
  /// The offset in the line, from 0.
  case notUTF8(offset: Int)
  /// A row of the casts with this many columns.
  case columns(Int)
  /// In bytes.
  case tooLong(limit: Int)
  /// The raw plots hold none at all.
  case noPlots
  /// So many more faults than are listed.
  case more(Int)
}
