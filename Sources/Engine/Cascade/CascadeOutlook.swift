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

  /// What is asked whatever the answers are: what is left of the pilot, or what the certificate has decided.
  package let certain: Share
  /// The same if the strong model is asked about all that it may be asked about.
  package let most: Share
  /// What it comes to, as the pilot has it; `nil` before the pilot is answered, and where the target is against gold.
  package let expectedDollars: Double?
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
    let (look, dollars) = try await dollars(of: possible, askedBy: strong, ledger: ledger)
    let most = CascadeOutlook.Share(dollars)
    guard isBegun, let entry = standing.entry else {
      let known = look.survey.reused.count
      let pilot = max(0, min(most.movies, Cascade.pilotSize(most.movies + known) - known))
      return CascadeOutlook(
        certain: most.part(of: pilot), most: most, expectedDollars: nil)
    }
    if entry.promise != nil {
      return CascadeOutlook(
        certain: .init(dollars, of: standing.open), most: most, expectedDollars: nil)
    }
    let pilot = rows.filter { $0.part == .pilot && $0.answer == nil }.map(\.movie)
    return CascadeOutlook(
      certain: .init(dollars, of: pilot), most: most,
      expectedDollars: pilot.isEmpty ? Self.expected(entry, rows) : nil)
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
  private func dollars(
    of movies: [MovieID]?, askedBy strong: Project, ledger: Ledger?
  ) async throws -> (look: Look, dollars: [MovieID: Double]) {
    var previewer = self
    previewer.project = strong
    previewer.options = BuildOptions()
    previewer.options.sample = movies
    let look = try await previewer.look(database: nil, ledger: ledger)
    return (look, look.dollars(by: strong.settings.plan.strategy))
  }
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

  fileprivate init(_ dollars: [MovieID: Double], of movies: [MovieID]) {
    let wanted = Set(movies)
    self.init(dollars.filter { wanted.contains($0.key) })
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
