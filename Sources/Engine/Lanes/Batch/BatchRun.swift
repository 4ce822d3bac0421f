import OpenAIClient
import Store
import TropeModel

/// One batch on its way: does what its machine says, and tells the ledger before it does.
struct BatchRun: ~Copyable {
  let lane: BatchLane
  let context: LaneContext
  let ledger: Ledger
  let settings: BatchLane.Settings
  let calls: PatientCalls
  /// As the ledger has it.
  var batch: LedgerBatch
  private(set) var machine: BatchMachine
  /// Its place in the queue and the budget, while it has one.
  var seat: Seat?
  /// What its lines came to when they were last read, and what the server called it then.
  var harvest: (lines: BatchHarvest, status: RemoteBatchStatus, isHandedOver: Bool)?
  /// Why the last upload or creation failed, for the next try.
  private var lastFailure: APIFailure?
  /// Whether something went wrong while it was created: what is between us and the server may have asked for it again.
  private var wasTroubled = false
  /// What the server last said of its requests.
  var counts: (done: Int, total: Int)?

  init(_ batch: LedgerBatch, in lane: BatchLane) {
    self.lane = lane
    context = lane.context
    ledger = lane.ledger
    settings = lane.settings
    calls = lane.calls
    self.batch = batch
    machine = BatchMachine(
      state: batch.state, inputFileID: batch.inputFileID, remoteID: batch.remoteID,
      elapsed: batch.submittedAt.map { lane.context.time.now() - $0 } ?? .zero,
      rules: BatchMachine.Rules(
        patience: lane.settings.patience, pollInterval: lane.settings.pollInterval,
        isRehearsal: lane.settings.isSandbox || lane.settings.isByCommand))
  }

  /// Brings the batch to its end, or as far as it can come before the run stops.
  mutating func run() async {
    if batch.state == .submitted || batch.state == .creating {
      seat = await Seat.held(batch, lane.queue, context.cap)
    }
    var action = machine.begin()
    while true {
      switch action {
      // Also where the run stops: what the batch asked is accounted for already.
      case .close(let ending): return await end(ending)
      case .stop(let failure): return cannotGoOn(failure)
      case .leave(let why): return await leave(why)
      case .impossible:
        return context.stop.raise(
          .cannotGoOn(.impossible(batch: batch.number, batch.state)))
      case .lookForFile, .upload, .takeSeat, .lookForBatch, .create, .poll, .collect, .cancel:
        break
      }
      guard context.stop.raised == nil else { return }
      if settings.extent == .submitted, machine.isSubmitted { return }
      guard noteStanding(isCreating: action.isCreation) else { return }
      guard let event = await perform(action) else { return }
      action = machine.handle(event, random: context.random())
    }
  }

  /// Writes down where the batch stands, where that is news; false where it cannot be written.
  private mutating func noteStanding(isCreating: Bool) -> Bool {
    var standing = machine.standing
    switch standing.state {
    case .creating: standing.submittedAt = isCreating ? context.time.now() : batch.submittedAt
    case .submitted: standing.submittedAt = batch.submittedAt ?? context.time.now()
    case .written, .uploading, .uploaded, .ended, .abandoned: break
    }
    return advance(BatchAdvance(standing: standing))
  }

  /// Takes the batch forward in the ledger; false where that cannot be written, and the run stops.
  mutating func advance(_ step: BatchAdvance) -> Bool {
    if step.outcomes.isEmpty, batch.has(step) { return true }
    do throws(StoreError) {
      if let row = try ledger.advance(batch.number, step) { batch = row }
      return true
    } catch {
      context.stop.raise(.cannotGoOn(.disk(.store(error))))
      return false
    }
  }

