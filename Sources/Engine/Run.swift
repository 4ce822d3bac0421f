import Basics
import Display
import Inputs
import OpenAIClient
import ProjectFiles
import Recipe
package import Store
import Tropefile
import TropeModel

/// A run: look, and if there is something to do, take the lock, look again, do it.
package struct Run: Sendable {
  /// What a run is for.
  package enum Purpose: Sendable, Equatable {
    /// Both lanes, to the end.
    case build
    /// The real-time lane alone.
    case realtime
    /// Write the plan's batches down; send nothing.
    case writeBatches
    /// Submit these batches; all that are not submitted where none is named.
    case submit([Int])
    /// Collect these batches, or take them from the files that were downloaded; all where none is named.
    case retrieve([Int], fromFiles: Bool = false)

    /// Whether a key is missed before anything is done.
    var needsKey: Bool {
      switch self {
      case .build, .realtime, .submit, .retrieve(_, fromFiles: false): true
      case .writeBatches, .retrieve: false
      }
    }

    /// Whether it works on batches alone, and asks no endpoint.
    var isOfBatches: Bool {
      switch self {
      case .submit, .retrieve, .writeBatches: true
      case .build, .realtime: false
      }
    }

    /// Whether it plans batches, for which it gives up those that ask what nobody wants any more. What works on batches that are
    /// there, or on none, gives up nothing that a person has had written.
    var plansBatches: Bool { self == .build || self == .writeBatches }

    /// Whether all asks are gone through where votes tell how sure the model was; else only the first is.
    var asksVotes: Bool { self == .build || self == .realtime }
  }

  package let project: Project
  package let options: BuildOptions
  package let purpose: Purpose
  package let door: Door

  package init(
    project: Project, options: BuildOptions, purpose: Purpose = .build, door: Door
  ) {
    self.project = project
    self.options = options
    self.purpose = purpose
    self.door = door
  }

  // MARK: Looking

  /// What a build would do.
  package struct Look: Sendable {
    package var preview: Preview
    package var exports: [ExportStep.Planned]
  }

  /// Looks what a build would do. Changes nothing.
  package func look() async throws -> Look {
    let split = try lookAtSplit()
    let chosen = try await choosing(after: split)
    var preview = try await chosen.preview(after: split, seeksBetter: true)
    let database = try TropesDatabase.openForReading(path: project.paths.database)
    preview.emptyRecords = try database?.emptyRecordCount() ?? 0
    if purpose == .build {
      preview.cascadeOutlook = try await door.previewer(project, chosen.options, after: split)
        .cascadeOutlook(
          preview.survey, database: database,
          ledger: try Ledger.openForReading(path: project.paths.ledger))
    }
    return Look(preview: preview, exports: exportStep.preview(preview))
  }

  /// Whether something is stale. Changes nothing.
  package func isStale() async throws -> Bool {
    let split = try lookAtSplit()
    let preview = try await choosing(after: split).preview(after: split)
    return preview.survey.staleCount > 0 || preview.hands?.changes ?? 0 > 0 || exportStep.isStale
      || cascadeGoesOn(preview) || preview.votesGoOn
  }

  /// What a split would make, if anything: a build plans on it.
  func lookAtSplit() throws -> PlannedFiles? {
    guard let outcome = try splitStep.run(changingNothing: true) else { return nil }
    door.report(.split(outcome))
    return outcome.planned
  }

  private func preview(
    after split: PlannedFiles? = nil, seeksBetter: Bool = false
  ) async throws -> Preview {
    try project.checkCascade()
    if options.certifiesAgain, project.strongRecipe == nil { throw BuildError.cascade(.noCascade) }
    // Read first: a file that cannot be read is told before anything else is done.
    let hands = try Hands(project)
    let database = try TropesDatabase.openForReading(path: project.paths.database)
    let ledger = try Ledger.openForReading(path: project.paths.ledger)
    let cascade = try CascadeStanding(
      project, database: database, ledger: ledger, isSandbox: door.isSandbox)
    let project = cheap(cascade)
    var previewer = door.previewer(project, options, after: split)
    previewer.seeksBetter = seeksBetter
    previewer.asksVotes = purpose.asksVotes
    previewer.leavesBatches = purpose == .realtime
    previewer.keepsOutdatedBatches = !purpose.plansBatches
    var preview = try await previewer.preview(database: database, ledger: ledger)
    preview.hands = try hands.look(database)
    preview.titlesAreStale = try TitleStep(project).isStale(database)
    preview.cascade = cascade
    preview.leftovers = (split?.leftovers ?? splitStep.leftovers()).count
    if project.asksForLogprobs {
      preview.withoutConfidence =
        try database?.recordsWithoutConfidence(
          but: project.strongRecipe?.hashes.combined) ?? 0
    }
    if !preview.survey.unknownMovies.isEmpty {
      throw BuildError.unknownMovies(
        preview.survey.unknownMovies, directory: project.settings.input.directory)
    }
    try preview.checkChoice(project.settings)
    return preview
  }

  // MARK: Doing

  /// What became of a run.
  package enum Outcome: Sendable {
    /// There was nothing to do but, perhaps, files of results to write.
    case nothingToDo(Preview, exports: Result<ExportOutcome?, any Error>)
    case done(Done)
  }

  /// A run that has come to its end.
  package struct Done: Sendable {
    package var scope: BuildScope
    /// What was found when the lock was held.
    package var preview: Preview
    package var summary: BuildSummary
    /// All batches of the ledger, and what became of their questions.
    package var batches: [LedgerBatch]
    package var sums: [Int: BatchReconciliation]
    /// Records of the project that have no character at all.
    package var emptyRecords = 0
    /// The files of results that were written; `nil` where there were none to write.
    package var exports: Result<ExportOutcome?, any Error>
    /// How the labels by hand stand to the records now; `nil` where there are none.
    package var hands: HandsReport?
    /// How the cascade stands now, and how this run's part of it ended; `nil` where there is none.
    package var cascade: CascadeStanding?
    package var cascadeEnd: CascadeEnd?
  }

  /// Does what there is to do.
  package func run() async throws -> Outcome {
    try split()
    return try await choosing(after: nil).runOnFiles()
  }

  /// The same once the inputs are there and it is known which movies are meant.
  private func runOnFiles() async throws -> Outcome {
    // Without a key nothing will be asked, and nothing is fetched either.
    await door.mayKeepVocabulary(door.hasAccount && !door.isSandbox)
    // What is compared after the lock is taken: if it is the same, so is the preview.
    let before = databaseLook()
    let preview = try await preview(seeksBetter: true)
    let scope = try scope(Ledger.openForReading(path: project.paths.ledger))
    door.report(.looked(preview))
    if scope == .everything, preview.survey.hasNothingToDo, !cascadeGoesOn(preview),
      !preview.votesGoOn
    {
      if let notice = preview.shutdownNotice { door.report(.notice(notice)) }
      try relabel(preview)
      return .nothingToDo(preview, exports: Result { try writeStaleExports() })
    }
    // The key is looked for before anything is done: without one nothing changes.
    let needsAccount = needsAPI(preview, scope) && !project.settings.api.sandbox
    if needsAccount { try checkEndpointAccounts(preview) }
    let account = needsAccount ? try mainAccount(preview, scope) : nil
    let lock = try lock()
    defer { lock.release() }
    let ledgerLock = try project.lockLedger(for: door.command)
    defer { ledgerLock.release() }
    let isCurrent = databaseLook() == before
    let current = isCurrent ? preview : try await self.preview(seeksBetter: true)
    return .done(try await build(current, scope, account))
  }

  /// The locks are held.
  private func build(
    _ seen: Preview, _ scope: BuildScope, _ account: APIAccount?
  ) async throws -> Done {
    var preview = seen
    var client: OpenAIClient?
    var sandbox: Door.StartedSandbox?
    defer { sandbox?.stop() }
    if needsAPI(preview, scope) {
      if project.settings.api.sandbox { sandbox = try door.startSandbox() }
      client = door.client(try sandbox?.account ?? account ?? mainAccount(preview, scope))
    } else if scope.isOffline {
      client = .withoutNetwork
    }
    if try await takesBack(preview, scope, client) {
      preview = try await self.preview(seeksBetter: true)
    }
    if !options.agrees, cascadeGoesOn(preview), let notice = preview.cascadeNotice {
      door.report(.notice(notice))
    }
    if scope.asks(preview.survey) || preview.votes?.toAsk ?? 0 > 0 {
      if let notice = project.rehearsalNotice { door.report(.notice(notice)) }
      if let notice = preview.budgetNotice { door.report(.notice(notice)) }
      for notice in preview.endpoints.compactMap(\.notice) { door.report(.notice(notice)) }
      if let better = preview.better { door.report(.advice(better.advice)) }
    }
    let toldEnd = try await checkModel(preview, scope, client)
    for path in [project.paths.database, project.paths.ledger] {
      try Directories.make(Directories.parent(of: path))
    }
    let database = try TropesDatabase.open(path: project.paths.database)
    let ledger = try Ledger.open(path: project.paths.ledger, owner: project.owner)
    // What is set meanwhile is laid over the records in the end.
    let hands = try Hands(project)
    let began = door.time.steady()
    let cheap = cheap(preview.cascade)
    let first =
      preview.votes == nil
      ? Run(project: cheap, options: options, purpose: purpose, door: door) : firstAsk(cheap)
    var summary = try await first.lanes(
      preview, scope, client, database, ledger, toldEnd: toldEnd, hands: hands,
      part: preview.firstPart(cascadeFollows: cascadeGoesOn(preview)))
    if preview.votes != nil,
      var votes = VoteRun(
        cheap, options, purpose, door, database: database, ledger: ledger, client: client,
        began: began,
        summary: summary)
    {
      try await votes.run(after: preview, isLast: !cascadeGoesOn(preview))
      summary = votes.summary
    }
    if !purpose.asksVotes, let words = VoteWords.left(project.votes, summary) {
      door.report(.told(words))
    }
    let end = try await goOn(&summary, preview, began, client, database, ledger, hands)
    let laid = scope.makesRecords ? try relabelled(database, after: hands) : hands
    var done = Done(
      scope: scope, preview: preview, summary: summary, batches: try ledger.batches(),
      sums: try ledger.reconciliations(), exports: .success(nil),
      hands: try laid.look(database),
      cascade: try CascadeStanding(
        project, database: database, ledger: ledger, isSandbox: door.isSandbox), cascadeEnd: end)
    if scope.makesRecords { done.emptyRecords = try database.emptyRecordCount() }
    writeTitles(to: database)
    try database.close()
    try ledger.close()
    if scope.makesRecords, summary.stop?.isEarly != true {
      done.exports = Result { try exportStep.run() }
    }
    return done
  }

  private func needsAPI(_ preview: Preview, _ scope: BuildScope) -> Bool {
    scope.needsAPI(preview.survey) || cascadeGoesOn(preview) || preview.votesNeedAPI
  }

  /// The run of the first ask, with its part of the time where others come after it.
  private func firstAsk(_ project: Project) -> Run {
    var options = options
    options.keepsFresh = true
    return Run(
      project: project.planned { $0.deadline = $0.deadline.map { $0 / project.asks } },
      options: options, purpose: purpose, door: door)
  }

  /// Notes the model's end, where the server told it, and walks round the lanes.
  ///
  /// - Parameter part: which part of the run it is, where the run asks more than once.
  func lanes(
    _ preview: Preview, _ scope: BuildScope, _ client: OpenAIClient?, _ database: TropesDatabase,
    _ ledger: Ledger, toldEnd: ModelEnd?, hands: Hands?, part: RunPart
  ) async throws -> BuildSummary {
    if let toldEnd {
      try ledger.noteShutdown(
        of: toldEnd.model, on: toldEnd.day.description, isSandbox: door.isSandbox)
    }
    var around = surroundings
    around.part = part
    let note = WaitNote(project.paths.status, time: door.time)
    defer { note.end() }
    around.report = { [report = around.report] event in
      note.take(event)
      report(event)
    }
    if client != nil, scope == .everything || scope == .realtime {
      around.endpointClients = try endpointClients(preview)
    }
    door.report(.lanesBegan(preview))
    defer { door.report(.lanesEnded) }
    return try await Build(
      project: project, options: options, isSandbox: door.isSandbox, isOpenAI: door.isOpenAI,
      database: database, ledger: ledger, around: around
    ).run(preview, client: client, scope: scope, hands: hands)
  }

  var surroundings: Build.Surroundings {
    let scale = door.timeScale
    return Build.Surroundings(
      time: door.time, stop: door.stop, random: door.random,
      report: { [report = door.report] in report(.lane($0)) },
      grouping: .init(interval: .milliseconds(100) * scale),
      // At most what a bucket of tokens, refilled in a minute, bears easily.
      lateness: min(.milliseconds(250) * max(1, scale), .seconds(6)))
  }
}
