import Basics
import Foundation
import OpenAIClient
import Planner
import ProjectFiles
import Recipe
import Store
import TestSupport
import TropeModel

@testable import Engine

/// A value that a test cannot do without.
struct Missing: Error {}

func some<Value>(_ value: Value?) throws -> Value {
  guard let value else { throw Missing() }
  return value
}

/// What the lanes have told, in order.
///
/// `@unchecked Sendable`: `all` is touched under `lock` only.
final class Events: @unchecked Sendable {
  private let lock = NSLock()
  private var all: [LaneEvent] = []

  func take(_ event: LaneEvent) { lock.withLock { all.append(event) } }

  var list: [LaneEvent] { lock.withLock { all } }
}

/// Everything that the lanes work with, on temporary databases and a server that is played.
struct Rig {
  let directory: TemporaryDirectory
  let ledger: Ledger
  let database: TropesDatabase
  let status: StatusDirectory
  let statusWriter: StatusWriter
  let recipe: Recipe
  let questions: [Question]
  let targets: [BuildTarget]
  let time = ManualTime()
  let stop = StopSignal()
  let events = Events()
  let server: PlayedServer
  let recorder: Recorder
  let bounds: OutputBounds
  let badAnswers: [Digest: Int]

  static let prices = Prices(
    input: 1, cachedInput: 0.5, output: 2, batchInput: 0.5, batchOutput: 1)
  static let limits = Limits(
    requestsPerMinute: 60_000, requestsPerDay: nil, tokensPerMinute: 100_000_000,
    enqueuedTokens: 10_000, contextTokens: 128_000)

  /// - Parameters:
  ///   - movies: how many movies, with ids from 1 on; each has the cast "Ann", "Bob".
  ///   - twins: movies whose plot is that of movie 1, under ids from 1,001 on.
  ///   - directory: an earlier rig's, to go on from after a "crash".
  init(
    movies: Int = 3, twins: Int = 0, attempts: Int = 3, in directory: TemporaryDirectory? = nil,
    server: PlayedServer? = nil, isSandbox: Bool = false, counted: CountedOverhead? = nil,
    tokenCounts: Bool = false, expected: ExpectedUse? = nil, bound: OutputBound? = nil,
    model: String = "gpt-4o-mini", isOwn: Bool = false
  ) throws {
    let directory = try directory ?? TemporaryDirectory()
    self.directory = directory
    ledger = try Ledger.open(path: directory("ledger.db"))
    let recipe = Recipe(
      catalog: .builtIn, prompt: .builtIn,
      parameters: ModelParameters(model: model, temperature: 0))
    self.recipe = recipe
    database = try TropesDatabase.open(path: directory("tropes.db"))
    try database.setRecipe(recipe.hashes, model: model, parametersJSON: "{}")
    try database.setCatalog(
      (recipe.catalog?.tropes ?? []).map {
        CatalogRow(id: $0.id, name: $0.name, description: $0.description)
      })
    status = StatusDirectory(directory("status"))
    try Directories.make(directory("batches"))
    func target(_ id: Int64, plot: Int64) throws -> BuildTarget {
      let movie = try some(MovieID(number: id))
      let question = recipe.question(movie: movie, plot: "Plot \(plot).", cast: ["Ann", "Bob"])
      let stamp = FileStamp(modifiedNanoseconds: 1, size: 1, changedNanoseconds: 1, inode: id)
      return BuildTarget(
        movie: movie, question: question,
        log: BuildLogEntry(
          movie: movie, plot: InputState(stamp: stamp, hash: question.hash, isTrusted: true),
          cast: nil, recipe: recipe.hashes.combined, question: question.hash),
        castStatus: .complete, reasons: [.noRecord])
    }
    let own = try (0..<Int64(movies)).map { try target($0 + 1, plot: $0 + 1) }
    let shared = try (0..<Int64(twins)).map { try target($0 + 1_001, plot: 1) }
    targets = own + shared
    questions = own.map(\.question)
    badAnswers = try ledger.badAnswerCounts(for: questions.map(\.hash))
    self.server = server ?? PlayedServer()
    let events = events
    bounds = OutputBounds(bound)
    var expectation: (@Sendable ([Question]) -> ExpectedUse)?
    if let expected { expectation = { _ in expected } }
    statusWriter = StatusWriter(status)
    recorder = Recorder(
      writer: GroupWriter(
        ledger: ledger, database: database, status: statusWriter, isSandbox: isSandbox,
        recipe: counted?.recipe),
      prices: Self.prices,
      requestedModel: model, isSandbox: isSandbox, isOwn: isOwn, targets: targets,
      tokenCounts: tokenCounts ? Self.counts(of: questions) : [:],
      badAnswers: badAnswers, attempts: attempts, counted: counted,
      expectation: expectation, bounds: bounds, time: time.source, stop: stop,
      report: { events.take($0) })
  }

