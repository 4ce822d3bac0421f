import Foundation

/// The sandbox's state behind one lock, its files on disk, and the tasks that run its batches.
final class SandboxState: Sendable {
  let clock: SandboxClock
  let engine: ChatEngine
  let faults: AnswerFaults
  private let configuration: SandboxConfiguration
  private let directory: StateDirectory?
  private let core: Locked<Core>

  private struct Core: Sendable {
    var records: SandboxRecords
    var blobs: [String: Blob] = [:]
    var cache = PromptCache()
    var script = FaultScript()
    /// How often each body has been asked, for faults that strike once and not again.
    var occasions: [[UInt8]: Int] = [:]
    var checks: [String: Task<BatchCheck, any Error>] = [:]
    var productions: [String: Task<BatchProduction, any Error>] = [:]
    var endings: [String: Task<Void, any Error>] = [:]
    var answers = 0
  }

  /// Tells this sandbox's ids from those of any other.
  let salt: String

  init(
    configuration: SandboxConfiguration, clock: SandboxClock, tokens: any TokenCounting,
    directory: StateDirectory?
  ) throws {
    self.configuration = configuration
    self.clock = clock
    self.directory = directory
    engine = ChatEngine(tokens: tokens)
    faults = AnswerFaults(
      rates: configuration.faults, randomness: Randomness(seed: configuration.seed))
    salt = directory?.salt ?? Self.newSalt()
    let limits = configuration.limits
    var records = SandboxRecords(limitsOf: { limits($0) })
    for event in try directory?.events() ?? [] { records.apply(event) }
    core = Locked(Core(records: records))
    resumeBatches()
  }

  static func newSalt() -> String { ChatEngine.hex((0..<4).map { _ in UInt8.random(in: 0...255) }) }

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

  func inject(_ fault: ScriptedFault, count: Int) {
    core.withLock { $0.script.append(fault, count: count) }
  }

  func takeFault<Result: Sendable>(_ match: (ScriptedFault) -> Result?) -> Result? {
    core.withLock { $0.script.take(match) }
  }

  func takeFault(_ fault: ScriptedFault) -> Bool { core.withLock { $0.script.take(fault) } }

  /// The number of times that a key has come up before; counted only where faults are drawn.
  func occasion(of key: [UInt8]) -> Int {
    guard !faults.rates.isEmpty else { return 0 }
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
    _ outcome: ChatOutcome
  ) -> (refusal: RateLimits.Refusal?, headers: [(name: String, value: String)]) {
    let refusal = record(
      .weighed(
        model: outcome.modelName, tokens: outcome.weight, at: clock.now(), isRefused: false))
    return (refusal, core.withLock { $0.records.limitHeaders(of: outcome.model) })
  }

  /// Notes a refusal for a rate that was injected.
  func countRateLimited() { core.withLock { $0.records.countRateLimited() } }

  /// Bills an answer in real time and completes its body.
  func complete(_ outcome: ChatOutcome) -> [UInt8] {
    let now = clock.now()
    let (number, cached) = core.withLock { core in
      core.answers += 1
      return (
        core.answers,
        core.cache.use(outcome.prefix, prefixTokens: outcome.prefixTokens, now: now)
      )
    }
    record(.billed(outcome.bill(lane: .realtime, cached: cached)))
    return outcome.body(id: "chatcmpl-\(salt)\(number)", created: Int(now), cached: cached).bytes
  }

  /// Sandbox seconds that an answer takes.
  func latency(key: [UInt8], occasion: Int) -> Double {
    let range = configuration.latency
    guard range.upperBound > 0 else { return 0 }
    return range.lowerBound + (range.upperBound - range.lowerBound)
      * faults.randomness.draw("latency", key, count: occasion)
  }

  // MARK: Files

  /// An id that no file had before.
  func newFileID() -> String { "file-\(salt)\(Self.newSalt())\(Self.newSalt())" }

  /// A writer for the bytes of a file.
  func writer(ofFile id: String) throws(BlobError) -> Blob.Writer {
    try Blob.Writer(path: directory?.path(ofFile: id))
  }

