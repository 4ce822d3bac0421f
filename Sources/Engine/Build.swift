import Basics
package import OpenAIClient
import Planner
import ProjectFiles
import Recipe
package import Store
import Tropefile
package import TropeModel

/// Does what a preview says. Holds the project's lock and both databases, open for writing.
package struct Build: Sendable {
  /// What a build needs from outside.
  package struct Surroundings: Sendable {
    package var time: TimeSource
    package var stop: StopSignal
    package var random: @Sendable () -> Double
    package var report: @Sendable (LaneEvent) -> Void
    /// Grouping of replies when they are written.
    package var grouping: Recorder.Grouping = Recorder.Grouping()
    /// How late a real-time request may start and still be made up for: the time that this machine takes to wake
    /// up, on the clock's scale.
    package var lateness: Duration = .milliseconds(250)
  }

  let project: Project
  let options: BuildOptions
  let isSandbox: Bool
  let isOpenAI: Bool
  let database: TropesDatabase
  let ledger: Ledger
  let around: Surroundings

  /// - Parameters:
  ///   - isSandbox: whether the API is a sandbox.
  ///   - isOpenAI: whether it is OpenAI's own, or plays it.
  ///   - database: open for writing, the lock held.
  package init(
    project: Project, options: BuildOptions, isSandbox: Bool, isOpenAI: Bool,
    database: TropesDatabase,
    ledger: Ledger, around: Surroundings
  ) {
    self.project = project
    self.options = options
    self.isSandbox = isSandbox
    self.isOpenAI = isOpenAI
    self.database = database
    self.ledger = ledger
    self.around = around
  }

  /// Builds what the preview found stale, or does that part of it that `scope` names.
  ///
  /// - Parameter client: the API; needed where the preview's survey says so.
  package func run(
    _ preview: Preview, client: OpenAIClient?, scope: BuildScope = .everything
  ) async throws -> BuildSummary {
    let began = around.time.steady()
    let status = StatusDirectory(project.paths.status)
    try prepare(preview)
    let targets =
      preview.survey.reused.map(\.target) + preview.survey.inBatches.map(\.target)
      + preview.survey.toAsk
    let bounds = OutputBounds(preview.terms.outputBound(of: project.recipe))
    let requests = RequestMaker(preview, recipe: project.recipe)
    let recorder = Recorder(
      ledger: ledger, database: database, status: status, prices: preview.terms.prices,
      requestedModel: preview.terms.model, isSandbox: isSandbox, targets: targets,
      tokenCounts: preview.tokenCounts,
      badAnswers: try ledger.badAnswerCounts(for: targets.map(\.question.hash)),
      attempts: attempts(preview), counted: preview.counted,
      expectation: { requests.expectedUse($0) }, bounds: bounds,
      text: client?.text ?? ServerText(), grouping: around.grouping,
      time: around.time, stop: around.stop,
      report: around.report)
    for failed in preview.failed {
      await recorder.failInput(
        failed.movie, reason: failed.reason, advice: failed.advice, attempts: failed.attempts,
        isNoted: preview.survey.notedFailures.contains(failed.movie))
    }
    if options.failFast, !preview.failed.isEmpty { around.stop.raise(.failedFast) }
    await recorder.reuse(preview.survey.reused.map { ($0.target, $0.reply, $0.characters) })
    await recorder.flush()
    var written: [Int] = []
    if around.stop.raised == nil {
      if scope == .writeBatches {
        written = try writeBatches(preview)
      } else if let client, preview.survey.needsAPI || scope.isOfBatches {
        try await runLanes(
          preview, client: client, recorder: recorder, bounds: bounds, scope: scope)
      }
    }
    await recorder.flush()
    try await tidy(status, preview, recorder)
    var summary = await summary(preview, recorder)
    summary.writtenBatches = written
    summary.elapsed = around.time.steady() - began
    // Until all are answered, the answers of this time serve the next run too.
    if options.fresh, scope == .everything || scope == .realtime, summary.isThrough {
      try ledger.endFresh(options.freshName(in: project))
    }
    return summary
  }

  /// A target that was asked for gets as many answers again as a new one.
  private func attempts(_ preview: Preview) -> Int {
    let isAskedFor = !options.movies.isEmpty || options.alwaysMake
    return project.settings.lanes.attempts * (isAskedFor ? 2 : 1)
  }

  /// What needs no API: the recipe's description, log rows, batches that nobody wants any more.
  private func prepare(_ preview: Preview) throws {
    let recipe = project.recipe
    try database.setRecipe(
      recipe.hashes, kind: recipe.fields.kind, fields: recipe.fields.words,
      model: recipe.parameters.model, parametersJSON: recipe.parameters.json)
    try database.setFields(
      recipe.fields.fields.map {
        FieldRow(
          name: $0.name, kind: $0.type.kind, isOptional: $0.isOptional,
          description: $0.description)
      })
    try database.setCatalog(
      recipe.catalog?.tropes.map {
        CatalogRow(id: $0.id, name: $0.name, description: $0.description)
      } ?? [])
    _ = try Hands(project).apply(to: database)
    if options.fresh, preview.survey.freshAfter == nil {
      try ledger.beginFresh(options.freshName(in: project))
    }
    try database.refresh(preview.survey.refreshed)
    try database.clearFailures(of: preview.survey.overcome)
    let status = StatusDirectory(project.paths.status)
    try status.remove(preview.survey.overcome)
    let states = try status.tidy()
    for refuted in preview.survey.refuted {
      try ledger.setVerdict(.bad(refuted.fault), question: refuted.question, reply: refuted.reply)
    }
    for number in preview.survey.outdatedBatches.sorted() {
      try ledger.close(
        number,
        .givenUp(
          "it was written but never sent, and its questions have changed", onlyIfUnsent: true),
        at: around.time.now())
    }
    let now = around.time.now()
    // What is in a batch was noted when it was submitted, and may be none of this run's business.
    if options.movies.isEmpty, !options.adopt, preview.survey.openBatches.isEmpty {
      try database.clearPending()
    }
    try database.setPending(
      preview.survey.toAsk.map { target in
        PendingTarget(
          movie: target.movie, state: .queued, castStatus: target.castStatus,
          tokenCount: preview.tokenCounts[target.question.hash]?.tokens ?? 0, since: now)
      })
    try ledger.keepTokenCounts(preview.tokenCounts)
    try Directories.make(project.paths.status)
    let queued = preview.survey.toAsk.map { StatusDirectory.Change($0.movie, .queued) }
    try status.set(queued, after: states)
    for change in queued {
      around.report(.target(movie: change.movie, state: change.state, detail: change.detail))
    }
  }

  /// Stamps of what is done tell nothing once the run is over; what failed, is under way or is left stays. After
  /// a run for all targets nothing else stays either: what an earlier run had taken up may not be wanted any more.
  private func tidy(
    _ status: StatusDirectory, _ preview: Preview, _ recorder: Recorder
  ) async throws {
    let states = try status.tidy()
    let unsettled = await unsettled(preview, recorder)
    let waiting = Set(unsettled.map(\.movie)).union(await recorder.tally.failed.keys)
    let over = states.filter { movie, state in
      state == .done
        || (options.movies.isEmpty && !options.adopt && !waiting.contains(movie))
    }
    try status.remove(over)
    let inFlight = try ledger.questionsInFlight()
    try database.clearPending(
      unsettled.filter { inFlight[$0.question.hash] == nil }.map(\.movie))
  }

  private func summary(_ preview: Preview, _ recorder: Recorder) async -> BuildSummary {
    let tally = await recorder.tally
    var summary = BuildSummary()
    summary.built = tally.recordedMovies
    summary.reused = tally.reusedMovies
    summary.touched = preview.survey.refreshed.count
    summary.overcome = preview.survey.overcome.count
    summary.upToDate = preview.survey.upToDate
    summary.orphans = preview.survey.orphans.count
    let advice = Dictionary(
      preview.failed.map { ($0.movie, $0) }, uniquingKeysWith: { first, _ in first })
    summary.failed = tally.failed.sorted { $0.key < $1.key }.map { movie, reason in
      advice[movie]
        ?? FailedTarget(
          movie: movie, reason: reason, advice: "see 'tropebuild explain \(movie)'")
    }
    let inFlight = Set(
      ((try? ledger.questionsInFlight()) ?? [:]).keys)
    let unsettled = await unsettled(preview, recorder)
    summary.inBatches = unsettled.filter { inFlight.contains($0.question.hash) }.count
    summary.left = unsettled.count - summary.inBatches
    summary.openBatches =
      (try? OpenBatches(ledger, project, isSandbox: isSandbox).own.count) ?? 0
    summary.usage = tally.usage
    summary.dollars = tally.dollars
    summary.forecastDollars = preview.forecast.total.cost
    summary.isSandbox = isSandbox
    summary.stop = around.stop.raised
    if options.noWait, summary.stop == nil, summary.left > 0 || summary.openBatches > 0 {
      summary.stop = .wouldWait
    }
    return summary
  }

  /// What was to be built and is neither built nor failed.
  private func unsettled(_ preview: Preview, _ recorder: Recorder) async -> [BuildTarget] {
    await recorder.unsettled(preview.survey.inBatches.map(\.target) + preview.survey.toAsk)
  }
}