  private static func counts(of questions: [Question]) -> [Digest: TokenCount] {
    let count = TokenCount(100, isExact: true)
    return Dictionary(questions.map { ($0.hash, count) }, uniquingKeysWith: { first, _ in first })
  }

  /// Tells that the run has taken up all targets, as a build does before its lanes begin.
  func takeUp() throws {
    try database.setPending(
      targets.map {
        PendingTarget(
          movie: $0.movie, state: .queued, castStatus: nil, tokenCount: 0,
          since: Timestamp(milliseconds: 0))
      })
    try statusWriter.takeUp(queued: targets.map(\.movie), waiting: [], keeping: nil)
  }

  /// How many targets are in which state.
  func states() throws -> [TargetState: Int] {
    try Dictionary(
      grouping: status.all(pending: database.pendingMovies()).values, by: { $0 }
    ).mapValues(\.count)
  }

  /// The request that asks one question alone, of 100 input tokens.
  static func alone(_ question: Question) -> PendingRequest {
    PendingRequest(
      questions: [question], inputTokens: TokenCount(100, isExact: true), expectedOutput: 10)
  }

  func requests(_ places: Range<Int>? = nil) -> [PendingRequest] {
    questions[places ?? questions.indices].map(Self.alone)
  }

  func context(
    pool: WorkPool, noWait: Bool = false, failFast: Bool = false, cap: SpendingCap = SpendingCap(),
    realtimeCost: Double = 0
  ) throws -> LaneContext {
    let events = events
    return LaneContext(
      recipe: recipe, client: server.client, recorder: recorder, pool: pool, time: time.source,
      stop: stop, random: { 0.5 }, alone: Rig.alone, report: { events.take($0) },
      failFast: failFast, noWait: noWait, cap: cap, realtimeCost: { _ in realtimeCost },
      mostCost: { Self.prices.mostCost(input: $0.inputTokens.tokens, output: $1) },
      bounds: bounds)
  }

  /// Has the server be at work on each batch for so long from now on, and complete it then.
  func works(for span: Duration) {
    let (clock, end) = (time, time.now + span)
    server.poll = { batch, server in
      if clock.now < end { batch.status = "in_progress" } else { server.complete(&batch) }
    }
  }

  /// Runs the real-time lane on requests, until it ends.
  func runRealtime(
    _ requests: [PendingRequest], limits: Limits = Rig.limits, noWait: Bool = false,
    cap: SpendingCap = SpendingCap(), cost: Double = 0, concurrency: Int = 8,
    failFast: Bool = false, by source: TimeSource? = nil
  ) async throws {
    let pool = WorkPool(realtime: requests, batchLaneIsOpen: false)
    var context = try context(
      pool: pool, noWait: noWait, failFast: failFast, cap: cap, realtimeCost: cost)
    if let source { context.time = source }
    let lane = RealtimeLane(
      context: context,
      budget: RateBudget(limits: limits), concurrency: concurrency, timeout: .seconds(600))
    await time.drive { await lane.run() }
    await recorder.flush()
  }

