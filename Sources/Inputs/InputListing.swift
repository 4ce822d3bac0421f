import Basics
package import TropeModel

/// What one look at the input directory found.
package struct InputListing: Hashable, Sendable {
  /// The movies that have a file, in the order of their ids.
  package var entries: [InputEntry]
  /// When the listing began, by `FileStamp.nowNanoseconds()`.
  package var startedAtNanoseconds: Int64
  /// Files that are named like inputs and are none.
  package var ignored: [IgnoredFile]

  package func entry(of movie: MovieID) -> InputEntry? { entries.bisect(\.movie, movie) }
}

/// A file that is named like an input, but whose id is not one.
package struct IgnoredFile: Hashable, Sendable {
  /// The file's name; bytes that are no UTF-8 are shown as U+FFFD.
  package var name: String
  /// What is wrong with its id; in words by its `description`.
  package var why: BadMovieID
}
