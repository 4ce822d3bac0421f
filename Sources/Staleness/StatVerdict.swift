package import TropeModel

/// What the stamps of a target's files alone can tell.
package enum StatVerdict: Hashable, Sendable {
  /// Nothing has changed since the record was made: no file need be opened.
  case upToDate
  /// Its files have to be read: there is no record yet, or a stamp or the recipe differs, or it is not trusted.
  case examine
  /// It has a record and no plot file any more.
  case orphan
  /// It has a cast file, no plot file and no record.
  case noPlot
}

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

/// The first cut-off for one movie that has a file (`entry`), a record (`logged`) or both. "Differs" counts,
/// never "newer": a restored backup is older, and a clock can be set back.
package func statVerdict(
  entry: InputEntry?, logged: LoggedStamps?, recipe: Digest, request: StalenessRequest
) -> StatVerdict {
  guard let entry, let plot = entry.plot else { return logged == nil ? .noPlot : .orphan }
  guard let logged, logged.isTrusted, logged.plot == plot, logged.cast == entry.cast,
    logged.recipe == recipe, !request.checkAll, !request.isForced(entry.movie),
    !request.outdated.contains(entry.movie)
  else { return .examine }
  return .upToDate
}
