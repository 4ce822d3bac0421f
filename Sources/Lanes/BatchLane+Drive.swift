import Foundation
import OpenAIClient
import Recipe
import Store
import TropeModel

extension BatchLane {
  /// Brings one batch to its end, or as far as it can come before the run stops.
  func drive(_ batch: LedgerBatch) async {
    var machine = BatchMachine(
      state: batch.state, inputFileID: batch.inputFileID, remoteID: batch.remoteID)
    var action = machine.begin()
    while context.stop.raised == nil {
      // A final state is written when all that follows from it is: a crash before finds the batch open.
      if case .end(let ending) = action { return await end(batch, ending, state: machine.state) }
      if settings.extent == .submitted, action.isAfterSubmission { return }
      do {
        try ledger.updateBatch(batch.number) { row in
          row.state = machine.state
          row.inputFileID = machine.inputFileID
          row.remoteID = machine.remoteID
        }
      } catch {
        return context.stop.raise(.cannotGoOn("\(error)"))
      }
      let event: BatchMachine.Event?
      do throws(APIFailure) {
        event = try await perform(action, batch)
      } catch {
        guard error.meansNoBatches else { return await cannotGoOn(batch, error) }
        noteNoBatches()
        event = .lost("the server has no batches")
      }
      guard let event else { return }
      action = machine.handle(event)
    }
  }

  /// Does what the machine says; `nil` where the run stops or does not wait.
  private func perform(
    _ action: BatchMachine.Action, _ batch: LedgerBatch
  ) async throws(APIFailure) -> BatchMachine.Event? {
    let client = context.client
    switch action {
    case .lookForFile:
      let name = fileName(of: batch)
      let files = try await calls("looking for batch \(batch.number)'s file") {
        () async throws(APIFailure) in try await client.files(purpose: "batch")
      }
      return files.map { .foundFile(id: $0.first { $0.fileName == name }?.id) }
    case .upload:
      return try await upload(batch)
    case .waitForRoom:
      return await enterQueue(batch)
    case .lookForBatch:
      return try await lookForBatch(batch).map { .foundBatch($0) }
    case .create(let inputFileID):
      return try await create(batch, inputFileID: inputFileID)
    case .poll(let remoteID, let since):
      return try await poll(batch, remoteID: remoteID, since: since)
    case .collect(let remote):
      return try await collect(batch, remote) ? .collected : nil
    case .end:
      return nil
    }
  }

  /// When to look for a batch whose creation may still be under way: the server may be slow, and its list late.
  /// Only what stays unseen is created again, for a batch that is made twice is paid twice.
  private func settlingWaits(of batch: LedgerBatch) -> [Duration] {
    certainlyNotCreated.remove(batch.number) == nil
      ? [.zero, .seconds(1), .seconds(3), .seconds(6)] : [.zero]
  }

  private func upload(_ batch: LedgerBatch) async throws(APIFailure) -> BatchMachine.Event? {
    // `clean` removes batch files; what was not sent of them is asked by another batch.
    guard FileManager.default.isReadableFile(atPath: batch.path) else {
      return .lost("its file is gone and it was not submitted")
    }
    tell(batch, "uploading")
    do throws(APIFailure) {
      let (client, name) = (context.client, fileName(of: batch))
      let file = try await calls.untilStopped { () async throws(APIFailure) in
        try await client.uploadBatchFile(path: batch.path, fileName: name)
      }.get()
      await context.health.answered(at: context.time.now())
      return .uploaded(id: file.id)
    } catch {
      switch error.disposition {
      case .failRequest: throw error
      case .cancelled: return nil
      case .stopPayingLanes:
        context.stop.raise(.cannotGoOn(error.description))
        return nil
      case .retry, .sleepDay, .waitForQueue: break
      }
      let what = "uploading batch \(batch.number)"
      guard try await mayTryAgain(batch, error, what: what) else { return nil }
      return .uploadUnclear
    }
  }

  private func enterQueue(_ batch: LedgerBatch) async -> BatchMachine.Event? {
    let tokens = batch.inputTokens.tokens
    guard await queue.canEverTake(tokens: tokens) else {
      return .lost("its \(tokens) tokens are more than the queue takes")
    }
    tell(batch, "waiting for room in the queue")
    guard
      await queue.enter(batch: batch.number, tokens: tokens, mayWait: !context.noWait)
    else { return nil }
    guard await context.cap.admitBatch(batch.number, batch.forecastCost) else {
      // The batch stays uploaded: a run with more budget goes on with it.
      await queue.release(batch: batch.number)
      return nil
    }
    return .roomGranted
  }

