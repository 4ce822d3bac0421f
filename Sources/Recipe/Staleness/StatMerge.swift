package import TropeModel

/// What the first cut-off says of all wanted targets.
package struct StatVerdicts: Hashable, Sendable {
  /// How many are up to date without a look into any file.
  package var upToDate = 0
  /// Places, in the listing's entries, of the movies whose files have to be read; ascending.
  package var examine: [Int] = []
  /// Movies with a record and no plot file, ascending.
  package var orphans: [MovieID] = []
  /// Movies asked for by id that have neither a file nor a record, ascending.
  package var unknown: [MovieID] = []

  /// Nothing found yet.
  package init() {}
}

/// Merges the listing with the build log, both in the order of ids, so that a million rows of the log can be
/// taken as they are read and need not be kept.
package struct StatMerge: Sendable {
  private let entries: [InputEntry]
  private let recipe: Digest
  private let request: StalenessRequest
  private var next = 0
  private var verdicts = StatVerdicts()
  private var found: Set<MovieID> = []

  /// `entries` as `InputListing.entries`: ascending by movie, each movie once. `recipe` is the `combined` hash of
  /// the recipe as it is now.
  package init(entries: [InputEntry], recipe: Digest, request: StalenessRequest) {
    self.entries = entries
    self.recipe = recipe
    self.request = request
  }

  /// Takes the next row of the build log; rows come in ascending order of their movies.
  package mutating func take(_ logged: LoggedStamps) {
    while next < entries.count, entries[next].movie < logged.movie {
      note(entries[next].movie, place: next, logged: nil)
      next += 1
    }
    if next < entries.count, entries[next].movie == logged.movie {
      note(logged.movie, place: next, logged: logged)
      next += 1
    } else {
      note(logged.movie, place: nil, logged: logged)
    }
  }

  /// Ends the merge when the log has no more rows.
  package mutating func finish() -> StatVerdicts {
    while next < entries.count {
      note(entries[next].movie, place: next, logged: nil)
      next += 1
    }
    if case .only(let movies) = request.wanted {
      verdicts.unknown = movies.subtracting(found).sorted()
    }
    return verdicts
  }

  private mutating func note(_ movie: MovieID, place: Int?, logged: LoggedStamps?) {
    if case .only(let movies) = request.wanted {
      guard movies.contains(movie) else { return }
      found.insert(movie)
    }
    let entry = place.map { entries[$0] }
    switch Staleness.statVerdict(entry: entry, logged: logged, recipe: recipe, request: request) {
    case .upToDate: verdicts.upToDate += 1
    case .examine: if let place { verdicts.examine.append(place) }
    case .orphan: verdicts.orphans.append(movie)
    case .noPlot: break
    }
  }
}

extension Staleness {
  /// The first cut-off for a whole listing and a whole build log, both ascending by movie.
  package static func statVerdicts(
    entries: [InputEntry], log: [BuildLogEntry], recipe: Digest,
    request: StalenessRequest = StalenessRequest()
  ) -> StatVerdicts {
    var merge = StatMerge(entries: entries, recipe: recipe, request: request)
    for row in log { merge.take(row.stamps) }
    return merge.finish()
  }
}
