package import TropeModel

extension Evaluation {
  /// The movie that a line means among those of its title; `nil` where that cannot be told.
  ///
  /// Remakes share a title: where several have a record, the one counts that has the character.
  package static func movie(
    of line: GoldLine, among movies: [MovieID], records: [MovieID: [Answer]]
  ) -> MovieID? {
    if movies.count < 2 { return movies.first }
    let recorded = movies.filter { records[$0] != nil }
    if recorded.count < 2 { return recorded.first }
    let having = recorded.filter { movie in
      let outcome = NameMatcher(names: (records[movie] ?? []).map(\.name)).find([line.name])[0]
      return outcome != .nobody
    }
    return having.count == 1 ? having.first : nil
  }
}
