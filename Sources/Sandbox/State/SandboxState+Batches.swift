import Basics
import Formats

// The life of batches: created, checked, run, ended, each when the clock says so.

extension SandboxState {
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
        id: "batch_\(salt)\(String(sequence, width: 8))\(Self.newSalt())",
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

  /// Goes on with the batches that a state directory remembers.
  func resumeBatches() {
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
    // Opened now, so that the batch keeps its input when the file is deleted meanwhile.
    let input = try? blob(of: batch.inputFile)
    let check = Task.detached { [self] () throws -> BatchCheck in
      if let doom = batch.schedule.doomed { return .refused(model: nil, errors: [doom]) }
      guard let input else { return .refused(model: nil, errors: [.noInput(batch.inputFile)]) }
      return try BatchCheck.run(
        on: input, endpoint: batch.endpoint, engine: engine, countsTokens: countsTokens,
        isGone: { isGone($0, at: batch.schedule.checkedAt) })
    }
    let production = Task.detached { [self] () throws -> BatchProduction in
      guard case .accepted(_, let lines, _) = try await check.value, let input else {
        return BatchProduction(work: try Blob.Writer(path: nil).finish(), items: [], customIDs: [])
      }
      var run = BatchRun(
        batch: batch, lineCount: lines.count, engine: engine, faults: faults,
        isGone: { self.isGone($0, at: $1) },
        cache: configuration.batchLinesShareCache ? BreakpointCache() : nil)
      return try await run.run(lines, input: input)
    }
    core.withLock { core in
      core.checks[batch.id] = check
      core.productions[batch.id] = production
    }
  }

  /// Brings all batches to the present: what the clock says has happened is done, in the order of creation.
  /// The answer is the moment that was brought about: what is told of batches has to be told of that moment, because
  /// the clock goes on while their work is awaited.
  @discardableResult
  func settleBatches() async throws -> Double {
    let now = clock.now()
    for id in core.withLock({ $0.records.batchOrder }) {
      guard let batch = core.withLock({ $0.records.batches[id] }), batch.end == nil else {
        continue
      }
      if batch.needsVerdict(at: now) || laterNeedsVerdict(batch, now) { try await decide(batch) }
      guard let checked = core.withLock({ $0.records.batches[id] }),
        checked.standing(at: now).isOver
      else { continue }
      let ending = core.withLock { core -> Task<Void, any Error>? in
        // Who settles beside us may have ended it since: what it has is gone then.
        guard core.records.batches[id]?.end == nil else { return nil }
        let task =
          core.endings[id]
          ?? Task.detached { [self] in try await end(checked, checked.standing(at: now)) }
        core.endings[id] = task
        return task
      }
      try await ending?.value
    }
    return now
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

  /// Cancels a batch that has not ended; the answer is the batch and the moment of it.
  func cancel(_ id: String) async throws -> (batch: BatchRecord, now: Double) {
    let now = try await settleBatches()
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
    return (try cancelled.get(), now)
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
