import CorpusSplit
import Tropefile
import Engine
import Foundation
import Lanes
import OpenAIClient
import ProjectFiles
import RunProgress
import Store
import TropeModel

/// A build from the command line: look, and if there is something to do, take the lock, look again, do it.
struct BuildRun {
  /// What is to be printed.
  struct Output {
    var isDryRun = false
    var listsAll = false
    var isJSON = false
    var isQuestion = false
    var isSilent = false

    /// Whether standard output is an event stream and nothing else.
    var isStream: Bool { isJSON && !isDryRun && !isQuestion }
  }

  let bench: Workbench
  let options: BuildOptions
  let output: Output
  /// How much of the build is done, given the ledger that is about to be written.
  var scope: (Ledger?) throws -> BuildScope = { _ in .everything }
  /// Whether a key is missed before anything is done.
  var needsKey = true
  /// The command's word, for the event stream.
  var name = "build"

  func run() async throws -> ExitStatus {
    let time = bench.time
    guard output.isStream else { return try await run(time, nil) }
    let events = EventStream(time: time)
    events.began(name, isSandbox: bench.isSandbox)
    do {
      return try await run(time, events)
    } catch {
      events.ended(error)
      throw error
    }
  }

  private func run(_ time: TimeSource, _ events: EventStream?) async throws -> ExitStatus {
    let split = try self.split()
    if let split, !output.isQuestion, !output.isJSON, !output.isSilent { Console.say(split.words) }
    if let split, split.isPreview, split.report.hasChanges {
      if output.isQuestion { return .failedTargets }
      if !SplitStep(bench).hasInputs {
        let words =
          "nothing is split yet: after 'tropebuild split' the plan of a build can be shown"
        // Whoever reads JSON waits for a summary.
        if output.isJSON { throw BuildError.other(words) }
        Console.say(words)
        return .upToDate
      }
    }
    if !output.isDryRun, !output.isQuestion {
      // Without a key nothing will be asked, and nothing is fetched either.
      await bench.allowVocabulary(network: bench.hasAccount)
    }
    // What is compared after the lock is taken: if it is the same, so is the preview.
    let before = databaseLook()
    let preview = try await self.preview()
    let exports = ExportStep(bench)
    if output.isQuestion {
      return preview.survey.isStale || exports.isStale ? .failedTargets : .upToDate
    }
    if output.isDryRun {
      let text = PreviewText(
        preview: preview, bench: bench, listsAll: output.listsAll,
        exports: exports.preview(preview.survey))
      Console.print(output.isJSON ? text.json : text.table)
      return .upToDate
    }
    let scope = try self.scope(bench.openLedger())
    events?.planned(preview, bench)
    if scope == .everything, preview.survey.hasNothingToDo {
      let status: ExitStatus = preview.failed.isEmpty ? .upToDate : .failedTargets
      if let events {
        try writeStale(exports, isSilent: true)
        events.ended(BuildSummary(nothingToDo: preview, isSandbox: bench.isSandbox), status: status)
        return status
      }
      let failures = SummaryText.failures(preview.failed)
      if !output.isSilent || !failures.isEmpty {
        Console.print((failures + [nothingToDo(preview.survey)]).joined(separator: "\n"))
      }
      try writeStale(exports, isSilent: output.isSilent)
      return status
    }
    return try await build(preview, before: before, scope, time, events)
  }

  /// The files of results, where nothing else is to be done.
  private func writeStale(_ exports: ExportStep, isSilent: Bool) throws {
    guard exports.isStale else { return }
    let lock = try bench.lock()
    defer { lock.release() }
    try exports.run(isSilent: isSilent)
  }

  /// The split as a step of the build: under the lock, and not at all where what it makes could not be asked about.
  private func split() throws -> SplitStep.Outcome? {
    let step = SplitStep(bench)
    if output.isDryRun || output.isQuestion { return try step.run(changingNothing: true) }
    guard try step.isNeeded() else { return nil }
    if needsKey, !bench.project.settings.api.sandbox, !options.adopt {
      do {
        _ = try bench.account()
      } catch {
        // Without a key nothing is done that a key would have to follow.
        if try step.run(changingNothing: true)?.report.hasChanges == true { throw error }
      }
    }
    let lock = try bench.lock()
    defer { lock.release() }
    return try step.run(changingNothing: false)
  }

  private func preview() async throws -> Preview {
    let (database, ledger) = try bench.openForReading()
    let preview = try await bench.previewer(options).preview(database: database, ledger: ledger)
    if !preview.survey.unknownMovies.isEmpty {
      throw BuildError.unknownMovies(
        preview.survey.unknownMovies, directory: bench.project.settings.input.directory)
    }
    try preview.checkChoice(bench.project.settings)
    return preview
  }

