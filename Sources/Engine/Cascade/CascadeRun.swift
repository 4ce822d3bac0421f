import Basics
import Display
import OpenAIClient
import Planner
import ProjectFiles
import Quality
import Recipe
import Store
import Tropefile
import TropeModel

/// The part of a build that comes after the cheap model's: it asks the strong one as far as the promise needs it.
///
/// What is to be done next is `Cascade`'s to say; here it is done, and everything that was answered is in the ledger
/// before the next thing is decided. The locks are held and both databases open.
struct CascadeRun {
  let project: Project
  let strong: Project
  let key: CascadeKey
  let options: BuildOptions
  let door: Door
  let database: TropesDatabase
  let ledger: Ledger
  let client: OpenAIClient
  /// The labels to lay over the records.
  let hands: Hands
  /// When the whole run began, by the steady clock.
  let began: Timestamp
  /// Sums of the whole run.
  var summary: BuildSummary
  /// The parts of the run that have begun, those of the cheap model among them.
  private var parts: Int
  /// What the strong model is expected to cost from the test on, and what was paid when that was known; `nil` before.
  private var forecast: (dollars: Double, paid: Double)?

  /// `nil` where the tropefile asks for no cascade.
  init?(
    _ project: Project, _ options: BuildOptions, _ door: Door, database: TropesDatabase,
    ledger: Ledger, client: OpenAIClient, hands: Hands, began: Timestamp, summary: BuildSummary
  ) {
    guard let strong = project.strong, let key = project.cascadeKey(isSandbox: door.isSandbox)
    else { return nil }
    self.project = project
    self.strong = strong
    self.key = key
    self.options = options
    self.door = door
    self.database = database
    self.ledger = ledger
    self.client = client
    self.hands = hands
    self.began = began
    self.summary = summary
    parts = project.votes ?? 1
  }

  /// What comes one after the other, and what a deadline is divided among: the cheap model, the pilot, the test, the
  /// rest.
  static let stations = 4

  /// Goes on until the certificate's cut is carried out, or something stops it.
  ///
  /// - Returns: the end, in a sentence, where it stops for a reason of its own.
  mutating func run() async throws -> CascadeEnd {
    let rechecks = summary.built + summary.reused > 0
    let renews = options.certifiesAgain || options.fresh && rechecks
    var known = try ledger.cascade(of: key)
    if known == nil || renews {
      guard let frozen = try await freeze() else { return .empty }
      if let held = known, let words = try refusal(frozen) {
        return try await keeping(held, .notShown(words), rechecks)
      }
      // What was promised holds until something else is.
      if let held = known, held.promise == nil {
        try ledger.voidCascade(held.number, at: door.time.now())
      }
      _ = try ledger.beginCascade(frozen.entry, frozen.rows)
      known = try ledger.cascade(of: key)
    }
    guard let begun = known else { return .empty }
    guard let end = try await certify(begun) else { return .stopped }
    guard let entry = try ledger.cascade(of: key) else { return end }
    guard end == .certified else {
      guard entry.promise == nil, let former = try ledger.formerCascade(of: key) else { return end }
      try ledger.voidCascade(entry.number, at: door.time.now())
      return try await keeping(former, end, rechecks)
    }
    try await decideLater(entry, rechecksLabels: rechecks)
    guard try await restoreCheap() else { return .stopped }
    guard try await askRest() else { return .stopped }
    return .certified
  }

  /// The end of a try for another certificate that leaves the one there is.
  private func keeping(
    _ held: CascadeEntry, _ end: CascadeEnd, _ rechecks: Bool
  ) async throws -> CascadeEnd {
    guard let promise = held.promise else { return end }
    if rechecks { try await decideLater(held, rechecksLabels: true) }
    return end.adding(CascadeWords.stays(promise))
  }

  /// After a build of some movies only: one whose labels are others now is not covered any more. Asks nothing.
  func recheck() async throws {
    guard let entry = try ledger.cascade(of: key), entry.promise != nil else { return }
    try await decideLater(entry, rechecksLabels: true)
  }

  // MARK: The certificate

