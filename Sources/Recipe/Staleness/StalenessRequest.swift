package import TropeModel

/// What the user asks for, as far as it bears on what is stale.
package struct StalenessRequest: Hashable, Sendable {
  /// Which targets are looked at.
  package enum Wanted: Hashable, Sendable {
    case everything
    case only(Set<MovieID>)
  }

  /// All targets, or those named on the command line.
  package var wanted: Wanted
  /// `-B`: every wanted target is stale.
  package var alwaysMake: Bool
  /// `-W FILE`: these are stale as if their files had changed, as far as they are wanted.
  package var assumeChanged: Set<MovieID>
  /// Movies whose record is not of the model that is asked now, though the build log cannot tell: those that a
  /// sandbox answered, in a run against the real API. They are stale with `onlySandbox`.
  package var outdated: Set<MovieID>
  /// `--check`: no stamp is believed, everything is hashed.
  package var checkAll: Bool
  /// `-t`: what has a record is taken as built from what is there now. Wins over `-B` and `-W`, for it asks
  /// nothing. A target without a record has nothing to adopt and stays stale.
  package var adopt: Bool
  /// `RecipeHashes.combined` of another recipe whose records stand as well while their files are the same: the strong
  /// one of a cascade.
  package var accepted: Digest?

  /// Without arguments: what plain `tropebuild` asks for.
  package init(
    wanted: Wanted = .everything, alwaysMake: Bool = false, assumeChanged: Set<MovieID> = [],
    outdated: Set<MovieID> = [], checkAll: Bool = false, adopt: Bool = false,
    accepted: Digest? = nil
  ) {
    self.wanted = wanted
    self.alwaysMake = alwaysMake
    self.assumeChanged = assumeChanged
    self.outdated = outdated
    self.checkAll = checkAll
    self.adopt = adopt
    self.accepted = accepted
  }

  /// Whether records of a recipe stand, where `recipe` is asked.
  func accepts(_ logged: Digest, for recipe: Digest) -> Bool {
    logged == recipe || logged == accepted
  }

  /// Whether the user wants this movie built whatever its inputs say.
  package func isForced(_ movie: MovieID) -> Bool {
    !adopt && (alwaysMake || assumeChanged.contains(movie))
  }
}
