import Recipe
import Report
package import Store
package import TropeModel

/// How a project's cascade stands: what a build would do about it, and what `status` and reports tell.
package struct CascadeStanding: Sendable {
  /// How far it has come.
  package enum Stage: Sendable, Hashable {
    /// Nothing was frozen yet: the cheap model comes first.
    case notBegun
    /// So many movies of the pilot are answered.
    case pilot(answered: Int, of: Int)
    /// So many movies of the test are answered.
    case test(answered: Int)
    case certified
  }

  package let key: CascadeKey
  package let cheapName: String
  package let strongName: String
  package private(set) var stage = Stage.notBegun
  package private(set) var entry: CascadeEntry?
  /// While another certificate is under way: the one that holds until then.
  package private(set) var former: CascadePromise?
  /// By movie.
  private var places: [MovieID: CascadePlace] = [:]
  /// Certified, or decided by the certificate's cut, and still with a cheap record: the strong model is to be asked.
  package private(set) var open: [MovieID] = []
  /// Against gold: kept by the cut, and with a strong record of before. Their cheap labels are wanted back.
  package private(set) var strongKept: [MovieID] = []
  /// New or changed since, and not decided yet.
  package private(set) var undecided: [MovieID] = []
  /// Movies of which the strong model gave no good answer: they keep their cheap labels, outside of the promise.
  package private(set) var refused: [MovieID] = []
  /// Movies outside of the promise since they are new or have changed; the undecided are not among them.
  package private(set) var notCovered = 0
  /// Frozen movies with cheap labels, and with the strong model's.
  package private(set) var kept = 0
  package private(set) var strong = 0
  /// Movies that were asked for the test.
  package private(set) var sampled = 0

  /// Labelled characters that were drawn at random; `nil` where the target is not about them.
  package private(set) var labelledOfDraw: Int?

  package var promise: CascadePromise? { entry?.promise }

  /// Whether a build has nothing to do about it.
  package var isComplete: Bool {
    promise != nil && open.isEmpty && strongKept.isEmpty && undecided.isEmpty
  }

  /// `nil` where the tropefile asks for no cascade.
  package init?(
    _ project: Project, database: TropesDatabase?, ledger: Ledger?, isSandbox: Bool
  ) throws(StoreError) {
    guard let key = project.cascadeKey(isSandbox: isSandbox), let strong = project.strongRecipe
    else { return nil }
    self.key = key
    cheapName = project.recipe.parameters.variantName
    strongName = strong.parameters.variantName
    if key.measure == .gold {
      // What is wrong with the files, the build tells.
      labelledOfDraw = ((try? project.cascadeGold()) ?? []).count { $0.chosen == TrialRandom.mark }
    }
    guard let ledger, let entry = try ledger.cascade(of: key) else { return }
    self.entry = entry
    places = try ledger.cascadePlaces(entry.number)
    count(
      unnoted: entry.promise != nil
        ? []
        : Set(try ledger.unnotedAnswers(entry.number, acceptingSandbox: isSandbox)))
    guard entry.promise != nil else {
      former = try ledger.formerCascade(of: key)?.promise
      return
    }
    stage = .certified
    for row in try database?.buildLog() ?? [] { place(row) }
  }

  /// The real one, or else one that a sandbox answered: for commands that ask nobody.
  package static func found(
    _ project: Project, database: TropesDatabase?, ledger: Ledger?
  ) throws(StoreError) -> CascadeStanding? {
    let real = try CascadeStanding(project, database: database, ledger: ledger, isSandbox: false)
    guard let real, real.entry == nil else { return real }
    let played = try CascadeStanding(project, database: database, ledger: ledger, isSandbox: true)
    return played?.entry == nil ? real : played
  }

  /// What becomes of a movie.
  package func place(of movie: MovieID) -> CascadePlace? { places[movie] }

  /// - Parameter unnoted: movies whose answer is kept, and that no part of a build has looked at since.
  private mutating func count(unnoted: Set<MovieID>) {
    var (pilot, answered) = (0, 0)
    for (movie, place) in places {
      let isRefused = place.answer == CascadePlace.refused
      if isRefused { refused.append(movie) }
      if place.isLater {
        notCovered += 1
      } else if place.part.isStrong, !isRefused {
        strong += 1
      } else if place.hasLabels {
        kept += 1
      }
      if place.part == .pilot {
        pilot += 1
        if place.answer != nil || unnoted.contains(movie) { answered += 1 }
      }
      if place.part == .sample { sampled += 1 }
      // Only the test asks about those between the pilot and the certificate.
      if key.measure == .strong, place.part == .open, unnoted.contains(movie) { sampled += 1 }
    }
    refused.sort()
    stage = answered < pilot ? .pilot(answered: answered, of: pilot) : .test(answered: sampled)
  }

  private mutating func place(_ row: BuildLogEntry) {
    if key.measure == .gold, row.recipe == key.strong, places[row.movie]?.part == .kept {
      strongKept.append(row.movie)
    }
    guard row.recipe == key.cheap else { return }
    guard let place = places[row.movie], place.question == row.question else {
      undecided.append(row.movie)
      return
    }
    if place.part.isStrong, place.answer != CascadePlace.refused { open.append(row.movie) }
  }
}

extension CascadePlace {
  /// What the ledger has of a movie that the strong model refused.
  static let refused = "refused"
}
