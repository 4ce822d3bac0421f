import Basics

/// The sandbox's state behind one lock, its files on disk, and the tasks that run its batches.
final class SandboxState: Sendable {
  /// The sandbox's time.
  let clock: SandboxClock
  /// What answers chat requests.
  let engine: ChatEngine
  /// What decides.
  let decisions: DecisionEngine
  /// What spoils answers.
  let faults: AnswerFaults
  /// The quality that is played; `nil` where words decide.
  let quality: PlayedQuality?
  /// How it is to behave.
  let configuration: SandboxConfiguration
  /// Where events are written down; `nil` for nowhere.
  let directory: StateDirectory?
  /// All that changes.
  let core: Locked<Core>

  /// What is reached under the lock only.
  struct Core: Sendable {
    /// What events have made.
    var records: SandboxRecords
    /// The bytes of files, by id; with a state directory also on disk.
    var blobs: [String: Blob] = [:]
    /// The prompt cache that works by itself.
    var cache = PromptCache()
    /// The prompt cache with breakpoints.
    var marked = BreakpointCache()
    /// Limits on spending, in dollars.
    var spendLimits: [SpendLimit: Double]
    /// Faults that were ordered.
    var script = FaultScript()
    /// How often each body has been asked, for faults that strike once and not again.
    var occasions: [[UInt8]: Int] = [:]
    /// The check of each batch that has not ended.
    var checks: [String: Task<BatchCheck, any Error>] = [:]
    /// The run of each batch that has not ended.
    var productions: [String: Task<BatchProduction, any Error>] = [:]
    /// The ending of each batch that is ending.
    var endings: [String: Task<Void, any Error>] = [:]
    /// Chat answers given: the next id's number.
    var answers = 0
  }

  /// Tells this sandbox's ids from those of any other.
  let salt: String
  /// The sandbox's time when this state was made.
  let started: Double
  /// When each model is shut down, by name; those that are not named are not.
  let ends: [String: Double]

  /// A state that begins with the events of the directory, if there is one.
  init(
    configuration: SandboxConfiguration, clock: SandboxClock, tokens: any TokenCounting,
    directory: StateDirectory?
  ) throws {
    self.configuration = configuration
    self.clock = clock
    self.directory = directory
    let randomness = Randomness(seed: configuration.seed)
    quality = configuration.quality.map {
      PlayedQuality($0, configuration.truth ?? Truth(), randomness: randomness)
    }
    engine = ChatEngine(
      tokens: tokens, randomness: randomness, quality: quality, ownModels: configuration.ownModels)
    faults = AnswerFaults(rates: configuration.faults, randomness: randomness)
    decisions = DecisionEngine(tokens: tokens, faults: faults, quality: quality)
    started = clock.now()
    ends = Self.ends(configuration, start: started)
    salt = directory?.salt ?? Self.newSalt()
    let limits = configuration.limits
    var records = SandboxRecords(limitsOf: { limits($0) })
    for event in try directory?.events() ?? [] { records.apply(event) }
    core = Locked(Core(records: records, spendLimits: configuration.spendLimits))
    resumeBatches()
  }

  /// Eight hexadecimal digits drawn anew each time.
  static func newSalt() -> String { Hex.text((0..<4).map { _ in UInt8.random(in: 0...255) }) }

  /// Takes events in and writes them down, in one order.
  @discardableResult
  func record(_ events: StateEvent...) -> RateLimits.Refusal? {
    core.withLock { core in
      var refusal: RateLimits.Refusal?
      for event in events { refusal = core.records.apply(event) ?? refusal }
      directory?.append(events)
      return refusal
    }
  }

  /// A copy of the records.
  var records: SandboxRecords { core.withLock { $0.records } }

  // MARK: Faults

  /// Orders a fault.
  func inject(_ fault: ScriptedFault, count: Int) {
    core.withLock { $0.script.append(fault, count: count) }
  }

  /// Takes the first ordered fault that fits.
  func takeFault<Result: Sendable>(_ match: (ScriptedFault) -> Result?) -> Result? {
    core.withLock { $0.script.take(match) }
  }

  /// Takes a fault without data, if it was ordered.
  func takeFault(_ fault: ScriptedFault) -> Bool { core.withLock { $0.script.take(fault) } }

