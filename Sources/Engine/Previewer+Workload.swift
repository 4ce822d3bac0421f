import Planner
import Recipe
import Store
import Tropefile
import TropeModel

extension Previewer {
  /// What is to be planned, counted.
  struct Workload {
    var items: [PlanItem]
    var overhead: RequestOverhead
    var counted: CountedOverhead?
    var settings: PlanSettings
    var assumptions: ForecastAssumptions
    var tokenCounts: [Digest: TokenCount]
    var calibrationSamples: Int
    var reply: ReplyExpectation
  }

  /// Counts what is to be asked and gathers what a forecast goes by.
  func workload(
    _ survey: Survey, _ endpoints: [EndpointTerms], database: TropesDatabase?, ledger: Ledger?
  ) async throws -> Workload {
    let recipe = project.recipe.hashes.combined
    let weights = RequestWeights(project: project, counter: counter)
    let counts = Dictionary(
      survey.toAsk.map(\.question.hash).compactMap { hash in
        survey.tokenCounts[hash].map { (hash, $0) }
      },
      uniquingKeysWith: { first, _ in first })
    let plan = planSettings(survey)
    let largest = max(plan.moviesPerRequest, plan.sizes.max() ?? 1)
    var calibrations: [Int: Calibration] = [:]
    for size in 1...largest {
      calibrations[size] = try calibration(recipe, size, endpoints, ledger)
    }
    let overhead = try await weights.overhead(sizes: largest) { calibrations[$0]?.offset }
    let reply = try await replyExpectation(database, ledger)
    var counted: CountedOverhead?
    if overhead.isExact {
      let sizes = (1...largest).map { size in
        (size, overhead.entry(movies: size).tokens - (calibrations[size]?.offset ?? 0))
      }
      counted = CountedOverhead(recipe: recipe, tokens: Dictionary(uniqueKeysWithValues: sizes))
    }
    let items = survey.toAsk.map {
      weights.item(
        $0, tokens: counts[$0.question.hash] ?? TokenCount(0, isExact: false), reply: reply)
    }
    return Workload(
      items: PlanItem.sharingQuestions(items), overhead: overhead, counted: counted, settings: plan,
      assumptions: try assumptions(endpoints, ledger), tokenCounts: counts,
      calibrationSamples: calibrations.values.reduce(0) { $0.addingSaturated($1.samples) },
      reply: reply)
  }

  /// What the work is divided by, and in which other ways it could be.
  private func planSettings(_ survey: Survey) -> PlanSettings {
    let settings = project.settings
    // A run that goes on has the batches of the one before: as many more at each start would by and by take all that
    // was meant for real time.
    let openBatches = options.addsBatches ? 0 : survey.openBatches.count
    return PlanSettings(
      strategy: settings.plan.askedStrategy,
      moviesPerRequest: settings.recipe.askedMoviesPerRequest,
      numBatches: max(0, settings.plan.numBatches - openBatches),
      batchTokenTarget: settings.plan.batchTokenTarget,
      // What a sample is asked in is what it is about.
      sizes: options.sample != nil
        ? [settings.recipe.moviesPerRequest]
        : project.recipe.asksForDecisions ? [1] : [1, 4, 8, 16],
      offersBatches: !project.recipe.asksForDecisions,
      offersRealtime: !project.asksCommandAlone)
  }

  /// How long replies are expected to be.
  private func replyExpectation(
    _ database: TropesDatabase?, _ ledger: Ledger?
  ) async throws -> ReplyExpectation {
    let settings = project.settings
    let history = try ledger?.outputHistory(
      requestedModel: settings.recipe.model, isSandbox: isSandbox)
    return ReplyExpectation(
      fixed: settings.forecast.outputTokens,
      models: try database?.replySizes(
        ofSandbox: isSandbox, fields: project.recipe.hashes.fields) ?? [],
      flat: history.flatMap { $0.questions >= 50 ? $0.tokensPerQuestion : nil },
      recipe: project.recipe, counter: try await counter())
  }

  /// What a forecast goes by, as far as neither recipe nor movies decide it.
  private func assumptions(
    _ endpoints: [EndpointTerms], _ ledger: Ledger?
  ) throws -> ForecastAssumptions {
    let settings = project.settings
    let past = try ledger?.lastDay(before: time.now(), isSandbox: isSandbox)
    let inQueue = try ledger?.unfinishedBatches().filter {
      $0.isSandbox == isSandbox && $0.state == .submitted
    }.reduce(0) { $0 + $1.inputTokens.tokens }
    var assumptions = ForecastAssumptions(
      turnaround: try turnaround(ledger),
      concurrency: settings.lanes.realtime.concurrency,
      pastRequests: past ?? [],
      enqueuedElsewhere: inQueue ?? 0)
    if project.batchCommand != nil { assumptions.batchesAtOnce = settings.lanes.batch.jobs }
    if project.local != nil {
      assumptions = assumptions.ofOwnMachine(
        tokensPerSecond: try ledger?.pace(requestedModel: settings.recipe.model))
    }
    assumptions.endpoints = try endpoints.map { try self.assumptions($0, assumptions, ledger) }
    return assumptions
  }
}
