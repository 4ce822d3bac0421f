import Display
import Lanes
import Planner
import Recipe
import Tropefile
package import Store
package import Tokenizer
package import TropeModel

/// Makes a preview: survey, count, plan. Reads at most.
package struct Previewer: Sendable {
  package let project: Project
  package let options: BuildOptions
  /// Whether the API that would be asked is a sandbox.
  package let isSandbox: Bool
  /// Called when something has to be counted, and not before: loading a vocabulary takes time.
  package let counter: @Sendable () async throws -> TokenCounter
  package let time: TimeSource
  package var willOpen: (@Sendable (String) -> Void)?

  package init(
    project: Project, options: BuildOptions, isSandbox: Bool,
    counter: @escaping @Sendable () async throws -> TokenCounter, time: TimeSource
  ) {
    self.project = project
    self.options = options
    self.isSandbox = isSandbox
    self.counter = counter
    self.time = time
  }

  package func preview(database: TropesDatabase?, ledger: Ledger?) async throws -> Preview {
    var surveyor = Surveyor(project: project, options: options, isSandbox: isSandbox)
    surveyor.willOpen = willOpen
    let survey = try await surveyor.survey(database: database, ledger: ledger)
    let terms = try project.terms()
    var preview = Preview(
      survey: survey,
      plan: Plan(strategy: project.settings.plan.strategy, batches: [], realtime: []),
      forecast: Forecast(batch: LaneForecast(), realtime: LaneForecast(), isEstimate: false),
      terms: terms, choice: nil, calibrationSamples: 0, tokenCounts: [:],
      shutdownNotice: shutdownNotice(
        model: terms.model, today: time.now().day))
    if !survey.toAsk.isEmpty { try await plan(&preview, database: database, ledger: ledger) }
    preview.survey.compare(with: try database?.failures() ?? [], wanted: options.movies)
    return preview
  }

  private func plan(
    _ preview: inout Preview, database: TropesDatabase?, ledger: Ledger?
  ) async throws {
    let workload = try await workload(preview.survey, database: database, ledger: ledger)
    let limits = preview.terms.limits
    let prices = preview.terms.prices
    var settings = workload.settings
    if project.settings.plan.deadline != nil || project.settings.plan.budget != nil {
      let choice = comparePlans(
        items: workload.items, overhead: workload.overhead, settings: settings, limits: limits,
        prices: prices, assumptions: workload.assumptions, start: time.now()
      ).choose(
        deadline: project.settings.plan.deadline, budget: project.settings.plan.budget)
      preview.choice = choice
      if case .fits(let row) = choice {
        settings.strategy = row.strategy
        settings.moviesPerRequest = row.moviesPerRequest
      }
    }
    preview.plan = makePlan(
      items: workload.items, strategy: settings.strategy, numBatches: settings.numBatches,
      batchTokenTarget: settings.batchTokenTarget, limits: limits,
      grouping: Grouping(
        moviesPerRequest: settings.moviesPerRequest, overhead: workload.overhead))
    preview.forecast = forecast(
      preview.plan, limits: limits, prices: prices, assumptions: workload.assumptions,
      start: time.now())
    preview.tokenCounts = workload.tokenCounts
    preview.overhead = workload.overhead
    preview.counted = workload.counted
    preview.calibrationSamples = workload.calibrationSamples
    let tooLong = preview.plan.tooLong.flatMap { refusal in
      ([refusal.item.movie] + refusal.item.shared).map { movie in
        FailedTarget(movie: movie, reason: "its request \(refusal.words)", advice: refusal.advice)
      }
    }
    let refused = Set(tooLong.map(\.movie))
    preview.survey.toAsk.removeAll { refused.contains($0.movie) }
    preview.survey.failed += tooLong
  }

  /// What is to be planned, counted.
  struct Workload {
    var items: [PlanItem]
    var overhead: RequestOverhead
    var counted: CountedOverhead?
    var settings: PlanSettings
    var assumptions: ForecastAssumptions
    var tokenCounts: [Digest: TokenCount]
    var calibrationSamples: Int
  }

  /// Counts what is to be asked and gathers what a forecast goes by.
  func workload(
    _ survey: Survey, database: TropesDatabase?, ledger: Ledger?
  ) async throws -> Workload {
    let settings = project.settings
    let questions = survey.toAsk.map(\.question.hash)
    let recipe = project.recipe.hashes.combined
    let history = try ledger?.outputHistory(
      requestedModel: settings.recipe.model, isSandbox: isSandbox)
    let weights = RequestWeights(
      project: project, counter: counter)
    let known = try ledger?.tokenCounts(for: questions) ?? [:]
    let counts = try await weights.count(survey.toAsk, known: known)
    // A run that goes on has the batches of the one before: as many more at each start would by and by take all that
    // was meant for real time.
    let openBatches = options.addsBatches ? 0 : survey.openBatches.count
    let plan = PlanSettings(
      strategy: settings.plan.strategy, moviesPerRequest: settings.recipe.moviesPerRequest,
      numBatches: max(0, settings.plan.numBatches - openBatches),
      batchTokenTarget: settings.plan.batchTokenTarget)
    let largest = max(settings.recipe.moviesPerRequest, plan.sizes.max() ?? 1)
    var calibrations: [Int: Calibration] = [:]
    for size in 1...largest {
      calibrations[size] = try ledger?.calibration(recipe: recipe, groupSize: size)
    }
    let overhead = try await weights.overhead(sizes: largest) { calibrations[$0]?.meanOffset }
    let reply = ReplyExpectation(
      fixed: settings.forecast.outputTokens,
      sizes: try database?.replySizes(
        ofSandbox: isSandbox, fields: project.recipe.hashes.fields),
      flat: history.flatMap { $0.questions >= 50 ? $0.tokensPerQuestion : nil },
      recipe: project.recipe, counter: try await counter())
    var counted: CountedOverhead?
    if overhead.isExact {
      let sizes = (1...largest).map { size in
        (
          size,
          overhead.entry(movies: size).tokens
            - RequestWeights.learned(calibrations[size]?.meanOffset)
        )
      }
      counted = CountedOverhead(recipe: recipe, tokens: Dictionary(uniqueKeysWithValues: sizes))
    }
    let items = survey.toAsk.map {
      weights.item(
        $0, tokens: counts[$0.question.hash] ?? TokenCount(0, isExact: false), reply: reply)
    }
    let past = try ledger?.lastDay(before: time.now(), isSandbox: isSandbox)
    let inQueue = try ledger?.unfinishedBatches().filter {
      $0.isSandbox == isSandbox && $0.state == .submitted
    }.reduce(0) { $0 + $1.inputTokens.tokens }
    return Workload(
      items: PlanItem.sharingQuestions(items), overhead: overhead, counted: counted, settings: plan,
      assumptions: ForecastAssumptions(
        batchTurnaroundTypical: settings.forecast.batchTurnaroundTypical,
        batchTurnaroundWorst: settings.forecast.batchTurnaroundWorst,
        concurrency: settings.lanes.realtime.concurrency,
        pastRequests: past ?? [],
        enqueuedElsewhere: inQueue ?? 0),
      tokenCounts: counts, calibrationSamples: calibrations.values.map(\.samples).reduce(0, +))
  }
}
