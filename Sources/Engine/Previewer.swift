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
  /// Whether batches that were written and ask what nobody wants any more are left as they are.
  package var keepsOutdatedBatches = false
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
      tooLong: planned.plan.tooLong, wanted: options.wanted)
    var preview = Preview(
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
      underWay: try underWay(
        survey.openBatches + (planned.votes?.unsentBatches ?? []), look.terms, ledger: ledger),
      better: planned.better)
    if let budget = project.settings.plan.budget {
      preview.beyondBudget = RequestsBeyondBudget(
        preview, project, isOpenAI: isOpenAI, budget: BudgetRule(budget))
      preview.budgetNotice = BudgetWords.notice(preview, planned.budgetNotice, budget: budget)
    }
    return preview
  }

  /// What the batches that a run collects still take, and the most that they can cost where a budget asks for that.
  private func underWay(
    _ openBatches: [Int], _ terms: ModelTerms, ledger: Ledger?
  ) throws -> UnderWay {
    guard let ledger, !openBatches.isEmpty else { return UnderWay() }
    let batches = try openBatches.sorted().compactMap { try ledger.batch($0) }
    var underWay = UnderWay(batches, try turnaround(ledger), now: time.now())
    if let budget = project.settings.plan.budget {
      let most = BatchMost(project, terms)
      underWay.hold(batches, against: BudgetRule(budget)) { most.dollars(of: $0) }
    }
    return underWay
  }

  func turnaround(_ ledger: Ledger?) throws -> BatchTurnaround {
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
    surveyor.keepsOutdatedBatches = keepsOutdatedBatches
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
    if !survey.toAsk.isEmpty {
      // Another server's model of that name may have others.
      if isOpenAI { try project.checkEffort() }
      try project.checkConfidence()
    }
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

  /// The project's strategy, at the standard price where it is at the tier flex and that cannot be had.
  func servedStrategy() throws -> Strategy {
    let strategy = project.settings.plan.strategy
    return try missingFlex() == nil ? strategy : strategy.withoutFlex
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
}