  /// Keeps a file.
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

  // MARK: Batches

  /// Makes a batch and starts to run it.
  func createBatch(
    input: String, endpoint: String, metadata: JSON, outputExpiresAfter: Int?
  ) -> BatchRecord {
    let now = clock.now()
    let doom = takeFault { fault -> BatchFault? in
      if case .batchFails(let code, let message) = fault {
        return BatchFault(code: code, message: message)
      }
      return nil
    }
    let expiry = takeFault { fault -> Double? in
      if case .batchExpires(let fraction) = fault { return fraction }
      return nil
    }
    let batch = core.withLock { core in
      let sequence = core.records.batchOrder.count
      let batch = BatchRecord(
        id: "batch_\(salt)\(String(format: "%08d", sequence))\(Self.newSalt())",
        sequence: sequence, inputFile: input, endpoint: endpoint, metadata: metadata,
        outputExpiresAfter: outputExpiresAfter,
        schedule: schedule(sequence, now: now, doom: doom, expiry: expiry))
      core.records.apply(.batchCreated(batch))
      directory?.append([.batchCreated(batch)])
      return batch
    }
    startBatch(batch)
    return batch
  }

  private func schedule(
    _ sequence: Int, now: Double, doom: BatchFault?, expiry: Double?
  ) -> BatchSchedule {
    let randomness = faults.randomness
    func strikes(_ name: FaultRates.Name) -> Bool {
      faults.rates[name] > 0 && randomness.draw(name.rawValue, count: sequence) < faults.rates[name]
    }
    var schedule = BatchSchedule(
      createdAt: now,
      turnaround: randomness.draw(in: configuration.turnaround, "turnaround", count: sequence))
    schedule.doomed = doom ?? (strikes(.batchFail) ? .injected : nil)
    if let expiry {
      schedule.expire(withFractionDone: expiry)
    } else if strikes(.batchExpire) {
      schedule.expire(
        withFractionDone: randomness.draw(in: 0.3...0.9, "done", count: sequence))
    }
    return schedule
  }

  private func resumeBatches() {
    let records = self.records
    for id in records.batchOrder {
      if let batch = records.batches[id], batch.end == nil { startBatch(batch) }
    }
  }

  /// Starts the check of a batch's file and, once that is done, the run of its lines.
  private func startBatch(_ batch: BatchRecord) {
    let engine = engine
    let faults = faults
    let countsTokens = configuration.limitsAnything
    let check = Task.detached { [self] () throws -> BatchCheck in
      if let doom = batch.schedule.doomed { return .refused(model: nil, errors: [doom]) }
      return try BatchCheck.run(
        on: blob(of: batch.inputFile), endpoint: batch.endpoint, engine: engine,
        countsTokens: countsTokens)
    }
    let production = Task.detached { [self] () throws -> BatchProduction in
      guard case .accepted(_, let lines, _) = try await check.value else {
        return BatchProduction(work: try Blob.Writer(path: nil).finish(), items: [], customIDs: [])
      }
      return try await BatchProduction.run(
        batch, input: blob(of: batch.inputFile), lines: lines, engine: engine, faults: faults)
    }
    core.withLock { core in
      core.checks[batch.id] = check
      core.productions[batch.id] = production
    }
  }

  /// Brings all batches to the present: what the clock says has happened is done, in the order of creation.
  func settleBatches() async throws {
    for id in core.withLock({ $0.records.batchOrder }) {
      let now = clock.now()
      guard let batch = core.withLock({ $0.records.batches[id] }), batch.end == nil else {
        continue
      }
      if batch.needsVerdict(at: now) || laterNeedsVerdict(batch, now) { try await decide(batch) }
      guard let checked = core.withLock({ $0.records.batches[id] }),
        checked.standing(at: now).isOver
      else { continue }
      let ending = core.withLock { core in
        let task =
          core.endings[id]
          ?? Task.detached { [self] in try await end(checked, checked.standing(at: now)) }
        core.endings[id] = task
        return task
      }
      try await ending.value
    }
  }

