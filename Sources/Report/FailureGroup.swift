import Display

/// Failures for the same reason.
struct FailureGroup {
  /// The reason without what differs from movie to movie.
  let reason: String
  /// In the order of their movies.
  let failures: [ReportFailure]

  /// The most that are listed one by one.
  static let mostListed = 200

  /// The failures by their reasons, the most frequent first.
  static func groups(of failures: [ReportFailure]) -> [FailureGroup] {
    let byMovie = Dictionary(
      failures.map { ($0.movie, $0) }, uniquingKeysWith: { first, _ in first })
    return ReasonGroup.groups(
      of: byMovie.values.map { ReasonGroup.Entry(movie: $0.movie, reason: $0.reason) }
    ).map { group in
      FailureGroup(
        reason: group.reason, failures: group.entries.compactMap { byMovie[$0.movie] })
    }
  }
}