  /// Waits after a failed upload or creation; false where the run stops.
  ///
  /// - Throws: the failure, when there have been so many that something must be wrong for good.
  private func mayTryAgain(
    _ batch: LedgerBatch, _ failure: APIFailure, what: String
  ) async throws(APIFailure) -> Bool {
    if failure.speaksOfServer, await context.health.failed(at: context.time.now()) {
      context.stop.raise(.cannotGoOn(failure.description))
      return false
    }
    let count = trouble(with: batch.number)
    guard count <= Self.mostTroubles else { throw failure }
    let wait = RetryPolicy().wait(
      number: count - 1, serverWait: failure.retryAfter, random: context.random())
    context.report(.retry(what: what, why: failure.description, after: wait))
    return await context.stop.sleep(wait, by: context.time)
  }

  /// After so many failed uploads or creations of one batch, some quarter of an hour, the run says so.
  private static let mostTroubles = 30

  /// `.some(nil)` where it is not there; `nil` where the run stops.
  private func lookForBatch(_ batch: LedgerBatch) async throws(APIFailure) -> RemoteBatch?? {
    let client = context.client
    let wanted = BatchMetadata.of(batch, projectID: projectID)
    let isIt: @Sendable (RemoteBatch) -> Bool = { remote in
      !remote.isQueueFull && wanted.allSatisfy { remote.metadata[$0.key] == $0.value }
    }
    var mine: RemoteBatch?
    for wait in settlingWaits(of: batch) {
      guard await context.stop.sleep(wait, by: context.time) else { return nil }
      let found = try await calls("looking for batch \(batch.number)") {
        () async throws(APIFailure) in try await client.allBatches(until: isIt)
      }
      guard let found else { return nil }
      mine = found.first(where: isIt)
      if mine != nil { break }
    }
    guard let mine else {
      // It was held in the queue in case it existed.
      await queue.release(batch: batch.number)
      await context.cap.releaseBatch(batch.number)
      return .some(nil)
    }
    await submitted(batch, mine)
    return .some(mine)
  }

  private func create(
    _ batch: LedgerBatch, inputFileID: String
  ) async throws(APIFailure) -> BatchMachine.Event? {
    do throws(APIFailure) {
      let remote = try await context.client.createBatch(
        inputFileID: inputFileID, metadata: BatchMetadata.of(batch, projectID: projectID))
      await context.health.answered(at: context.time.now())
      if remote.isQueueFull {
        await refusedByQueue(batch)
      } else {
        await submitted(batch, remote)
      }
      return .created(remote)
    } catch {
      return try await created(batch, failed: error)
    }
  }

  private func created(
    _ batch: LedgerBatch, failed failure: APIFailure
  ) async throws(APIFailure) -> BatchMachine.Event? {
    let what = "creating batch \(batch.number)"
    switch failure.kind {
    case .queueFull:
      await refusedByQueue(batch)
      return .queueFull
    case .notFound:
      guard try await mayTryAgain(batch, failure, what: what) else { return nil }
      // A fresh upload may not be visible at once; a file that is still not there is uploaded again.
      let count = trouble(with: batch.number)
      guard count < Self.mostNotFound else { throw failure }
      guard count > 2 else { return .createUnclear }
      await queue.release(batch: batch.number)
      await context.cap.releaseBatch(batch.number)
      return .inputFileGone
    default: break
    }
    switch failure.disposition {
    case .stopPayingLanes:
      context.stop.raise(.cannotGoOn(failure.description))
      return nil
    case .cancelled: return nil
    case .failRequest where !failure.mayHaveRun: throw failure
    case .failRequest, .retry, .sleepDay, .waitForQueue: break
    }
    guard try await mayTryAgain(batch, failure, what: what) else { return nil }
    // Also a failure that cannot have made a batch is looked after: it costs nothing to be sure.
    if !failure.mayHaveRun { certainlyNotCreated.insert(batch.number) }
    return .createUnclear
  }

  /// Two troubles are counted for each time that the server does not find what a batch is to be made of.
  private static let mostNotFound = 8

  private func refusedByQueue(_ batch: LedgerBatch) async {
    await queue.refused(batch: batch.number)
    await context.cap.releaseBatch(batch.number)
  }

  private func poll(
    _ batch: LedgerBatch, remoteID: String, since: Int
  ) async throws(APIFailure) -> BatchMachine.Event? {
    let client = context.client
    // Soon at first, for a sandbox or a batch of an earlier run; then ever more rarely.
    if since > 0 || batch.state != .submitted {
      var wait = Duration.seconds(1)
      for _ in 0..<min(since, 12) where wait < settings.pollInterval { wait = wait * 3 / 2 }
      wait = min(wait, settings.pollInterval) * (0.75 + context.random() / 2)
      guard await context.stop.sleep(wait, by: context.time) else { return nil }
    }
    do throws(APIFailure) {
      let remote = try await calls("polling batch \(batch.number)") {
        () async throws(APIFailure) in try await client.batch(id: remoteID)
      }
      guard let remote else { return nil }
      if remote.isQueueFull { await refusedByQueue(batch) }
      note(batch, remote)
      if context.noWait, !remote.status.isFinal { return nil }
      return .polled(remote)
    } catch  where error.kind == .notFound && settings.isSandbox {
      return .lost("the sandbox does not know it any more")
    }
  }

