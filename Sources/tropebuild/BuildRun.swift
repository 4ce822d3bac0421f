import Engine
import Tropefile

/// A build from the command line: what is printed before the engine's run, while it goes on and after it.
struct BuildRun {
  /// How much of a build is wanted.
  enum Mode {
    case run
    /// `-n`: what a build would do.
    case look(listsAll: Bool)
    /// `-q`: whether there is something to do.
    case question
  }

  let bench: Workbench
  let options: BuildOptions
  var purpose = Run.Purpose.build
  /// The command's word, for the event stream.
  var name = "build"
  var mode = Mode.run
  let voice: Voice

  func run() async throws -> ExitStatus {
    switch mode {
    case .question: return try await engine(bench.door()).isStale() ? .failedTargets : .upToDate
    case .look(let listsAll): return try await look(listsAll: listsAll)
    case .run: return try await build()
    }
  }

  private func engine(_ door: Door) -> Run {
    Run(project: bench.project, options: options, purpose: purpose, door: door)
  }

  // MARK: Looking

  private func look(listsAll: Bool) async throws -> ExitStatus {
    let speaks = voice == .words
    let door = bench.door(report: { event in
      if speaks, case .split(let outcome) = event { outcome.say() }
    })
    let look = try await engine(door).look()
    let text = PreviewText(
      preview: look.preview, options: options, bench: bench, listsAll: listsAll,
      exports: look.exports)
    Console.print(voice == .stream ? text.json : text.table)
    return .upToDate
  }

  // MARK: Building

  private func build() async throws -> ExitStatus {
    Console.beginWork()
    let notifier = bench.notifier
    let events =
      voice == .stream
      ? EventStream(time: bench.time, notifier: notifier)
      : notifier.map { EventStream(time: bench.time, notifier: $0, write: nil) }
    events?.began(name, isSandbox: bench.isSandbox, server: bench.serverShown)
    do {
      let reporter = RunReporter(bench, voice: voice, events: events)
      let outcome = try await engine(
        bench.door(stop: reporter.stop, report: { reporter.take($0) })
      ).run()
      let status: ExitStatus
      switch outcome {
      case .nothingToDo(let preview, let exports): status = try end(preview, exports, events)
      case .done(let done): status = try end(done, reporter, events)
      }
      await notifier?.finish()
      return status
    } catch {
      events?.ended(error)
      await notifier?.finish()
      throw error
    }
  }

  private func end(
    _ preview: Preview, _ exports: Result<ExportOutcome?, any Error>, _ events: EventStream?
  ) throws -> ExitStatus {
    let status: ExitStatus = preview.failed.isEmpty ? .upToDate : .failedTargets
    let failures = SummaryText.failures(preview.failed)
    if voice == .words || voice == .silent && !failures.isEmpty {
      Console.print(
        (failures + [SummaryText.nothingToDo(preview, options, bench.project)]).joined(
          separator: "\n"))
    }
    tell(preview.hands, changed: preview.hands?.changes ?? 0)
    tell(try exports.get())
    events?.ended(
      BuildSummary(nothingToDo: preview, isSandbox: bench.isSandbox), status: status,
      hasWorked: false)
    return status
  }

  private func end(
    _ done: Run.Done, _ reporter: RunReporter, _ events: EventStream?
  ) throws -> ExitStatus {
    let ending = ScopeEnding(
      scope: done.scope, summary: done.summary, batches: done.batches, sums: done.sums,
      strategy: bench.project.settings.plan.isChosen ? nil : bench.project.settings.plan.strategy)
    reporter.ended(done.summary)
    var status = ending.status
    var reason: String?
    switch done.cascadeEnd {
    case .notWorthIt(let words), .notShown(let words):
      reason = words
      if status == .upToDate { status = .couldNotWork }
    case .certified, .stopped, .empty, nil: break
    }
    events?.ended(done.summary, status: status, cascade: done.cascade, because: reason)
    if voice == .words || voice == .silent && ending.status != .upToDate {
      Console.print(
        ending.text
          ?? SummaryText(
            summary: done.summary, preview: done.preview, server: bench.serversShown,
            isPlayed: bench.playsQuality, emptyRecords: done.emptyRecords
          ).text)
    }
    if voice == .words, let cascade = done.cascade, done.cascadeEnd != nil {
      for line in CascadeText(standing: cascade).lines { Console.print("cascade: \(line)") }
    }
    tell(done.hands, changed: done.preview.hands?.changes ?? 0)
    tell(try done.exports.get())
    if let reason { Console.fail(reason) }
    return status
  }

  /// - Parameter changed: characters of records that were there before.
  private func tell(_ hands: HandsReport?, changed: Int) {
    guard let hands else { return }
    if voice == .words, changed > 0 {
      Console.print("labelled anew by '\(hands.path)': \(HandsWords.characters(changed))")
    }
    for problem in HandsText(report: hands).problems { Console.warn(problem) }
  }

  private func tell(_ exports: ExportOutcome?) {
    guard let exports else { return }
    let text = ExportText(outcome: exports)
    if voice == .words { for line in text.lines { Console.print(line) } }
    for fault in text.faults { Console.warn(fault) }
  }
}

extension BuildSummary {
  /// The summary of a run that had nothing to do.
  init(nothingToDo preview: Preview, isSandbox: Bool) {
    self.init()
    upToDate = preview.survey.upToDate
    orphans = preview.survey.orphans.count
    failed = preview.failed
    self.isSandbox = isSandbox
  }

  /// How the run ended, in one word.
  var outcome: String { stop?.word ?? StopCause.complete }

  var exitStatus: ExitStatus {
    if let stop { return stop.exitStatus }
    // What is in flight comes first: the run that ends it tells what failed, too.
    if inBatches > 0 { return .workInFlight }
    return failed.isEmpty && !isAnythingLeft ? .upToDate : .failedTargets
  }
}
