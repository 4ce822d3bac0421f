package import TropeModel

/// What one look at the input directory found.
package struct InputListing: Hashable, Sendable {
  /// The movies that have a file, in the order of their ids.
  package var entries: [InputEntry]
  /// When the listing began, by `fileClockNanoseconds()`.
  package var startedAtNanoseconds: Int64
  /// Files that are named like inputs and are none.
  package var ignored: [IgnoredFile]

  /// A listing from its parts; `InputDirectory.list()` makes it from a directory.
  package init(entries: [InputEntry], startedAtNanoseconds: Int64, ignored: [IgnoredFile]) {
    self.entries = entries
    self.startedAtNanoseconds = startedAtNanoseconds
    self.ignored = ignored
  }

  /// The entry of a movie, found by bisection.
  package func entry(of movie: MovieID) -> InputEntry? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].movie < movie { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].movie == movie ? entries[low] : nil
  }
}

/// A file that is named like an input, but whose id is not one.
package struct IgnoredFile: Hashable, Sendable {
  /// The file's name; bytes that are no UTF-8 are shown as U+FFFD.
  package var name: String
  /// What is wrong with its id; in words by its `description`.
  package var why: BadMovieID

  /// An ignored file.
  package init(name: String, why: BadMovieID) {
    self.name = name
    self.why = why
  }
}