  /// The server has the batch: status files and ledger learn of it.
  private func submitted(_ batch: LedgerBatch, _ remote: RemoteBatch) async {
    await queue.accepted()
    await queue.withdraw(batch: batch.number)
    do {
      try ledger.updateBatch(batch.number) { row in
        row.state = .submitted
        row.remoteID = remote.id
        row.submittedAt = row.submittedAt ?? context.time.now()
      }
      let questions = try ledger.questions(ofBatch: batch.number).map(\.question)
      await context.recorder.submitted(questions, batch: batch.number, remoteID: remote.id)
    } catch {
      context.stop.raise(.cannotGoOn("\(error)"))
    }
    tell(batch, "submitted")
  }

  private func note(_ batch: LedgerBatch, _ remote: RemoteBatch) {
    do {
      try ledger.updateBatch(batch.number) { $0.remoteStatus = remote.status.text }
    } catch {
      context.stop.raise(.cannotGoOn("\(error)"))
    }
    let done = (remote.counts?.completed ?? 0) + (remote.counts?.failed ?? 0)
    context.report(
      .batch(
        number: batch.number, state: remote.status.text.replacingOccurrences(of: "_", with: " "),
        done: done, total: remote.counts?.total ?? batch.requests))
  }

  private func tell(_ batch: LedgerBatch, _ state: String) {
    context.report(.batch(number: batch.number, state: state, done: 0, total: batch.requests))
  }

  /// The name under which the file is uploaded: by it an upload whose answer was lost is found again.
  private func fileName(of batch: LedgerBatch) -> String {
    "tropebuild-\(projectID.prefix(12))-\(batch.number)-\(batch.digest.shortHex).jsonl"
  }

  /// A call failed for good: the batch stays as it is in the ledger, and the run says why.
  private func cannotGoOn(_ batch: LedgerBatch, _ failure: APIFailure) async {
    await queue.release(batch: batch.number)
    do { try ledger.updateBatch(batch.number) { $0.failure = failure.description } } catch {}
    let advice =
      failure.kind == .notFound
      ? "batch \(batch.number) is not known to this account or project; is it the right key? "
        + "'tropebuild cancel \(batch.number)' gives it up"
      : "batch \(batch.number): \(failure.description)"
    context.stop.raise(.cannotGoOn(advice))
  }

  /// The batch is at its end.
  private func end(
    _ batch: LedgerBatch, _ ending: BatchMachine.Ending, state: BatchState
  ) async {
    await queue.release(batch: batch.number)
    await context.cap.releaseBatch(batch.number)
    do {
      var words: String?
      var afterwards: (questions: [Question], reason: String)?
      switch ending {
      case .collected: break
      case .rejected(let faults):
        let refusal = try await rejected(batch, faults)
        words = refusal.words
        afterwards = (refusal.others, "the server refused its batch: \(refusal.words)")
      case .lost(let why):
        words = why
        let open = try ledger.questions(ofBatch: batch.number).filter { $0.outcome == nil }
        try ledger.setOutcome(.plannedAgain, of: open.map(\.question), inBatch: batch.number)
        afterwards = (await wanted(open), why)
      }
      try ledger.updateBatch(batch.number) { row in
        row.state = state
        row.failure = words ?? row.failure
        row.endedAt = row.endedAt ?? context.time.now()
      }
      if ending == .collected { tell(batch, "collected") }
      if settings.deleteRemoteFiles { await deleteInput(of: batch) }
      if let (questions, reason) = afterwards, context.stop.raised == nil {
        await planAgain(questions, reason: reason, wasRun: false)
      }
    } catch {
      context.stop.raise(.cannotGoOn("\(error)"))
    }
  }

  private func deleteInput(of batch: LedgerBatch) async {
    guard let row = try? ledger.batch(batch.number), let file = row.inputFileID else { return }
    let client = context.client
    _ = try? await calls("removing batch \(batch.number)'s input file") {
      () async throws(APIFailure) in try await client.deleteFile(id: file)
    }
  }

  /// The questions among these that a target of this run waits for and that have no record yet.
  func wanted(_ questions: [BatchQuestion]) async -> [Question] {
    var wanted: [Question] = []
    for row in questions {
      guard let question = await context.recorder.question(row.question) else { continue }
      guard await !context.recorder.isSettled(row.question) else { continue }
      wanted.append(question)
    }
    return wanted
  }
}

extension BatchMachine.Action {
  /// Whether it follows the creation of the batch.
  fileprivate var isAfterSubmission: Bool {
    switch self {
    case .poll, .collect: true
    default: false
    }
  }
}