  private func nothingToDo(_ survey: Survey) -> String {
    var text = "nothing to do: \(survey.upToDate) up to date"
    if !survey.orphans.isEmpty {
      let count = survey.orphans.count
      text +=
        ", \(count) \(count == 1 ? "orphan" : "orphans") ('tropebuild clean --orphans' removes "
        + "\(count == 1 ? "it" : "them"))"
    }
    if !survey.failed.isEmpty { text += ", \(survey.failed.count) failed as before" }
    if survey.leftStale > 0 { text += ", " + SummaryText.leftStale(survey.leftStale) }
    return text
  }

  private func build(
    _ first: Preview, before: [DatabaseLook], _ scope: BuildScope, _ time: TimeSource,
    _ events: EventStream?
  ) async throws -> ExitStatus {
    var sandbox: SandboxProcess?
    var client: OpenAIClient?
    // The key is looked for before anything is done: without one nothing changes.
    var account: APIAccount?
    if scope.needsAPI(first.survey), !bench.project.settings.api.sandbox {
      account = try bench.account()
    }

    let lock = try bench.lock()
    defer { lock.release() }
    let preview = databaseLook() == before ? first : try await self.preview()
    if scope.needsAPI(preview.survey) {
      if bench.project.settings.api.sandbox {
        let process = try bench.startSandbox()
        sandbox = process
        client = bench.client(try bench.sandboxAccount(process))
      } else if let account {
        client = bench.client(account)
      } else {
        client = bench.client(try bench.account())
      }
    } else if scope.isOffline {
      client = .withoutNetwork
    }
    defer { sandbox?.stop() }
    if let notice = preview.shutdownNotice, !preview.survey.toAsk.isEmpty, !output.isSilent {
      Console.warn(notice)
    }

    try Directories.make(Directories.parent(of: bench.project.paths.database))
    try Directories.make(Directories.parent(of: bench.project.paths.ledger))
    let database = try TropesDatabase.open(path: bench.project.paths.database)
    let ledger = try Ledger.open(path: bench.project.paths.ledger)

    let stop = StopSignal()
    let scale = bench.api.timeScale ?? 1
    let progress = ProgressDisplay(
      plan: ProgressPlan(preview, isSandbox: bench.isSandbox, startedAt: time.now()), time: time,
      timeScale: scale, isSilent: output.isSilent)
    let interrupts = Interrupts(stop) {
      progress.note("stopping: waiting for what is under way; again to stop at once")
    }
    let log = bench.logger.map(LaneLog.init)
    let build = Build(
      project: bench.project, options: options, isSandbox: bench.isSandbox, database: database,
      ledger: ledger,
      around: Build.Surroundings(
        time: time, stop: stop, random: { Double.random(in: 0..<1) },
        report: { event in
          progress.take(event)
          events?.take(event)
          log?.take(event)
        },
        grouping: .init(interval: .milliseconds(100) * scale),
        // At most what a bucket of tokens, refilled in a minute, bears easily.
        lateness: min(.milliseconds(250) * max(1, scale), .seconds(6))))
    let ticking = progress.keepCurrent()
    let summary = try await build.run(preview, client: client, scope: scope)
    ticking.cancel()
    progress.end()
    withExtendedLifetime(interrupts) {}
    let ending = ScopeEnding(
      scope: scope, summary: summary, batches: try ledger.batches(),
      sums: try ledger.reconciliations())
    try database.close()
    try ledger.close()
    log?.ended(summary)
    events?.ended(summary, status: ending.status)
    if events == nil, !output.isSilent || ending.status != .upToDate {
      Console.print(ending.text ?? SummaryText(summary: summary, preview: preview).text)
    }
    if scope.makesRecords, summary.stop?.isEarly != true {
      try ExportStep(bench).run(isSilent: output.isSilent || events != nil)
    }
    return ending.status
  }

  /// What the databases look like from outside.
  private func databaseLook() -> [DatabaseLook] {
    [bench.project.paths.database, bench.project.paths.ledger].map { DatabaseLook($0) }
  }
}

extension Survey {
  /// Whether something is stale, for `-q`.
  var isStale: Bool { staleCount > 0 }
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

  var exitStatus: ExitStatus {
    switch stop {
    case .interrupted: return .interrupted
    case .cannotGoOn, .budgetReached: return .couldNotWork
    case .failedFast: return .failedTargets
    case .wouldWait, nil: break
    }
    // What is in flight comes first: the run that ends it tells what failed, too.
    if inBatches > 0 || stop == .wouldWait { return .workInFlight }
    return failed.isEmpty && left == 0 ? .upToDate : .failedTargets
  }
}