  /// Whether a later batch has to know what this one takes of the queue.
  private func laterNeedsVerdict(_ batch: BatchRecord, _ now: Double) -> Bool {
    guard batch.verdict == nil, batch.cancelledAt == nil else { return false }
    return core.withLock { core in
      core.records.batches.values.contains {
        $0.sequence > batch.sequence && $0.end == nil && $0.needsVerdict(at: now)
      }
    }
  }

  private func decide(_ batch: BatchRecord) async throws {
    guard let task = core.withLock({ $0.checks[batch.id] }) else { return }
    let check = try await task.value
    core.withLock { core in
      guard core.records.batches[batch.id]?.verdict == nil else { return }
      let verdict: BatchRecord.Verdict
      switch check {
      case .refused(let model, let errors): verdict = .refused(model: model, errors: errors)
      case .accepted(let model, let lines, let tokens):
        verdict = Self.verdict(
          batch, model: model, total: lines.count, tokens: tokens, records: core.records)
      }
      core.records.apply(.batchChecked(id: batch.id, verdict))
      directory?.append([.batchChecked(id: batch.id, verdict)])
    }
  }

  private static func verdict(
    _ batch: BatchRecord, model: String, total: Int, tokens: Int, records: SandboxRecords
  ) -> BatchRecord.Verdict {
    let accepted = BatchRecord.Verdict.accepted(model: model, total: total, tokens: tokens)
    guard let facts = ModelTable.find(model), let limit = records.queueLimit(of: facts) else {
      return accepted
    }
    let queued = records.enqueuedTokens(
      of: facts, before: batch.sequence, at: batch.schedule.checkedAt)
    return queued + tokens <= limit
      ? accepted : .refused(model: model, errors: [.queueFull(model: model, limit: limit)])
  }

  /// Cancels a batch that has not ended.
  func cancel(_ id: String) async throws -> BatchRecord {
    try await settleBatches()
    let now = clock.now()
    let cancelled: Result<BatchRecord, APIFailure> = core.withLock { core in
      guard let batch = core.records.batches[id] else { return .failure(.noSuchBatch(id)) }
      let status = batch.standing(at: now).status
      guard [.validating, .inProgress, .finalizing, .cancelling].contains(status) else {
        return .failure(.cannotCancel(status.rawValue))
      }
      if batch.cancelledAt == nil {
        core.records.apply(.batchCancelled(id: id, at: now))
        directory?.append([.batchCancelled(id: id, at: now)])
      }
      return .success(core.records.batches[id] ?? batch)
    }
    return try cancelled.get()
  }

  /// Writes a batch's files, bills what ran, and notes the end.
  private func end(_ batch: BatchRecord, _ standing: BatchRecord.Standing) async throws {
    guard case .accepted = batch.verdict,
      let task = core.withLock({ $0.productions[batch.id] })
    else {
      return finish(batch, BatchRecord.End(status: standing.status), bills: [])
    }
    let production = try await task.value
    let ending = BatchEnding(batch: batch, standing: standing, production: production)
    let delivery = try ending.write(
      doublesFirst: takeFault(.outputLineDoubled), dropsFirst: takeFault(.outputLineMissing),
      state: self)
    finish(batch, delivery.end, bills: delivery.bills)
  }

  private func finish(_ batch: BatchRecord, _ end: BatchRecord.End, bills: [Bill]) {
    core.withLock { core in
      let events = bills.map(StateEvent.billed) + [.batchEnded(id: batch.id, end)]
      for event in events { core.records.apply(event) }
      directory?.append(events)
      core.checks[batch.id] = nil
      core.productions[batch.id] = nil
      core.endings[batch.id] = nil
    }
  }
}

extension BatchRecord.End {
  /// An end at which nothing had run.
  init(status: BatchRecord.Status) {
    self.init(
      status: status, outputFile: nil, errorFile: nil, completed: 0, failed: 0, inputTokens: 0,
      cachedTokens: 0, outputTokens: 0)
  }
}