  /// - Returns: `nil` where the lanes stopped.
  private mutating func certify(_ begun: CascadeEntry) async throws -> CascadeEnd? {
    var entry = begun
    while entry.promise == nil {
      let rows = try ledger.cascadeMovies(entry.number)
      let cascade = Cascade(entry, rows)
      let terms = try self.terms(entry)
      let gold = try goldSample(entry, rows)
      if let words = gold.flatMap({ refusal($0, entry) }) { return .notShown(words) }
      switch (cascade.step(terms), gold) {
      case (.askPilot(let movies), _):
        say(CascadeWords.pilot(movies.count, entry))
        guard try await ask(movies, rows, entry, as: .pilot) != nil else { return nil }
      case (.price, _):
        try ledger.priceCascade(
          entry.number, try await prices(of: rows.map(\.movie)))
      case (.consent(let forecast, let order), _):
        guard options.agrees else {
          return .notWorthIt(
            CascadeWords.notWorthIt(
              forecast, cascade.reachable(order, terms), entry, terms,
              isFromPilot: true))
        }
        try ledger.agreeToCascade(entry.number)
      case (.askSample, let gold?), (.certify, let gold?):
        guard let end = try await certify(by: gold, cascade.order, rows, entry, terms) else {
          return nil
        }
        if end != .certified { return end }
      case (.askSample(let movies, let test), nil):
        if test.drawn.isEmpty {
          let forecast = cascade.forecast(test.order)
          self.forecast = (forecast.dollars, summary.dollars)
          say(CascadeWords.forecast(forecast, test, entry, terms))
        }
        guard try await askSample(movies, test, rows, entry, block: terms.block) else { return nil }
      case (.certify(let test), nil):
        try certify(test, entry, asked: Set(rows.lazy.filter { $0.part == .sample }.map(\.movie)))
      }
      guard let next = try ledger.cascade(of: key) else { return nil }
      entry = next
    }
    return .certified
  }

  /// - Parameter asked: movies that were asked for the test; of these some may have come after it was decided.
  private func certify(_ test: CascadeTest, _ entry: CascadeEntry, asked: Set<MovieID>) throws {
    let certificate = test.certificate(cheap: entry.cheapName, strong: entry.strongName)
    let promise = CascadePromise(
      certifiedAt: door.time.now(), movies: certificate.movies,
      characters: certificate.characters, pilotMovies: certificate.pilotMovies,
      plannedDraws: certificate.plannedDraws, draws: certificate.draws, order: certificate.order,
      keptMovies: certificate.keptMovies,
      logWealth: test.certified.flatMap { test.wealth.hasPassed[$0] ? certificate.logWealth : nil })
    let outcome = test.outcome
    try ledger.certifyCascade(entry.number, promise, kept: outcome.kept)
    say(
      CascadeWords.certified(
        kept: outcome.kept.count { !asked.contains($0) },
        again: outcome.askAgain.count { !asked.contains($0) }, outcome.dollars, promise, entry))
  }

  private func terms(_ entry: CascadeEntry) throws -> Cascade.Terms {
    let prices = try strong.terms(read: door.readLimits).prices
    let strategy = strong.settings.plan.strategy
    let isHalf = strategy != .realtime
    return Cascade.Terms(
      isPriced: entry.isPriced, isAgreed: entry.isAgreed, cheapDollars: entry.cheapDollars,
      strongFactor: isHalf || prices.standard.output <= 0
        ? 1 : min(1, prices.batch.output / prices.standard.output),
      // A batch takes as long for a few movies as for all.
      block: isHalf ? nil : Self.block)
  }

  /// Movies of the test that are asked at a time where answers come at once: the test may end early.
  private static let block = 64

  func say(_ words: String) { door.report(.told(words)) }

  // MARK: Asking

  /// Asks about the test's movies, block after block, until nothing can change any more. What was frozen and the order stay
  /// the same meanwhile, so neither is made again for each block.
  ///
  /// - Returns: whether all of them are settled.
  private mutating func askSample(
    _ movies: [MovieID], _ begun: CascadeTest, _ rows: [CascadeMovieRow], _ entry: CascadeEntry,
    block: Int?
  ) async throws -> Bool {
    var (test, next) = (begun, movies)
    let sizes = Dictionary(
      rows.map { ($0.movie, $0.labels.count) }, uniquingKeysWith: { first, _ in first })
    while !next.isEmpty {
      guard let answers = try await ask(next, rows, entry, as: .sample) else { return false }
      test.take(
        Dictionary(
          answers.map { ($0, $1.errors(of: sizes[$0] ?? 0)) },
          uniquingKeysWith: { first, _ in first }))
      next = block.map { Array(test.next($0)) } ?? []
    }
    return true
  }

  /// Asks the strong model, and notes what it says of the frozen labels.
  ///
  /// - Returns: its answers; `nil` where not all of them are settled.
  private mutating func ask(
    _ movies: [MovieID], _ rows: [CascadeMovieRow], _ entry: CascadeEntry, as part: CascadePart
  ) async throws -> [MovieID: StrongAnswer]? {
    let (failed, hasStopped) = try await stage(movies, stationsLeft: part == .pilot ? 3 : 2)
    let given = try await strongAnswers(movies)
    let asked = Set(movies)
    let frozen = Dictionary(
      rows.lazy.filter { asked.contains($0.movie) }.map { ($0.movie, $0) },
      uniquingKeysWith: { first, _ in first })
    var answers: [MovieID: StrongAnswer] = [:]
    for movie in movies {
      guard let row = frozen[movie] else { continue }
      if let answer = given.answered[movie], answer.question == row.strongQuestion {
        answers[movie] = StrongAnswer(answer.characters, on: row.labels, project.recipe)
      } else if given.answered[movie] != nil || failed.contains(movie)
        || given.cannotBeAsked.contains(movie)
      {
        // Also one whose plot has changed: what was frozen cannot be asked about any more.
        answers[movie] = .refused
      }
    }
    try ledger.noteAnswers(answers.mapValues(\.text), of: entry.number, as: part)
    return !hasStopped && answers.count == movies.count ? answers : nil
  }

