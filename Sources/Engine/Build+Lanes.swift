import Basics
import Display
import Inputs
import OpenAIClient
import Planner
import ProjectFiles
import Recipe
import Store
import Tropefile
import TropeModel

extension Build {
  /// Room for the replies of a tenth of a second, and for those on the wire when the disk is full.
  private static let reservedBytes = 4 << 20

  /// A run that stands in the ledger, and whose end is still to be written there.
  struct LedgerRun {
    var number: Int64
    /// In dollars.
    var forecast: Double
    /// `SpendingCap.spent` in the end.
    var spent = 0.0
  }

  /// Runs the lanes as far as `scope` says.
  ///
  /// - Returns: `nil` where nothing was asked of a server.
  func runLanes(
    _ preview: Preview, client: OpenAIClient, recorder: Recorder, bounds: OutputBounds,
    scope: BuildScope
  ) async throws -> LedgerRun? {
    let reserve = try DiskReserve(project.paths.ledger + "-reserve", bytes: Self.reservedBytes)
    defer { reserve.release() }
    await recorder.use(reserve)
    let requests = RequestMaker(preview, recipe: project.recipe)
    let open = try openBatches(preview, scope)
    let isWhole = scope == .everything
    let dialect = dialect(preview)
    let cap = spendingCap(preview, scope, bounds, dialect)
    let planned =
      isWhole
      ? await cap.parts(of: preview.plan.batches.map { $0.map(requests.request) }) : []
    let asked = isWhole || scope == .realtime ? preview.plan.realtime.map(requests.request) : []
    let dissolved = try preview.survey.givenUpBatches
      .compactMap { try ledger.batch($0.number) }
      .filter { $0.state == .abandoned && $0.remoteID == nil && $0.inputFileID != nil }
    let hasBatchLane = !open.isEmpty || !planned.isEmpty || !dissolved.isEmpty
    let pool = WorkPool(realtime: asked, batchLaneIsOpen: hasBatchLane)
    let tier = preview.plan.strategy.realtimeLane.tier ?? .standard
    var context = LaneContext(
      recipe: project.recipe, client: client, recorder: recorder, pool: pool, time: around.time,
      stop: around.stop, random: around.random, alone: { requests.alone($0.setAside()) },
      report: around.report, failFast: options.failFast,
      noWait: options.noWait || scope.isOfBatches, cap: cap, bounds: bounds, dialect: dialect)
    reckon(by: preview.terms, in: tier, &context)
    context.texts = try questionTexts(preview)
    context.realtimeLane = preview.plan.strategy.realtimeLane
    try Directories.make(project.paths.batches)
    let batchLane = try BatchLane(
      context: context, ledger: ledger,
      writer: writer(preview, bounds, dialect, questionTexts(preview)),
      settings: laneSettings(preview, scope))
    if case .takeFiles = scope {
      await takeFiles(of: open, by: batchLane)
      return nil
    }

    var run = try beginRun(preview, scope, open)
    let realtime = try realtimeLane(context, preview)
    let watch = Task {
      // A stop must reach a lane that waits for the other one.
      while around.stop.raised == nil, !Task.isCancelled {
        _ = await around.stop.sleep(.seconds(3_600), by: around.time)
      }
      if around.stop.raised != nil { await pool.stop() }
    }
    await withTaskGroup(of: Void.self) { group in
      if isWhole || scope == .realtime { group.addTask { await realtime.run() } }
      if hasBatchLane {
        group.addTask { await batchLane.run(open: open, planned: planned, dissolved: dissolved) }
      }
    }
    watch.cancel()
    await recorder.flush()
    if let heard = await realtime.heardLimits { try note(heard, of: preview.terms.model) }
    let leftOpen = await batchLane.leftOpen
    if !leftOpen.isEmpty { around.stop.raise(.cannotGoOn(.resultsMissing(batches: leftOpen))) }
    await tellOfBudget(cap)
    run.spent = await cap.spent
    return run
  }

  private func takeFiles(of batches: [LedgerBatch], by lane: BatchLane) async {
    for batch in batches where await !lane.takeFromFiles(batch) {
      if around.stop.raised == nil {
        around.stop.raise(
          .cannotGoOn(.noFiles(batch: batch.number, directory: project.paths.batches)))
      }
    }
  }