  /// The number of times that a key has come up before; counted only where faults are drawn.
  func occasion(of key: [UInt8]) -> Int {
    guard !faults.rates.isEmpty || configuration.tiers.flexAvailability < 1 else { return 0 }
    return core.withLock { core in
      let count = core.occasions[key, default: 0]
      core.occasions[key] = count + 1
      return count
    }
  }

  /// Whether a fault strikes at this occasion of a key.
  func strikes(_ name: FaultRates.Name, key: [UInt8], occasion: Int) -> Bool {
    faults.rates[name] > 0
      && faults.randomness.draw(name.rawValue, key, count: occasion) < faults.rates[name]
  }

  // MARK: Chat

  /// Weighs a request against its model's limits; the answer is the headers, and the refusal where there is one.
  func weigh(
    _ model: ModelFacts, name: String, weight: Int
  ) -> (refusal: RateLimits.Refusal?, headers: [(name: String, value: String)]) {
    let refusal = record(
      .weighed(model: name, tokens: weight, at: clock.now(), isRefused: false))
    return (refusal, core.withLock { $0.records.limitHeaders(of: model) })
  }

  /// Notes a refusal for a rate that was injected.
  func countRateLimited() { core.withLock { $0.records.countRateLimited() } }

  /// Notes an answer that was billed and, on order, is not delivered whole.
  func countLost(_ questions: Int) { core.withLock { $0.records.countLost(questions) } }

  /// Bills an answer in real time and completes its body.
  func complete(_ outcome: ChatOutcome, _ way: Way) -> [UInt8] {
    let now = clock.now()
    let (number, use) = core.withLock { core in
      core.answers += 1
      return (core.answers, core.use(outcome.cache, now: now))
    }
    record(.billed(outcome.bill(way, use, at: now)))
    return outcome.body(id: "chatcmpl-\(salt)\(number)", created: Int(now), way, use, engine.tokens)
      .bytes
  }

  /// Bills decisions and completes their body.
  func complete(_ outcome: DecisionOutcome) -> [UInt8] {
    let now = clock.now()
    let use = core.withLock { $0.use(.marks(outcome.marks), now: now) }
    record(.billed(outcome.bill(use, at: now)))
    return outcome.body(use).bytes
  }

  /// Sandbox seconds that a request hangs which is never answered: ten minutes, but not over 30 s of the wall clock.
  var hangSeconds: Double { min(600, 30 * configuration.timeScale) }

  // MARK: Files

  /// An id that no file had before.
  func newFileID() -> String { "file-\(salt)\(Self.newSalt())\(Self.newSalt())" }

  /// A writer for the bytes of a file.
  func writer(ofFile id: String) throws(BlobError) -> Blob.Writer {
    try Blob.Writer(path: directory?.path(ofFile: id))
  }

  func keep(_ file: FileRecord, _ blob: Blob) {
    core.withLock { $0.blobs[file.id] = blob }
    record(.fileCreated(file))
  }

  /// The file of an id that has not expired.
  func file(_ id: String) throws(APIFailure) -> FileRecord {
    let now = clock.now()
    guard let file = core.withLock({ $0.records.files[id] }),
      file.expiresAt.map({ $0 > now }) ?? true
    else { throw .noSuchFile(id) }
    return file
  }

  /// The bytes of a file.
  func blob(of id: String) throws -> Blob {
    if let blob = core.withLock({ $0.blobs[id] }) { return blob }
    guard let directory else { throw APIFailure.noSuchFile(id) }
    return try Blob.open(path: directory.path(ofFile: id))
  }

  /// Deletes a file. Batches that read it keep what they have opened.
  func delete(_ id: String) {
    core.withLock { $0.blobs[id] = nil }
    record(.fileDeleted(id: id))
    directory?.removeFile(id)
  }
}

extension SandboxState.Core {
  /// What a request finds and leaves in its model's prompt cache now.
  mutating func use(_ wish: ChatOutcome.CacheWish, now: Double) -> BreakpointCache.Use {
    switch wish {
    case .prefix(let key, let tokens):
      BreakpointCache.Use(cached: cache.use(key, prefixTokens: tokens, now: now))
    case .marks(let marks): marked.use(marks, now: now)
    }
  }
}
