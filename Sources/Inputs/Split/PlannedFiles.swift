package import TropeModel

/// What a split would make, in memory: an input directory that has it is listed and read as if it had been written.
package struct PlannedFiles: Sendable {
  private var made: [NameKey: [UInt8]] = [:]
  private var removed: Set<NameKey> = []

  /// The movies' metadata that would be kept beside the files; `nil` where they would stay as they are.
  package internal(set) var metadata: [UInt8]?

  /// Movies of an earlier split that would be gone from the corpus while their files would be left; ascending.
  package internal(set) var leftovers: [MovieID] = []

  /// Nothing planned.
  package init() {}

  mutating func make(_ kind: InputKind, _ movie: MovieID, _ bytes: [UInt8]) {
    made[NameKey(movie, kind)] = bytes
  }

  mutating func remove(_ kind: InputKind, _ movie: MovieID) { removed.insert(NameKey(movie, kind)) }

  /// What a file would hold; `nil` for one that would stay as it is.
  func bytes(of kind: InputKind, _ movie: MovieID) -> [UInt8]? { made[NameKey(movie, kind)] }

  /// Puts what would be there into a listing, in its order. No stamp is that of such a file, so that each is read.
  func apply(to entries: [InputEntry]) -> [InputEntry] {
    var byMovie = Dictionary(
      entries.map { ($0.movie, $0) }, uniquingKeysWith: { first, _ in first })
    for key in made.keys {
      guard let movie = MovieID(number: key.number) else { continue }
      var entry = byMovie[movie] ?? InputEntry(movie: movie, plot: nil, cast: nil)
      entry.set(key.kind, .notLookedAt)
      byMovie[movie] = entry
    }
    for key in removed {
      guard let movie = MovieID(number: key.number) else { continue }
      byMovie[movie]?.set(key.kind, nil)
    }
    return byMovie.values.filter { $0.plot != nil || $0.cast != nil }
      .sorted { $0.movie < $1.movie }
  }
}

extension InputEntry {
  fileprivate mutating func set(_ kind: InputKind, _ stamp: FileStamp?) {
    switch kind {
    case .plot: plot = stamp
    case .cast: cast = stamp
    }
  }
}