  /// Does what the machine says; `nil` where the run stops or does not wait.
  private mutating func perform(_ action: BatchMachine.Action) async -> BatchMachine.Event? {
    do throws(APIFailure) {
      switch action {
      case .lookForFile(let pause):
        guard await wait(pause) else { return nil }
        return try await lane.search.file(of: batch).map { .foundFile(id: $0) }
      case .upload(let pause):
        guard await wait(pause) else { return nil }
        return try await upload()
      case .takeSeat: return await takeSeat()
      case .lookForBatch(let pause): return try await lookForBatch(pause)
      case .create(let file): return try await create(file)
      case .poll(let remote, let pause): return try await poll(remote, pause)
      case .collect(let remote): return try await collect(remote)
      case .cancel, .close, .stop, .leave, .impossible: return nil
      }
    } catch {
      guard error.meansNoBatches else {
        cannotGoOn(error)
        return nil
      }
      lastFailure = error
      if error.operation == .listBatches { await lane.account.listsNothing() }
      return .noBatches(error, isBelievable: await lane.mayDoWithoutBatches)
    }
  }

  /// Waits before something is done again; false where the run stops or leaves that to the next one.
  mutating func wait(_ pause: BatchMachine.Pause) async -> Bool {
    guard pause.attempt > 0 || pause.wait > .zero else { return true }
    guard !calls.leaves(attempt: pause.attempt, after: pause.wait) else { return false }
    if let failure = lastFailure {
      context.report(
        .retry(.submission(batch: batch.number), failure, after: pause.wait))
      lastFailure = nil
    } else if pause.wait >= Self.worthTelling, let why = machine.waitingFor(batch.number) {
      context.report(
        .waiting(lane: .batch, until: context.time.now() + pause.wait, why))
    }
    return await context.stop.sleep(pause.wait, by: context.time)
  }

  /// Shorter waits are not worth a line.
  private static let worthTelling: Duration = .seconds(3)

  // MARK: - To the server

  private mutating func upload() async throws(APIFailure) -> BatchMachine.Event? {
    let path = settings.inputPath(of: batch)
    switch BatchFiles.digest(ofFile: path) {
    // `clean` removes batch files; what was not sent of them is asked by another batch.
    case nil: return .lost(.fileGone)
    case batch.digest: break
    // A reply counts for the question that is in the ledger; a file that somebody edited would ask another.
    default: return .lost(.fileChanged)
    }
    if await isToBeDivided { return .lost(.exceedsBudget) }
    tell(.uploading)
    do throws(APIFailure) {
      let client = context.client
      let name = BatchMarks.fileName(of: batch, projectID: lane.projectID)
      let file = try await calls.untilStopped { () async throws(APIFailure) in
        try await client.uploadBatchFile(path: path, fileName: name)
      }.get()
      await context.health.answered()
      return .uploaded(id: file.id)
    } catch {
      if error.meansNoBatches { throw error }
      guard try await mayTryAgain(error) else { return nil }
      return .uploadFailed(.init(kind: .unclear, failure: error))
    }
  }

  private mutating func takeSeat() async -> BatchMachine.Event? {
    let tokens = batch.inputTokens.tokens
    guard await lane.queue.canEverTake(tokens: tokens) else {
      return .lost(.exceedsQueue(tokens: tokens))
    }
    // It was held in case the batch existed.
    if let held = seat.take() { await held.giveBack() }
    if await isToBeDivided { return .lost(.exceedsBudget) }
    tell(.waitingForRoom)
    seat = await Seat.taken(batch, lane.queue, context.cap, mayWait: !context.noWait)
    if seat != nil { return .seatTaken }
    return await lane.queue.isRecalled(batch.number) ? .recalled : nil
  }

  private var isToBeDivided: Bool {
    get async {
      await context.cap.isToBeDivided(
        batch.number, batch.forecastCost, requests: batch.requests)
    }
  }

  private mutating func lookForBatch(
    _ pause: BatchMachine.Pause
  ) async throws(APIFailure) -> BatchMachine.Event? {
    guard await wait(pause) else {
      if context.stop.raised == nil, lastFailure?.mayHaveRun ?? true {
        context.report(.remark(batch: batch.number, words: notSeen))
      }
      return nil
    }
    let found = try await lane.search.find(
      batch, file: batch.inputFileID, byName: machine.isLastLook)
    guard let found else { return nil }
    if let found {
      await submitted(found)
      if wasTroubled { await lane.account.have(found, isSuspect: true) }
    }
    return .foundBatch(found)
  }

