import OpenAIClient
import Planner
import Quality
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
  var parts: Int
  /// What the strong model is expected to cost from the test on, and what was paid when that was known; `nil` before.
  var forecast: (dollars: Double, paid: Double)?

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
}
