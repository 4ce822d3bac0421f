import Basics
import Display
package import Inputs
import Planner
import Recipe
package import Store
package import Tokenizer
import Tropefile
package import TropeModel

/// Makes a preview: survey, count, plan. Reads at most.
package struct Previewer: Sendable {
  package internal(set) var project: Project
  package var options: BuildOptions
  /// Whether the API that would be asked is a sandbox.
  package let isSandbox: Bool
  /// Whether it is OpenAI's own, or plays it.
  package let isOpenAI: Bool
  /// Called when something has to be counted, and not before: loading a vocabulary takes time.
  package let counter: @Sendable () async throws -> TokenCounter
  package let time: TimeSource
  /// The project's limits as its provider told them; `nil` where it was never asked.
  package var readLimits: ReadLimits?
  /// What a split would make before; `nil` where there is none to do.
  package var split: PlannedFiles?
  /// Whether to look for a plan that is both cheaper and faster, for which the work is planned in every way there is.
  package var seeksBetter = false
  /// Whether a strategy by flex is looked at also where the tier cannot be had: for what only compares.
  package var toleratesMissingFlex = false
  /// Whether the asks after the first are looked at too, where votes tell how sure the model was.
  package var asksVotes = false
  /// Whether what is in batches is another run's to go on with.
  package var leavesBatches = false
  package var willOpen: (@Sendable (String) -> Void)?

  package init(
    project: Project, options: BuildOptions, isSandbox: Bool, isOpenAI: Bool,
    counter: @escaping @Sendable () async throws -> TokenCounter, time: TimeSource
  ) {
    self.project = project
    self.options = options
    self.isSandbox = isSandbox
    self.isOpenAI = isOpenAI
    self.counter = counter
    self.time = time
  }

  package func preview(database: TropesDatabase?, ledger: Ledger?) async throws -> Preview {
    var look = try await look(database: database, ledger: ledger)
    let further = try await furtherAsks(&look, database: database, ledger: ledger)
    let planned = planned(look, further)
    let whole = planned.wholeForecast.total
    let survey = look.survey.settled(
      tooLong: planned.plan.tooLong, noted: try database?.failures() ?? [],
      wanted: options.wanted)
    let underWay = try underWay(survey, look.terms, ledger: ledger)
    return Preview(
      survey: survey, plan: planned.plan, forecast: planned.forecast, terms: look.terms,
      endpoints: look.endpoints, choice: planned.choice, moviesPerRequest: planned.moviesPerRequest,
      calibrationSamples: look.workload?.calibrationSamples ?? 0,
      assumedThoughts: look.workload?.reply.assumedThoughts ?? 0,
      overhead: look.workload?.overhead, counted: look.workload?.counted,
      reply: look.workload?.reply, turnaround: look.workload?.assumptions.turnaround,
      tokenCounts: look.workload?.tokenCounts ?? [:],
      batchCacheIsUnknown: look.batchCacheIsUnknown, modelEnd: look.modelEnd,
      shutdownNotice: look.notice(ending: whole.worst),
      spendNotice: try spendNotice(whole.cost, ledger: ledger), votes: planned.votes,
      budgetNotice: budgetNotice(planned, underWay), underWay: underWay,
      better: planned.better)
  }

  /// What the batches that a run collects still take, and the most that they can cost where a budget asks for that.
  private func underWay(_ survey: Survey, _ terms: ModelTerms, ledger: Ledger?) throws -> UnderWay {
    guard let ledger, !survey.openBatches.isEmpty else { return UnderWay() }
    let batches = try survey.openBatches.compactMap { try ledger.batch($0) }
    var underWay = UnderWay(batches, try turnaround(ledger), now: time.now())
    if let budget = project.settings.plan.budget {
      underWay.hold(batches, against: budget, BatchMost(project, terms))
    }
    return underWay
  }

  /// What does not fit the budget; `nil` where all does.
  private func budgetNotice(_ planned: Planned, _ underWay: UnderWay) -> String? {
    let notices = [planned.budgetNotice, BudgetWords.beyond(underWay)].compactMap(\.self)
    return notices.isEmpty ? nil : notices.joined(separator: "; ")
  }

  private func turnaround(_ ledger: Ledger?) throws -> BatchTurnaround {
    let settings = project.settings
    return .of(
      measured: try ledger?.turnarounds(
        requestedModel: settings.recipe.model, isSandbox: isSandbox,
        last: BatchTurnaround.mostBatches) ?? [],
      typical: settings.forecast.batchTurnaroundTypical,
      worst: settings.forecast.batchTurnaroundWorst,
      assumed: project.batchCommand == nil ? .assumed : .assumedOfCommand)
  }

  /// What is to be said of a plan that costs more than the account's spend limit leaves; `nil` where it does not.
  func spendNotice(_ cost: Double, ledger: Ledger?) throws -> String? {
    guard let readLimits, let limit = readLimits.spendLimit, cost > 0 else { return nil }
    let month = String("\(time.now().day)".prefix(7))
    let paid = try ledger?.paid(inMonth: month, isSandbox: isSandbox) ?? 0
    guard readLimits.isSpendLimitReached || paid + cost > limit else { return nil }
    return
      "the account may spend \(Format.dollars(limit)) a month"
      + (readLimits.isSpendLimitReached
        ? ", and that is reached" : "; this ledger has spent \(Format.dollars(paid)) of it")
      + ": the plan's \(Format.dollars(cost)) will not be answered to its end"
  }

  /// What preview and comparison are made of.
  struct Look {
    var survey: Survey
    var terms: ModelTerms
    /// The servers that share the real-time lane, the cheapest first; empty where one is asked alone.
    var endpoints: [EndpointTerms]
    /// When the model ends, where that is known.
    var modelEnd: ModelEnd?
    /// Whether nobody knows yet what lines of a batch read of each other's beginning.
    var batchCacheIsUnknown: Bool
    /// `nil` where nothing is to be asked: then nothing is counted.
    var workload: Workload?
    /// When it was taken.
    var moment: Timestamp

    /// What is said of the model's end, with a plan that is through after so long at worst.
    func notice(ending worst: Duration) -> String? {
      modelEnd?.notice(
        today: moment.day, planEnds: workload == nil ? nil : (moment + worst).day)
    }
  }

  /// Surveys, and counts what is to be asked.
  func look(database: TropesDatabase?, ledger: Ledger?) async throws -> Look {
    var surveyor = surveyor
    surveyor.looksFurther = asksVotes && !options.adopt
    return try await look(
      at: try await surveyor.survey(database: database, ledger: ledger), database: database,
      ledger: ledger)
  }

  /// Surveys as all looks do.
  var surveyor: Surveyor {
    var surveyor = Surveyor(project: project, options: options, isSandbox: isSandbox)
    surveyor.willOpen = willOpen
    surveyor.counter = counter
    surveyor.split = split
    return surveyor
  }

  /// Gathers what planning goes by.
  func look(at survey: Survey, database: TropesDatabase?, ledger: Ledger?) async throws -> Look {
    var survey = survey
    let endpoints = try project.endpointTerms(isSandbox: isSandbox)
    let (plain, hasBatches) = try project.sharedTerms(endpoints, read: readLimits)
    let batchUse = try ledger?.cacheUseInBatches(of: plain.model, isSandbox: isSandbox)
    let batchHits = batchUse.flatMap { use in
      use.lines > 0 ? Double(use.hits) / Double(use.lines) : nil
    }
    let takesMarks = endpoints.first.map(\.isOpenAI) ?? isOpenAI
    let terms = plain.asked(takesMarks: takesMarks, batchHits: batchHits)
    if !survey.toAsk.isEmpty { try project.checkConfidence() }
    if !toleratesMissingFlex, let why = missingFlex(terms) {
      throw BuildError.noFlex(strategy: project.settings.plan.strategy, why: why)
    }
    if project.recipe.asksForDecisions, isOpenAI, terms.facts?.hasDecisions == false {
      throw BuildError.noDecisions(model: terms.model)
    }
    if project.recipe.asksForDecisions, !survey.toAsk.isEmpty,
      let most = project.local?.mostChoices, let widest = project.recipe.widestDecision,
      widest.choices > most
    {
      throw BuildError.tooManyChoices(widest.choices, field: widest.field, most: most)
    }
    var workload: Workload?
    if !survey.toAsk.isEmpty {
      workload = try await self.workload(
        survey, endpoints, database: database, ledger: ledger)
      if !hasBatches { workload?.settings.offersBatches = false }
    }
    // What is still of use is in the workload.
    survey.tokenCounts = [:]
    workload?.assumptions.outputBound = terms.outputBound(of: project.recipe)
    if let batchHits { workload?.assumptions.batchCacheHitShare = batchHits }
    let now = time.now()
    return Look(
      survey: survey, terms: terms, endpoints: endpoints,
      modelEnd: ModelEnd(
        of: terms.model,
        told: try ledger?.toldShutdown(of: terms.model, isSandbox: isSandbox)
          .flatMap { CivilDay($0) }),
      batchCacheIsUnknown: batchHits == nil, workload: workload,
      moment: now)
  }

  /// Why the project's strategy needs the tier flex and cannot have it; `nil` where it can, or needs none.
  func missingFlex(_ terms: ModelTerms) -> NoFlex? {
    project.settings.plan.strategy.usesFlex ? noFlex(terms) : nil
  }

  /// The same, without looking at what is to be asked.
  func missingFlex() throws -> NoFlex? {
    guard project.settings.plan.strategy.usesFlex else { return nil }
    let endpoints = try project.endpointTerms(isSandbox: isSandbox)
    return missingFlex(try project.sharedTerms(endpoints, read: readLimits).terms)
  }

  /// Why the tier flex cannot be asked for; `nil` where it can.
  func noFlex(_ terms: ModelTerms) -> NoFlex? {
    guard terms.prices.flex != nil else { return .model(terms.model) }
    guard isOpenAI else { return .server }
    if let readLimits, !readLimits.allows(tier: "flex") {
      return .project(readLimits.shownProject, readOn: readLimits.readAt.day)
    }
    return nil
  }

  /// The strategies side by side; without rows where nothing is to be asked.
  func table(_ look: Look, onlyBetter: Bool = false) -> PlanTable {
    guard let workload = look.workload else { return PlanTable(rows: []) }
    var settings = workload.settings
    settings.offersFlex =
      !project.recipe.asksForDecisions && look.endpoints.isEmpty && noFlex(look.terms) == nil
    let differs: ((PlanRow, PlanRow) -> Bool)? =
      onlyBetter ? { PlanTable.isVisiblyOther($0, $1) } : nil
    return PlanTable(
      comparing: workload.items, overhead: workload.overhead, settings: settings,
      limits: look.terms.limits, prices: look.terms.prices, assumptions: workload.assumptions,
      start: look.moment, onlyBetterWhere: differs)
  }

  /// The same for all that these looks find, one after the other.
  func table(_ looks: [Look], onlyBetter: Bool = false) -> PlanTable {
    let looks = looks.filter { $0.workload != nil }
    guard looks.count != 1 else { return table(looks[0], onlyBetter: onlyBetter) }
    return PlanTable(oneAfterTheOther: Self.once(looks) { table($0) })
  }

  /// Whether something asks for a choice among all plans.
  private var asksForChoice: Bool {
    project.settings.plan.isChosen || project.settings.plan.budget != nil
  }

  /// What is chosen for a deadline or a budget, or because that was asked for; `nil` where nothing asks for a choice, or
  /// nothing is to be asked.
  func choice(of table: PlanTable) -> PlanChoice? {
    let settings = project.settings
    let plan = settings.plan
    guard !table.rows.isEmpty, asksForChoice else { return nil }
    // A budget alone is a cap: what is named does not narrow what could keep it.
    guard plan.isChosen else { return table.choose(deadline: nil, budget: plan.budget) }
    return table.choose(
      deadline: plan.deadline, budget: plan.budget, strategy: plan.namedStrategy,
      moviesPerRequest: settings.recipe.namedMoviesPerRequest)
  }

  /// What a build would follow, and what is to be said of it.
  private struct Planned {
    var plan: Plan
    var forecast: Forecast
    var moviesPerRequest: Int
    var choice: PlanChoice?
    var better: PlanRow?
    var budgetNotice: String?
    var votes: VotesPreview?

    /// That of all asks.
    var wholeForecast: Forecast { votes.map { forecast.followed(by: $0.forecast) } ?? forecast }
  }

  private func planned(_ look: Look, _ further: FurtherAsks?) -> Planned {
    let looks = ([look] + (further?.looks ?? [])).filter { $0.workload != nil }
    var settings = PlanSettings(
      strategy: project.settings.plan.strategy,
      moviesPerRequest: project.settings.recipe.moviesPerRequest)
    let whole = asksForChoice && !looks.isEmpty ? table(looks) : nil
    let choice = whole.flatMap { self.choice(of: $0) }
    let isChosen = project.settings.plan.isChosen
    if isChosen, case .fits(let row)? = choice {
      settings.strategy = row.strategy
      settings.moviesPerRequest = row.moviesPerRequest
    }
    let (plan, forecast) = plan(look, settings)
    var planned = Planned(
      plan: plan, forecast: forecast, moviesPerRequest: settings.moviesPerRequest, choice: choice)
    planned.votes = further.map { further in
      VotesPreview(
        further, Self.once(further.looks) { self.plan($0, settings).forecast },
        lane: settings.strategy.realtimeLane)
    }
    guard !looks.isEmpty, !isChosen else { return planned }
    if seeksBetter {
      planned.better = (whole ?? table(looks, onlyBetter: true)).betterThanConfigured
    }
    planned.budgetNotice = choice?.budgetNotice(
      project.settings.plan.budget, cost: planned.wholeForecast.total.cost)
    return planned
  }

  /// What is to be asked of one look, in the way that was chosen for all.
  private func plan(_ look: Look, _ chosen: PlanSettings) -> (plan: Plan, forecast: Forecast) {
    guard let workload = look.workload else {
      return (
        Plan(strategy: chosen.strategy, batches: [], realtime: []),
        .nothing(chosen.strategy.realtimeLane)
      )
    }
    let plan = Plan(
      items: workload.items, strategy: chosen.strategy, numBatches: workload.settings.numBatches,
      batchTokenTarget: workload.settings.batchTokenTarget, limits: look.terms.limits,
      grouping: Grouping(
        moviesPerRequest: chosen.moviesPerRequest, overhead: workload.overhead))
    let forecast = Forecast(
      of: plan, limits: look.terms.limits, prices: look.terms.prices,
      assumptions: workload.assumptions, start: look.moment)
    return (plan, forecast)
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
    var reply: ReplyExpectation
  }

  /// Counts what is to be asked and gathers what a forecast goes by.
  func workload(
    _ survey: Survey, _ endpoints: [EndpointTerms] = [], database: TropesDatabase?, ledger: Ledger?
  ) async throws -> Workload {
    let settings = project.settings
    let questions = survey.toAsk.map(\.question.hash)
    let recipe = project.recipe.hashes.combined
    let history = try ledger?.outputHistory(
      requestedModel: settings.recipe.model, isSandbox: isSandbox)
    let weights = RequestWeights(
      project: project, counter: counter)
    let counts = Dictionary(
      questions.compactMap { hash in survey.tokenCounts[hash].map { (hash, $0) } },
      uniquingKeysWith: { first, _ in first })
    // A run that goes on has the batches of the one before: as many more at each start would by and by take all that
    // was meant for real time.
    let openBatches = options.addsBatches ? 0 : survey.openBatches.count
    let plan = PlanSettings(
      strategy: settings.plan.strategy, moviesPerRequest: settings.recipe.moviesPerRequest,
      numBatches: max(0, settings.plan.numBatches - openBatches),
      batchTokenTarget: settings.plan.batchTokenTarget,
      // What a sample is asked in is what it is about.
      sizes: options.sample != nil
        ? [settings.recipe.moviesPerRequest]
        : project.recipe.asksForDecisions ? [1] : [1, 4, 8, 16],
      offersBatches: !project.recipe.asksForDecisions,
      offersRealtime: !project.asksCommandAlone)
    let largest = max(settings.recipe.moviesPerRequest, plan.sizes.max() ?? 1)
    var calibrations: [Int: Calibration] = [:]
    for size in 1...largest {
      calibrations[size] = try calibration(recipe, size, endpoints, ledger)
    }
    let overhead = try await weights.overhead(sizes: largest) { calibrations[$0]?.offset }
    let reply = ReplyExpectation(
      fixed: settings.forecast.outputTokens,
      models: try database?.replySizes(
        ofSandbox: isSandbox, fields: project.recipe.hashes.fields) ?? [],
      flat: history.flatMap { $0.questions >= 50 ? $0.tokensPerQuestion : nil },
      recipe: project.recipe, counter: try await counter())
    var counted: CountedOverhead?
    if overhead.isExact {
      let sizes = (1...largest).map { size in
        (
          size,
          overhead.entry(movies: size).tokens
            - (calibrations[size]?.offset ?? 0)
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
    return Workload(
      items: PlanItem.sharingQuestions(items), overhead: overhead, counted: counted, settings: plan,
      assumptions: assumptions, tokenCounts: counts,
      calibrationSamples: calibrations.values.reduce(0) { $0.addingSaturated($1.samples) },
      reply: reply)
  }
}
