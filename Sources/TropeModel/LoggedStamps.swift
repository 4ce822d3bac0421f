/// The part of a build log row that the first cut-off needs: a narrow read for a million rows.
package struct LoggedStamps: Hashable, Sendable {
  /// The movie that has the record.
  package var movie: MovieID
  /// The stamp of the plot file as it was hashed.
  package var plot: FileStamp
  /// `nil` where the movie had no cast file.
  package var cast: FileStamp?
  /// Whether equal stamps prove equal content, of both files.
  package var isTrusted: Bool
  /// `RecipeHashes.combined` of the recipe the record was made with.
  package var recipe: Digest

  /// The stamps of a row; `BuildLogEntry.stamps` makes them from a whole one.
  package init(
    movie: MovieID, plot: FileStamp, cast: FileStamp?, isTrusted: Bool, recipe: Digest
  ) {
    self.movie = movie
    self.plot = plot
    self.cast = cast
    self.isTrusted = isTrusted
    self.recipe = recipe
  }
}

extension BuildLogEntry {
  /// What the first cut-off needs of this row.
  package var stamps: LoggedStamps {
    LoggedStamps(
      movie: movie, plot: plot.stamp, cast: cast?.stamp,
      isTrusted: plot.isTrusted && cast?.isTrusted != false, recipe: recipe)
  }
}