  /// Runs the batch lane, and gives back what it handed over to real time.
  func runBatches(
    open: [LedgerBatch] = [], planned: [[PendingRequest]] = [], deletesFiles: Bool = false,
    restGoesRealtime: Bool = true, noWait: Bool = false, enqueued: Int = 10_000,
    isSandbox: Bool = false, cap: SpendingCap = SpendingCap(), forecast: Double = 1,
    extent: BatchLane.Extent = .toItsEnd, waiting: [PendingRequest] = [],
    borrowing: BatchLane.Borrowing? = nil, recalling: BatchLane.Recalling? = nil,
    failFast: Bool = false, bytesPerBatch: Int = Limits.documentedBytesPerBatch,
    dissolved: [LedgerBatch] = [], mayGoRealtime: Bool? = nil, realtimeCost: Double = 0,
    mayBeRepeated: Bool = false, isByCommand: Bool = false, by source: TimeSource? = nil
  ) async throws -> [MovieID] {
    let pool = WorkPool(realtime: waiting, batchLaneIsOpen: true)
    var context = try context(
      pool: pool, noWait: noWait, failFast: failFast, cap: cap, realtimeCost: realtimeCost)
    if let source { context.time = source }
    let lane = try BatchLane(
      context: context,
      ledger: ledger,
      writer: BatchWriter(
        recipe: recipe, ledger: ledger, directory: directory("batches"), isSandbox: isSandbox,
        time: time.source, cost: { _ in forecast }),
      settings: BatchLane.Settings(
        directory: directory("batches"), pollInterval: .seconds(60),
        deleteRemoteFiles: deletesFiles, enqueuedTokens: enqueued, isSandbox: isSandbox,
        isByCommand: isByCommand, mayBeRepeated: mayBeRepeated, restGoesRealtime: restGoesRealtime,
        mayGoRealtime: mayGoRealtime,
        bytesPerBatch: bytesPerBatch,
        largestInRealtime: Self.limits.tokensPerMinute, extent: extent, borrowing: borrowing,
        recalling: recalling))
    await time.drive { await lane.run(open: open, planned: planned, dissolved: dissolved) }
    await recorder.flush()
    var left: [MovieID] = []
    while let request = await pool.takeRealtime() {
      left += request.questions.map(\.movie)
      await pool.finishedRealtime()
    }
    return left.sorted()
  }

  /// Puts a batch back where it was before it was closed, as if a kill had come first.
  ///
  /// - Parameter forgetting: whether what became of its questions is not written either.
  func reopen(
    _ number: Int = 1, as state: BatchState = .submitted, forgetting: Bool = false
  ) throws {
    let shell = try Shell(directory("ledger.db"))
    try shell.run("UPDATE batches SET state = '\(state.rawValue)' WHERE batch_number = \(number)")
    if state != .submitted { try shell.run("UPDATE batches SET remote_id = NULL") }
    guard forgetting else { return }
    try shell.run("UPDATE batch_questions SET outcome = NULL WHERE batch_number = \(number)")
  }

  /// What a person was told.
  var remarks: [String] {
    events.list.compactMap { if case .remark(_, let words) = $0 { words } else { nil } }
  }

  /// How many bytes the largest of these requests takes in a batch file.
  func largestLine(_ requests: [PendingRequest]) -> Int {
    requests.map {
      Recipe.batchLine(customID: $0.customID, body: recipe.requestBody(for: $0.questions)).count
    }.max() ?? 0
  }

  /// Why the run stopped; empty where it did not.
  var stopped: String {
    if case .cannotGoOn(let obstacle) = stop.raised { "\(obstacle)" } else { "" }
  }

  func recordedMovies() throws -> [Int64] { try database.recordedMovies().map(\.number) }

  /// How the questions of batch `number` add up.
  func sum(_ number: Int = 1) throws -> BatchReconciliation {
    try ledger.reconciliations()[number] ?? BatchReconciliation()
  }

  func outcome(of movie: Int64, inBatch number: Int = 1) throws -> QuestionOutcome? {
    try ledger.questions(ofBatch: number).first { $0.movie.number == movie }?.outcome
  }
}