  /// Asks about what is left: the movies above the cut, and those of pilot and test whose answers were kept before.
  private mutating func askRest() async throws -> Bool {
    guard
      let standing = try CascadeStanding(
        project, database: database, ledger: ledger, isSandbox: door.isSandbox),
      let entry = standing.entry, !standing.open.isEmpty
    else { return true }
    let (failed, hasStopped) = try await stage(standing.open, stationsLeft: 1)
    if hasStopped { return false }
    // What is still as it was cannot be asked: refused, or its plot is gone.
    guard
      let after = try CascadeStanding(
        project, database: database, ledger: ledger, isSandbox: door.isSandbox)
    else { return true }
    let refused = Set(after.open).union(failed).sorted()
    for isLater in [false, true] {
      try ledger.noteAnswers(
        Dictionary(
          refused.map { ($0, CascadePlace.refused) }, uniquingKeysWith: { first, _ in first }),
        of: entry.number, later: isLater)
    }
    return true
  }

  /// A build of these movies by the strong model: their records are replaced as answers come.
  ///
  /// - Returns: movies that it refused, and whether something stopped it before all were settled.
  private mutating func stage(
    _ movies: [MovieID], stationsLeft: Int
  ) async throws -> (failed: Set<MovieID>, hasStopped: Bool) {
    var options = BuildOptions()
    options.sample = movies
    options.noWait = self.options.noWait
    let project = planned(stationsLeft: stationsLeft)
    let preview = try await door.previewer(project, options).preview(
      database: database, ledger: ledger)
    if preview.survey.hasNothingToDo { return ([], false) }
    if case .none? = preview.choice { say(CascadeWords.noPlanFits(project.settings.plan)) }
    let run = Run(project: project, options: options, door: door)
    let toldEnd = try await run.checkModel(preview, .everything, client)
    let built = try await run.lanes(
      preview, .everything, client, database, ledger, toldEnd: toldEnd, hands: hands,
      part: nextPart(preview, isLast: stationsLeft == 1))
    // They have a record: the cheap model's.
    let failed = built.failed.map(\.movie)
    if !failed.isEmpty {
      try database.clearFailures(of: failed)
      try StatusWriter(StatusDirectory(project.paths.status)).remove(failed)
    }
    take(built)
    return (Set(failed), !built.isThrough)
  }

  /// The strong model's project with what is left of the budget, and of the time an even part of it for each station that may
  /// come.
  func planned(stationsLeft: Int) -> Project {
    strong.planned { plan in
      plan.keepRest(
        spent: summary.dollars, elapsed: door.time.steady() - began, parts: stationsLeft)
    }
  }

  /// The part of the run that begins now. What follows the last one is nothing; what follows the others is what the forecast
  /// leaves, once there is one.
  mutating func nextPart(_ preview: Preview, isLast: Bool = false) -> RunPart {
    parts += 1
    let left = forecast.map { forecast in
      max(
        0, forecast.dollars - (summary.dollars - forecast.paid) - preview.forecast.total.cost)
    }
    return RunPart(
      number: parts, count: nil, dollarsBefore: summary.dollars,
      secondsBefore: (door.time.steady() - began).inSeconds,
      dollarsAfter: isLast ? 0 : left, secondsAfter: isLast ? 0 : nil)
  }

  /// Adds what the strong model was asked.
  ///
  /// - Parameter hasRecords: whether its answers have become records.
  mutating func take(_ built: BuildSummary, hasRecords: Bool = true) {
    if hasRecords { summary.addRecords(of: built) }
    summary.left += built.left
    summary.inBatches += built.inBatches
    summary.addUse(of: built, budget: project.settings.plan.budget)
  }
}

/// How the strong part of a build ended.
package enum CascadeEnd: Sendable, Hashable {
  /// All is as the certificate has it.
  case certified
  /// The lanes stopped before; the summary tells why.
  case stopped
  /// It would save next to nothing, and nobody has said that it is wanted all the same.
  case notWorthIt(String)
  /// The target is against gold, and labelled characters do not show that it is reached, or are too few.
  case notShown(String)
  /// No movie has labels.
  case empty

  /// The same with a sentence more.
  func adding(_ words: String) -> CascadeEnd {
    switch self {
    case .notWorthIt(let why): .notWorthIt(why + ". " + words)
    case .notShown(let why): .notShown(why + ". " + words)
    case .certified, .stopped, .empty: self
    }
  }
}