  private func beginRun(
    _ preview: Preview, _ scope: BuildScope, _ open: [LedgerBatch]
  ) throws -> LedgerRun {
    let byLane = forecast(preview, scope, open)
    let forecast = byLane.values.reduce(0, +)
    let typical = scope.isOfBatches ? preview.underWay.typical : preview.typicalOfFirst
    return LedgerRun(
      number: try ledger.beginRun(
        startedAt: around.time.now(), strategy: preview.plan.strategy, forecastCost: forecast,
        forecastSeconds: typical.inSeconds, forecastByLane: byLane, part: around.part),
      forecast: forecast)
  }

  /// Keeps what a server's headers said of its limits.
  private func note(_ heard: Limits, of model: String) throws {
    try ledger.noteHeardLimits(
      HeardLimits(
        heardAt: around.time.now(), requestsPerMinute: heard.requestsPerMinute,
        tokensPerMinute: heard.tokensPerMinute, requestsPerDay: heard.requestsPerDay),
      of: model, isSandbox: isSandbox)
  }

  /// Says where the budget was passed, and that the run ends where it was reached.
  private func tellOfBudget(_ cap: SpendingCap) async {
    guard let budget = project.settings.plan.wholeBudget else { return }
    if let excess = await cap.passedBy {
      around.report(
        .remark(
          batch: nil,
          words:
            "the budget of \(Format.budget(budget)) was passed by \(Format.dollars(excess)): replies were longer than the "
            + "bound they were asked with, or another model answered; nothing was sent any more once that was known"
        ))
    }
    if await cap.hasDenied { around.stop.raise(.budgetReached(.reached(budget))) }
  }

  /// What a run is expected to cost, in dollars by lane: what it asks, and batches of before that it goes on with, of which
  /// `create-batches` may have written some that are in no other run's forecast.
  private func forecast(
    _ preview: Preview, _ scope: BuildScope, _ open: [LedgerBatch]
  ) -> [Lane: Double] {
    let planned = preview.forecast
    let batches = open.reduce(0) { $0 + $1.forecastCost }
    guard !scope.isOfBatches else { return [.batch: batches] }
    return [
      .batch: planned.batch.cost + batches, planned.realtimeLane: planned.realtime.cost,
    ]
  }

  /// What requests cost at a server, and how long it may take for them.
  func reckon(by terms: ModelTerms, in tier: ServiceTier = .standard, _ context: inout LaneContext)
  {
    let prices = terms.prices
    context.realtimeCost = {
      prices.cost(
        of: TokenUsage(input: $0.inputTokens.tokens, cachedInput: 0, output: $0.expectedOutput),
        in: tier)
    }
    let most = RequestMost(prices: prices, bounds: context.bounds)
    context.mostCost = { most.inRealtime($0, bound: $1, in: tier) }
    context.isFree = terms.isFree
    context.pace =
      terms.isFree && project.settings.lanes.realtime.namedTimeout == nil ? AnswerPace() : nil
  }

  /// Writes the plan's batches down, for `submit` or a later build; returns their numbers.
  func writeBatches(_ preview: Preview) throws -> [Int] {
    let requests = RequestMaker(preview, recipe: project.recipe)
    let writer = writer(
      preview, preview.terms.outputBounds(of: project.recipe), dialect(preview),
      try questionTexts(preview))
    try Directories.make(project.paths.batches)
    var numbers: [Int] = []
    for batch in preview.plan.batches {
      guard let written = try writer.write(batch.map(requests.request)) else { continue }
      numbers.append(written.number)
      around.report(
        .batch(number: written.number, step: .written, done: 0, total: written.requests))
    }
    return numbers
  }

  /// The batches of earlier runs that this one works on.
  private func openBatches(_ preview: Preview, _ scope: BuildScope) throws -> [LedgerBatch] {
    switch scope {
    case .realtime, .writeBatches: return []
    case .submit(let numbers):
      return try unfinished(BuildScope.submittable(numbers, preview.survey))
    case .collect(let numbers): return try unfinished(numbers)
    case .takeFiles(let numbers): return try numbers.compactMap { try ledger.batch($0) }
    case .everything:
      return try ledger.unfinishedBatches().filter {
        preview.survey.openBatches.contains($0.number)
          // A run for some movies does not send what it was not asked for.
          && (options.judgesBatches || $0.state == .submitted || $0.state == .creating)
      }
    }
  }

  private func unfinished(_ numbers: [Int]) throws -> [LedgerBatch] {
    let wanted = Set(numbers)
    return try ledger.unfinishedBatches().filter { wanted.contains($0.number) }
  }

