/// A movie as the input directory shows it: which of its two files are there, and what `stat` tells of them
/// (`FileStamp.notLookedAt` where it was not asked).
package struct InputEntry: Hashable, Sendable {
  package var movie: MovieID
  /// The stamp of the plot file; `nil` where there is none.
  package var plot: FileStamp?
  /// The stamp of the cast file; `nil` where there is none.
  package var cast: FileStamp?

  package init(movie: MovieID, plot: FileStamp?, cast: FileStamp?) {
    self.movie = movie
    self.plot = plot
    self.cast = cast
  }
}
