import Engine
import Inputs
import OpenAIClient
import Recipe
import Sandbox
import Store
import Synchronization
import TestSupport
import Tokenizer
import Tropefile
import TropeModel

/// A project and a sandbox in this process: runs of the engine without a command line.
final class EngineRig: Sendable {
  let place: TemporaryDirectory
  let sandbox: SandboxServer
  let baseURL: String
  /// Whether the environment has a key.
  let hasKey = Atomic<Bool>(true)

  /// - Parameters:
  ///   - movies: each with a plot of its own.
  ///   - hasCasts: whether each has a cast of two; else the sandbox names nobody.
  ///   - quality: the accuracies of models that are played; else words decide.
  ///   - turnaround: how many seconds a batch takes; `nil`: one or two.
  init(
    movies: ClosedRange<Int>? = 1...4, hasCasts: Bool = false, quality: String? = nil,
    turnaround: Double? = nil
  ) async throws {
    place = try TemporaryDirectory()
    var configuration = SandboxConfiguration()
    configuration.quality = try quality.map { try QualityTable(parsing: $0) }
    if let turnaround { configuration.turnaround = turnaround...turnaround }
    sandbox = try SandboxServer(configuration: configuration)
    baseURL = try await sandbox.start()
    for movie in movies ?? 1...1 where movies != nil {
      try add(movie)
      if hasCasts {
        try place.write(
          "character_name\nAnna\nBert\n", to: "data/character.metadata_\(movie).csv")
      }
    }
  }

  func stop() async { await sandbox.stop() }

  func add(_ movie: Int, plot: String? = nil) throws {
    let plot = plot ?? "In town \(movie) Anna trusts the liar Bert, who betrays her for gold."
    try place.write(plot + "\n", to: "data/plot_summaries_\(movie).txt")
  }

  /// The project, as a tropefile of this name describes it.
  func project(
    _ name: String = "tropefile", _ change: (inout Settings) -> Void = { _ in }
  ) throws -> Project {
    var settings = Settings(inputDirectory: "data")
    settings.recipe.model = "gpt-4o-mini"
    settings.plan.strategy = .realtime
    settings.limits.requestsPerMinute = 100_000
    settings.limits.tokensPerMinute = 1_000_000_000
    settings.lanes.batch.pollInterval = .milliseconds(100)
    change(&settings)
    if place.bytes(of: name) == nil { try place.write("# of a test\n", to: name) }
    return Project(
      directory: place.path, tropefile: place(name), settings: settings,
      recipe: Recipe(
        catalog: .builtIn, prompt: .builtIn,
        parameters: ModelParameters(model: settings.recipe.model, temperature: 0)))
  }

  /// What a run has from outside: this sandbox.
  func door(
    isSandbox: Bool = true, stop: StopSignal = StopSignal(),
    report: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) -> Door {
    return Door(
      isSandbox: isSandbox,
      account: { [self] in
        guard let key = APIKey("a-key"), hasKey.load(ordering: .relaxed) else {
          throw BuildError.noKey
        }
        return APIAccount(baseURL: baseURL, key: key)
      },
      client: { OpenAIClient(account: $0, transport: CurlTransport()) },
      startSandbox: { throw BuildError.noKey }, counter: { .estimate }, mayKeepVocabulary: { _ in },
      time: .ofTheWall, stop: stop, command: "a test", report: report)
  }

  func run(
    _ project: Project? = nil, _ purpose: Run.Purpose = .build, isSandbox: Bool = true,
    stop: StopSignal = StopSignal(), report: @escaping @Sendable (RunEvent) -> Void = { _ in },
    _ change: (inout BuildOptions) -> Void = { _ in }
  ) throws -> Run {
    var options = BuildOptions()
    change(&options)
    return Run(
      project: try project ?? self.project(), options: options, purpose: purpose,
      door: door(isSandbox: isSandbox, stop: stop, report: report))
  }

