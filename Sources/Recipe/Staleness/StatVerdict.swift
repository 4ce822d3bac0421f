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

extension Staleness {
  /// The first cut-off for one movie that has a file (`entry`), a record (`logged`) or both. "Differs" counts,
  /// never "newer": a restored backup is older, and a clock can be set back.
  package static func statVerdict(
    entry: InputEntry?, logged: LoggedStamps?, recipe: Digest, request: StalenessRequest
  ) -> StatVerdict {
    guard let entry, let plot = entry.plot else { return logged == nil ? .noPlot : .orphan }
    guard let logged, logged.isTrusted, logged.plot == plot, logged.cast == entry.cast,
      request.accepts(logged.recipe, for: recipe), !request.checkAll,
      !request.isForced(entry.movie),
      !request.outdated.contains(entry.movie)
    else { return .examine }
    return .upToDate
  }
}
