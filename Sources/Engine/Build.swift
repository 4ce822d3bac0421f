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
    /// Of the servers that share the real-time lane, by their names.
    package var endpointClients: [String: OpenAIClient] = [:]
    /// Grouping of replies when they are written.
    package var grouping: Recorder.Grouping = Recorder.Grouping()
    /// How late a real-time request may start and still be made up for: the time that this machine takes to wake
    /// up, on the clock's scale.
    package var lateness: Duration = .milliseconds(250)
    /// Which part of a run this is.
    package var part = RunPart()
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
  /// - Parameters:
  ///   - client: the API; needed where the preview's survey says so.
  ///   - hands: the labels to lay over the records; `nil` for none.
  package func run(
    _ preview: Preview, client: OpenAIClient?, scope: BuildScope, hands: Hands?
  ) async throws -> BuildSummary {
    let began = around.time.steady()
    let writer = GroupWriter(
      ledger: ledger, database: database,
      status: StatusWriter(StatusDirectory(project.paths.status)), isSandbox: isSandbox,
      recipe: preview.counted?.recipe)
    let givenUp = try await writer.begin(
      preview, recipe: project.recipe, hands: hands,
      freshName: options.fresh ? options.freshName(in: project) : nil,
      isForAll: options.isForAll, at: around.time.now())
    for batch in givenUp {
      around.report(.batch(number: batch.number, step: .givenUp, done: 0, total: batch.requests))
      if let outdated = preview.survey.givenUpBatches.first(where: { $0.number == batch.number }) {
        around.report(.remark(batch: batch.number, words: outdated.givenUp))
      }
    }
    for target in preview.survey.toAsk {
      around.report(.target(movie: target.movie, state: .queued, detail: StatusDetail()))
    }
    let bounds = preview.terms.outputBounds(of: project.recipe)
    let recorder = try recorder(preview, writer, bounds, scope, text: client?.text)
    for failed in preview.failed {
      await recorder.failInput(
        failed, isNoted: preview.survey.notedFailures.contains(failed.movie))
    }
    if options.failFast, !preview.failed.isEmpty { around.stop.raise(.failedFast) }
    await recorder.reuse(preview.survey.reused)
    await recorder.flush()
    var written: [Int] = []
    var ledgerRun: LedgerRun?
    if around.stop.raised == nil {
      if scope == .writeBatches {
        written = try writeBatches(preview)
      } else if let client, preview.survey.needsAPI || scope.isOfBatches {
        if preview.endpoints.isEmpty, let model = project.local?.onlyModel {
          await recorder.noteModel(model)
        }
        ledgerRun = try await runLanes(
          preview, client: client, recorder: recorder, bounds: bounds, scope: scope)
      }
    }
    leaveOutdated(preview, scope)
    await recorder.flush()
    var summary = await summary(preview, recorder)
    summary.spent = max(summary.dollars, ledgerRun?.spent ?? 0)
    if let ledgerRun {
      summary.forecastDollars = ledgerRun.forecast
      try ledger.endRun(
        ledgerRun.number, endedAt: around.time.now(), realCost: summary.dollars,
        outcome: summary.stop.map { $0.reason ?? $0.word } ?? StopCause.complete)
    }
    try await writer.end(
      left: await unsettled(preview, recorder), failed: Array(await recorder.tally.failed.keys),
      isForAll: options.isForAll)
    summary.writtenBatches = written
    summary.elapsed = around.time.steady() - began
    // Until all are answered, the answers of this time serve the next run too.
    if options.fresh, !options.keepsFresh, scope == .everything || scope == .realtime,
      summary.isThrough
    {
      try ledger.endFresh(options.freshName(in: project))
    }
    return summary
  }

  private func recorder(
    _ preview: Preview, _ writer: GroupWriter, _ bounds: OutputBounds, _ scope: BuildScope,
    text: ServerText?
  ) throws -> Recorder {
    let targets =
      preview.survey.reused.map(\.target) + preview.survey.inBatches.map(\.target)
      + preview.survey.toAsk
    let requests = RequestMaker(preview, recipe: project.recipe)
    return Recorder(
      writer: writer, prices: preview.terms.prices, requestedModel: preview.terms.model,
      isSandbox: isSandbox, isOwn: project.local != nil, targets: targets,
      tokenCounts: preview.tokenCounts,
      badAnswers: try ledger.badAnswerCounts(
        for: targets.map(\.question.hash), size: options.size(preview.moviesPerRequest)),
      attempts: attempts, moviesPerRequest: preview.moviesPerRequest, counted: preview.counted,
      expectation: { requests.expectedUse($0) }, bounds: bounds,
      text: (text ?? ServerText()).hiding(
        also: around.endpointClients.sorted { $0.key < $1.key }.map(\.value.text)),
      grouping: around.grouping, time: around.time, stop: around.stop,
      // Other commands do a part of the plan, of which nobody has made a forecast.
      course: scope == .everything || scope == .realtime
        ? RunCourse(preview, underWay: requests.underWay(preview)) : nil,
      part: around.part, report: around.report)
  }

  /// A target that was asked for gets as many answers again as a new one.
  private var attempts: Int {
    let isAskedFor = !options.movies.isEmpty || options.alwaysMake
    return project.settings.lanes.attempts * (isAskedFor ? 2 : 1)
  }

  private func summary(_ preview: Preview, _ recorder: Recorder) async -> BuildSummary {
    let tally = await recorder.tally
    var summary = BuildSummary()
    summary.addRecords(built: tally.recordedMovies, reused: tally.reusedMovies)
    summary.touched = preview.survey.refreshed.count
    summary.overcome = preview.survey.overcome.count
    summary.upToDate = preview.survey.upToDate
    summary.orphans = preview.survey.orphans.count
    let advice = Dictionary(
      preview.failed.map { ($0.movie, $0) }, uniquingKeysWith: { first, _ in first })
    summary.failed = tally.failed.sorted { $0.key < $1.key }.map { movie, reason in
      advice[movie]
        ?? FailedTarget(
          movie: movie, reason: reason,
          advice: "see 'tropebuild explain \(movie)'; 'tropebuild --failed' asks again")
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