  /// Waits until the clock that file times come from has moved on: what was written before is then older than the scan
  /// that follows, as it is for people, and its stamps are trusted.
  func letFilesGrowOld() async throws {
    let written = FileStamp.nowNanoseconds()
    while FileStamp.nowNanoseconds() <= written + 10_000_000 {
      try await Task.sleep(for: .milliseconds(1))
    }
  }

  /// A run's summary; `nil` where there was nothing to do.
  @discardableResult
  func build(
    _ project: Project? = nil, _ purpose: Run.Purpose = .build, isSandbox: Bool = true,
    _ change: (inout BuildOptions) -> Void = { _ in }
  ) async throws -> BuildSummary? {
    try await letFilesGrowOld()
    guard
      case .done(let done) = try await run(project, purpose, isSandbox: isSandbox, change).run()
    else { return nil }
    return done.summary
  }

  /// Builds in runs of which each is interrupted once it has paid for so many answers, until one comes to its end.
  ///
  /// - Returns: how many runs there were, at most 20.
  func buildInPieces(
    _ project: Project, of answers: Int, _ change: (inout BuildOptions) -> Void = { _ in }
  ) async throws -> Int {
    var runs = 0
    while runs < 20 {
      runs += 1
      let stop = StopSignal()
      let run = try run(
        project, stop: stop, report: afterPaid(answers) { stop.raise(.interrupted) }, change)
      guard case .done(let done) = try await run.run(), done.summary.stop != nil else { break }
    }
    return runs
  }

  /// What a look finds.
  func survey(
    _ project: Project? = nil, isSandbox: Bool = true,
    _ change: (inout BuildOptions) -> Void = { _ in }
  ) async throws -> Survey {
    try await letFilesGrowOld()
    return try await run(project, isSandbox: isSandbox, change).look().preview.survey
  }

  /// How many answers the sandbox has billed.
  func billed() async throws -> Int {
    try await sandbox.ledger().questions.reduce(0) { $0 + $1.batch + $1.realtime }
  }

  /// Whether the ledger has one answer to each question, and all that was billed.
  func isAskedOnce() async throws -> Bool {
    let kept = try Shell(place("ledger.db")).rows(
      "SELECT count(*), count(DISTINCT question) FROM answers")
    let billed = try await billed()
    return kept == ["\(billed)|\(billed)"]
  }

  /// How a project's cascade stands; `nil` without one.
  func cascade(_ project: Project) throws -> CascadeStanding? {
    try CascadeStanding(
      project, database: TropesDatabase.openForReading(path: place("build/tropes.db")),
      ledger: Ledger.openForReading(path: place("ledger.db")), isSandbox: true)
  }

  /// The movies with labels of a cascade's strong model.
  func strongMovies(_ project: Project) throws -> Set<MovieID> {
    let log = try TropesDatabase.openForReading(path: place("build/tropes.db"))?.buildLog()
    return Set(
      (log ?? []).filter { $0.recipe == project.strongRecipe?.hashes.combined }.map(\.movie))
  }

  /// The model of every record, by movie.
  func models() throws -> [MovieID: String] {
    var models: [MovieID: String] = [:]
    try TropesDatabase.openForReading(path: place("build/tropes.db"))?
      .forEachRecord(started: { models = [:] }) { models[$0.movie] = $0.model }
    return models
  }
}

/// What a run reports to: it acts when so many answers have been paid for.
func afterPaid(
  _ answers: Int, _ act: @escaping @Sendable () -> Void
) -> @Sendable (RunEvent) -> Void {
  let paid = Mutex(0)
  return { event in
    guard case .lane(.paid) = event else { return }
    let count = paid.withLock { count in
      count += 1
      return count
    }
    if count == answers { act() }
  }
}

extension TimeSource {
  /// The system's clock.
  static var ofTheWall: TimeSource {
    let start = ContinuousClock.now
    return TimeSource(
      now: {
        Timestamp(milliseconds: 1_795_369_291_029) + (ContinuousClock.now - start)
      }, sleep: { try await Task.sleep(for: $0) })
  }
}