  /// Tells of batches that were to be submitted and ask what nobody wants any more; the run ends so, for a person has to say
  /// what is to become of them.
  func leaveOutdated(_ preview: Preview, _ scope: BuildScope) {
    guard case .submit(let numbers) = scope else { return }
    let left = preview.survey.outdatedBatches.filter { numbers.contains($0.number) }
    guard !left.isEmpty else { return }
    for batch in left {
      around.report(.remark(batch: batch.number, words: batch.notSubmitted))
    }
    around.stop.raise(.cannotGoOn(.outdatedBatches(left.map(\.number))))
  }

  /// A reader for each thread that renders: see `InputDirectory.reader`.
  private func questionTexts(_ preview: Preview) throws -> QuestionTexts {
    QuestionTexts(
      recipe: project.recipe, reader: try project.inputs.reader(),
      targets: preview.survey.toAsk)
  }

  private func realtimeLane(_ context: LaneContext, _ preview: Preview) throws -> RealtimeLane {
    // A run that only collects asks none of them.
    if !around.endpointClients.isEmpty { return try sharedLane(context, preview) }
    let limits = preview.terms.limits
    let most = RequestMost(prices: preview.terms.prices, bounds: context.bounds)
    let past = try ledger.lastDay(before: around.time.now(), isSandbox: isSandbox)
    let settings = project.settings.lanes.realtime
    let files = OpenFiles.raised()
    if files.connections < settings.concurrency {
      around.report(
        .remark(
          batch: nil,
          words:
            "\(files.connections) requests at once instead of \(settings.concurrency): this process may have no more "
            + "than \(files.limit) open files (raise that by 'ulimit -n')"))
    }
    return RealtimeLane(
      context: context,
      budget: RateBudget(limits: limits, past: past, burst: around.lateness),
      concurrency: min(settings.concurrency, files.connections), timeout: settings.timeout,
      flex: preview.plan.strategy.usesFlex
        ? FlexRule(
          deadline: project.settings.plan.deadline.map { around.time.steady() + $0 },
          limits: limits,
          standardCost: {
            most.inRealtime($0, bound: $1 ?? $0.expectedOutput, in: .standard)
          }) : nil)
  }

  private func writer(
    _ preview: Preview, _ bounds: OutputBounds, _ dialect: Dialect, _ texts: QuestionTexts
  ) -> BatchWriter {
    let prices = preview.terms.prices
    return BatchWriter(
      recipe: project.recipe, ledger: ledger, directory: project.paths.batches,
      project: project.directory, isSandbox: isSandbox, time: around.time, bounds: bounds,
      dialect: dialect, moviesPerRequest: preview.moviesPerRequest, texts: texts,
      terms: BatchTerms(model: preview.terms.model, prices: prices), report: around.report,
      cost: { requests in
        requests.reduce(0) {
          $0 + prices.batchCost(input: $1.inputTokens.tokens, output: $1.expectedOutput)
        }
      })
  }

  /// What this run's requests say beside what they ask.
  ///
  /// - Parameter endpoint: one of several servers of the real-time lane; `nil`: the server of `api.base_url`.
  func dialect(_ preview: Preview, at endpoint: EndpointTerms? = nil) -> Dialect {
    Dialect(of: project, preview, isOpenAI: isOpenAI, at: endpoint)
  }

  private func laneSettings(_ preview: Preview, _ scope: BuildScope) -> BatchLane.Settings {
    let settings = project.settings.lanes.batch
    var extent = BatchLane.Extent.toItsEnd
    if case .submit = scope { extent = .submitted }
    return BatchLane.Settings(
      directory: project.paths.batches, project: project.directory,
      pollInterval: project.batchCommand == nil
        ? settings.pollInterval : min(settings.pollInterval, Self.commandPoll),
      deleteRemoteFiles: settings.deleteRemoteFiles,
      enqueuedTokens: preview.terms.limits.enqueuedTokens, isSandbox: isSandbox,
      isByCommand: project.batchCommand != nil, mayBeRepeated: !isOpenAI,
      // A command for batches sends nothing in real time, and makes no batches of its own.
      restGoesRealtime: scope.isOfBatches || preview.plan.strategy != .batch,
      mayGoRealtime: !scope.isOfBatches && preview.plan.strategy != .batch,
      requestsPerBatch: preview.terms.limits.requestsPerBatch,
      bytesPerBatch: preview.terms.limits.bytesPerBatch,
      largestInRealtime: preview.terms.limits.tokensPerMinute, extent: extent,
      borrowing: scope == .everything ? borrowing(preview) : nil,
      recalling: scope == .everything ? recalling(preview) : nil)
  }

  /// A look at a command's files costs nothing.
  private static let commandPoll = Duration.seconds(5)
}