  private mutating func create(_ file: String) async throws(APIFailure) -> BatchMachine.Event? {
    let began = context.time.steady()
    do throws(APIFailure) {
      let remote = try await context.client.createBatch(
        inputFileID: file, metadata: BatchMetadata.of(batch, projectID: lane.projectID))
      await context.health.answered()
      if remote.isQueueFull {
        await refusedByQueue(limit: remote.queueLimit)
      } else {
        await submitted(remote, isNew: true)
        let wasSlow = context.time.steady() - began >= MadeBatches.slow
        await lane.account.have(
          remote, isSuspect: settings.mayBeRepeated || wasTroubled || wasSlow)
      }
      return .created(remote)
    } catch {
      wasTroubled = wasTroubled || error.mayHaveRun
      switch error.kind {
      case .queueFull:
        await refusedByQueue(limit: error.queueLimit)
        return .createFailed(.init(kind: .queueFull, failure: error))
      case .notFound:
        lastFailure = error
        return .createFailed(.init(kind: .fileUnknown, failure: error))
      default: break
      }
      guard try await mayTryAgain(error) else { return nil }
      return .createFailed(.init(kind: error.mayHaveRun ? .unclear : .refused, failure: error))
    }
  }

  /// Whether a failed upload or creation may be made again; false where the run stops.
  private mutating func mayTryAgain(_ failure: APIFailure) async throws(APIFailure) -> Bool {
    switch failure.disposition {
    case .failRequest where !failure.mayHaveRun: throw failure
    case .cancelled: return false
    case .stopPayingLanes:
      context.stop.raise(.cannotGoOn(.call(failure)))
      return false
    case .failRequest, .retry, .sleepDay, .waitForQueue: break
    }
    if failure.speaksOfServer, await context.health.failed(at: context.time.steady(), failure) {
      context.stop.raise(.cannotGoOn(.call(failure)))
      return false
    }
    lastFailure = failure
    return true
  }

  /// The server had no room: the batch waits again.
  mutating func refusedByQueue(limit: Int?) async {
    if let held = seat.take() { await held.refused(limit: limit) }
  }

  /// The server has the batch: ledger and status files learn of it.
  private mutating func submitted(_ remote: RemoteBatch, isNew: Bool = false) async {
    await lane.queue.accepted()
    await lane.queue.withdraw(batch: batch.number)
    let now = context.time.now()
    guard
      advance(
        BatchAdvance(
          standing: .init(
            .submitted, inputFileID: remote.inputFileID ?? batch.inputFileID, remoteID: remote.id,
            submittedAt: isNew ? now : batch.submittedAt ?? now)))
    else { return }
    do throws(StoreError) {
      let questions = try ledger.questions(ofBatch: batch.number).map(\.question)
      await context.recorder.submitted(questions, batch: batch.number, remoteID: remote.id)
    } catch {
      context.stop.raise(.cannotGoOn(.disk(.store(error))))
    }
    tell(.submitted)
  }

  /// A call failed for good: the batch stays as it is in the ledger, and the run says why.
  private mutating func cannotGoOn(_ failure: APIFailure) {
    _ = advance(BatchAdvance(failure: failure.description))
    context.stop.raise(
      .cannotGoOn(.batchCall(failure, batch: batch.number, mayExist: machine.mayExist)))
  }
}

extension BatchMachine.Action {
  fileprivate var isCreation: Bool {
    if case .create = self { return true }
    return false
  }
}

extension LedgerBatch {
  /// Whether a step says nothing new of it.
  fileprivate func has(_ step: BatchAdvance) -> Bool {
    if let standing = step.standing,
      standing
        != .init(
          state, inputFileID: inputFileID, remoteID: remoteID, submittedAt: submittedAt)
    {
      return false
    }
    if let files = step.files, files != .init(output: outputFileID, errors: errorFileID) {
      return false
    }
    return (step.remoteStatus ?? remoteStatus) == remoteStatus
      && (step.failure ?? failure) == failure
  }
}
