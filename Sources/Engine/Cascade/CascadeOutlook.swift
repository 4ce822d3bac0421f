import Planner
import Quality
package import Store
import Tropefile
import TropeModel

/// What the strong model of a cascade may still be asked, beside the plan for the cheap one.
package struct CascadeOutlook: Sendable, Hashable {
  package struct Share: Sendable, Hashable {
    package var movies: Int
    /// In US dollars.
    package var dollars: Double
  }

  /// What is paid whatever the answers are: what is left of the pilot, or what the certificate has decided, and what batches
  /// under way ask.
  package let certain: Share
  /// The same if the strong model is asked about all that it may be asked about.
  package let most: Share
  /// Of both, what batches under way ask: the server has them. One that was not sent is given up, and asked anew.
  package let underWay: Share
  /// What it comes to, as the pilot has it; `nil` before the pilot is answered, and where the target is against gold. It lies
  /// between `certain` and `most`.
  package let expectedDollars: Double?

  /// - Parameters:
  ///   - costs: of all movies that the strong model may still be paid for.
  ///   - certain: those of them that are asked whatever the answers are; those under way need not be named.
  ///   - drawn: how many others are drawn at random.
  fileprivate init(
    _ costs: StrongCosts, certain: [MovieID], drawn: Int = 0, expected: Double? = nil
  ) {
    let isCertain = costs.underWay.union(certain)
    let fixed = Share(costs.dollars.filter { isCertain.contains($0.key) })
    let others = Share(costs.dollars.filter { !isCertain.contains($0.key) })
    let part = others.part(of: drawn)
    // Of the same summands, so that no rounding puts the one above the other.
    let least = fixed.dollars + part.dollars
    let highest = fixed.dollars + max(part.dollars, others.dollars)
    self.certain = Share(movies: fixed.movies + part.movies, dollars: least)
    most = Share(movies: fixed.movies + others.movies, dollars: highest)
    underWay = Share(costs.dollars.filter { costs.underWay.contains($0.key) })
    expectedDollars = expected.map { min(max($0, least), highest) }
  }
}

extension CascadeStanding {
  /// Whether a build of all movies goes on with it once the cheap model has answered all. Also where the cheap model is about to
  /// give new answers: the strong one's may have to follow.
  func goesOn(_ cheap: Survey, _ options: BuildOptions) -> Bool {
    options.isForAll
      && (!isComplete || options.certifiesAgain || cheap.staleCount > cheap.failed.count)
  }
}

extension Previewer {
  /// What the strong model may still be asked; `nil` where a build with these options leaves the cascade alone.
  ///
  /// - Parameter cheap: what is to be done with the cheap model.
  package func cascadeOutlook(
    _ cheap: Survey, database: TropesDatabase?, ledger: Ledger?
  ) async throws -> CascadeOutlook? {
    guard let strong = project.strong,
      let standing = try CascadeStanding(
        project, database: database, ledger: ledger, isSandbox: isSandbox),
      standing.goesOn(cheap, options)
    else { return nil }
    let isBegun = standing.entry != nil && !options.certifiesAgain
    let rows =
      isBegun ? try ledger?.cascadeMovies(standing.entry?.number ?? 0) ?? [] : []
    var possible: [MovieID]?
    if isBegun {
      possible =
        standing.promise == nil
        ? rows.filter { $0.answer == nil && !$0.labels.isEmpty }.map(\.movie)
        : standing.open + standing.undecided + cheap.toBeLabelled
    }
    let costs = try await costs(of: possible, askedBy: strong, ledger: ledger)
    guard isBegun, let entry = standing.entry else {
      // Answers that are there by then are of the pilot.
      let known = costs.known + costs.underWay.count
      let pilot = Cascade.pilotSize(costs.dollars.count + costs.known) - known
      return CascadeOutlook(
        costs, certain: [], drawn: max(0, min(costs.dollars.count - costs.underWay.count, pilot)))
    }
    if entry.promise != nil { return CascadeOutlook(costs, certain: standing.open) }
    let pilot = rows.filter { $0.part == .pilot && $0.answer == nil }.map(\.movie)
    return CascadeOutlook(
      costs, certain: pilot, expected: pilot.isEmpty ? Self.expected(entry, rows) : nil)
  }

  /// What is left of what the pilot forecasts; `nil` where nothing was priced.
  private static func expected(_ entry: CascadeEntry, _ rows: [CascadeMovieRow]) -> Double? {
    guard entry.isPriced, entry.key.measure == .strong else { return nil }
    let cascade = Cascade(entry, rows)
    let answered = rows.reduce(0) { $0 + ($1.answer == nil ? 0 : $1.dollars) }
    return max(0, cascade.forecast(cascade.test.order).dollars - answered)
  }

  /// What the strong model's questions cost, each alone, but for those that kept replies answer.
  ///
  /// - Parameter movies: `nil` for all.
  private func costs(
    of movies: [MovieID]?, askedBy strong: Project, ledger: Ledger?
  ) async throws -> StrongCosts {
    var previewer = self
    previewer.project = strong
    previewer.options = BuildOptions()
    previewer.options.sample = movies
    let look = try await previewer.look(database: nil, ledger: ledger)
    var costs = StrongCosts(
      dollars: look.dollars(by: strong.settings.plan.strategy), known: look.survey.reused.count)
    var batches: [Int: LedgerBatch] = [:]
    for waiting in look.survey.inBatches {
      guard let batch = try batches[waiting.batch] ?? ledger?.batch(waiting.batch) else { continue }
      batches[waiting.batch] = batch
      costs.dollars[waiting.target.movie] = batch.forecastCost / Double(max(1, batch.questions))
      if !batch.isUnsent { costs.underWay.insert(waiting.target.movie) }
    }
    return costs
  }
}

/// What the strong model may still be paid for.
private struct StrongCosts {
  /// Of each movie, in US dollars.
  var dollars: [MovieID: Double]
  /// Those of them that are in a batch which the server has.
  var underWay: Set<MovieID> = []
  /// How many others kept replies answer.
  var known: Int
}

extension Previewer.Look {
  /// What each question to be asked is expected to cost alone, in US dollars.
  func dollars(by strategy: Strategy) -> [MovieID: Double] {
    guard let workload else { return [:] }
    let prices = terms.prices
    let tier = strategy == .realtime ? ServiceTier.standard : .batch
    var dollars: [MovieID: Double] = [:]
    for item in workload.items {
      let request = PlanRequest(items: [item], overhead: workload.overhead)
      let isCached = tier != .batch || prices.cache.appliesInBatch
      let usage = TokenUsage(
        input: request.input.tokens,
        cachedInput: isCached ? prices.cache.cachedTokens(ofPrefix: request.sharedPrefix) : 0,
        output: request.expectedOutput)
      let cost = prices.cost(of: usage, in: tier)
      for movie in [item.movie] + item.shared { dollars[movie] = cost }
    }
    return dollars
  }
}

extension CascadeOutlook.Share {
  fileprivate init(_ dollars: [MovieID: Double]) {
    self.init(movies: dollars.count, dollars: dollars.values.reduce(0, +))
  }

  /// So many of them, drawn at random.
  fileprivate func part(of count: Int) -> Self {
    Self(movies: count, dollars: movies > 0 ? dollars * Double(count) / Double(movies) : 0)
  }
}

extension Survey {
  /// Movies that the cheap model is about to give labels.
  fileprivate var toBeLabelled: [MovieID] {
    reused.map(\.target.movie) + inBatches.map(\.target.movie) + toAsk.map(\.movie)
  }
}
