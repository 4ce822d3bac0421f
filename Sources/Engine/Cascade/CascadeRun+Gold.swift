import Basics
import Planner
import Quality
import Recipe
import Store
import Tropefile
import TropeModel

/// The test of a target against gold.
extension CascadeRun {
  /// The labelled characters; `nil` where the target is agreement with the strong model.
  func goldSample(
    _ entry: CascadeEntry, _ rows: [CascadeMovieRow]
  ) throws -> CascadeGoldSample? {
    guard entry.key.measure == .gold else { return nil }
    return CascadeGoldSample(
      try project.cascadeGold(), rows, known: entry.gold,
      earlier: try ledger.lastGold(entry.key, but: entry.number, isLeft: { !NewFile.exists($0) }))
  }

  /// Why nothing is to be asked for such a test yet; `nil` where it can be made.
  func refusal(_ gold: CascadeGoldSample, _ entry: CascadeEntry) -> String? {
    if gold.isNoted { return nil }
    let (target, risk) = (entry.key.target, entry.key.risk)
    if gold.drawn.count < GoldTarget.leastCharacters(target: target, risk: risk) {
      return tooLittle(gold, entry)
    }
    let needed = GoldTarget.charactersNeeded(
      target: target, truth: (1 + target) / 2, risk: risk)
    guard !options.agrees, gold.drawn.count < needed ?? .max else { return nil }
    return CascadeWords.littleGold(gold.drawn.count, needed: needed, entry.key)
  }

  /// The same for a cascade that would begin: asked before anything is given up for it.
  func refusal(_ frozen: FrozenCascade) throws -> String? {
    try goldSample(frozen.entry, frozen.rows).flatMap { refusal($0, frozen.entry) }
  }

  private func tooLittle(_ gold: CascadeGoldSample, _ entry: CascadeEntry) -> String {
    CascadeWords.tooLittleGold(
      gold.drawn.count, seen: gold.seen.count, entry.key, project.settings.recipe.cascade.gold)
  }

  /// Asks about the movies of the labelled characters, tests, and writes the certificate.
  ///
  /// Answers to these movies go into the ledger alone: their records are the strong model's only where the cut says so,
  /// since what a movie's last labels are must not depend on whether its characters were drawn.
  ///
  /// - Returns: `nil` where the lanes stopped.
  mutating func certify(
    by gold: CascadeGoldSample, _ order: CascadeOrder, _ rows: [CascadeMovieRow],
    _ entry: CascadeEntry, _ terms: Cascade.Terms
  ) async throws -> CascadeEnd? {
    guard let last = gold.lastKey, let catalog = project.recipe.catalog else {
      return .notShown(tooLittle(gold, entry))
    }
    let mapping = try gold.mapping(catalog)
    let movies = gold.movies
    if !gold.isNoted { say(CascadeWords.gold(gold.drawn.count, movies.count, entry)) }
    let asked = Set(movies)
    let frozen = rows.filter { asked.contains($0.movie) }
    guard let strong = try await askAside(movies, frozen) else { return nil }
    let cheap = Dictionary(
      frozen.map { ($0.movie, project.recipe.answers($0.labels)) },
      uniquingKeysWith: { first, _ in first })
    let told = gold.told(
      cheap: cheap, strong: strong.mapValues(\.answers), mapping, order)
    let verdict = GoldTarget.verdict(
      told.drawn, seen: told.seen, of: gold.population, cuts: order.cuts.count,
      target: entry.key.target, risk: entry.key.risk)
    let note = CascadeGold(
      seen: gold.seenKey, last: last, characters: told.drawn.count,
      wrong: GoldTarget.wrong(told.drawn, verdict))
    // Before anybody hears of it: from now on these characters have been looked at.
    try ledger.noteGold(note, of: entry.number)
    var cut: Int?
    switch verdict {
    case .tooFew:
      return .notShown(tooLittle(gold, entry))
    case .strongNotShown:
      return .notShown(CascadeWords.strongNotShown(note, gold.unlabelled, entry))
    case .allStrong: break
    case .cut(let largest): cut = largest
    }
    let bill = order.bill(cut)
    if !options.agrees, !entry.isAgreed,
      !bill.isWorthIt(cheap: terms.cheapDollars, strongFactor: terms.strongFactor)
    {
      return .notWorthIt(CascadeWords.notWorthIt(bill, nil, entry, terms, isFromPilot: false))
    }
    let kept = order.kept(cut)
    let promise = CascadePromise(
      certifiedAt: door.time.now(), movies: rows.count { !$0.labels.isEmpty },
      characters: gold.population, pilotMovies: order.pilotCount, plannedDraws: 0, draws: 0,
      order: order.digest, keptMovies: cut.map { order.cuts[$0] } ?? 0, logWealth: nil)
    try ledger.certifyCascade(entry.number, promise, kept: kept)
    say(CascadeWords.certified(kept: kept.count, note, bill, entry))
    return .certified
  }

  /// Gives movies that the cut keeps the cheap labels that were tested, where an earlier cascade has left strong ones. The
  /// ledger has the replies.
  ///
  /// - Returns: whether nothing stopped it.
  mutating func restoreCheap() async throws -> Bool {
    guard key.measure == .gold,
      let standing = try CascadeStanding(
        project, database: database, ledger: ledger, isSandbox: door.isSandbox),
      !standing.strongKept.isEmpty
    else { return true }
    var options = BuildOptions()
    options.movies = standing.strongKept.sorted()
    options.alwaysMake = true
    options.noWait = self.options.noWait
    let preview = try await door.previewer(project, options).preview(
      database: database, ledger: ledger)
    if preview.survey.hasNothingToDo { return true }
    let run = Run(project: project, options: options, door: door)
    let toldEnd = try await run.checkModel(preview, .everything, client)
    let built = try await run.lanes(
      preview, .everything, client, database, ledger, toldEnd: toldEnd, hands: hands,
      part: nextPart(preview))
    take(built)
    return built.isThrough
  }

  /// Asks the strong model and keeps its replies, as `try` does: records are left alone.
  ///
  /// - Parameter rows: the movies as they were frozen.
  /// - Returns: its good answers; `nil` where not all movies are settled.
  private mutating func askAside(
    _ movies: [MovieID], _ rows: [CascadeMovieRow]
  ) async throws -> [MovieID: [LabelledCharacter]]? {
    var options = BuildOptions()
    options.sample = movies
    options.noWait = self.options.noWait
    let project = planned(stationsLeft: 2).beside()
    let preview = try await door.previewer(project, options).preview(
      database: nil, ledger: ledger)
    var failed: Set<MovieID> = []
    if preview.survey.needsAPI {
      if case .none? = preview.choice { say(CascadeWords.noPlanFits(project.settings.plan)) }
      let run = Run(project: project, options: options, door: door)
      let toldEnd = try await run.checkModel(preview, .everything, client)
      let built = try await run.lanesBeside(
        preview, client, ledger, toldEnd: toldEnd, part: nextPart(preview))
      failed = Set(built.failed.map(\.movie))
      take(built, hasRecords: false)
      if !built.isThrough { return nil }
    }
    let given = try await strongAnswers(movies)
    var answers: [MovieID: [LabelledCharacter]] = [:]
    for row in rows {
      if let answer = given.answered[row.movie] {
        // One whose plot has changed cannot be asked about what was frozen any more.
        if answer.question == row.strongQuestion { answers[row.movie] = answer.characters }
      } else if !failed.contains(row.movie), !given.cannotBeAsked.contains(row.movie) {
        return nil
      }
    }
    return answers
  }
}
