import Foundation
import OpenAIClient
import Recipe
import Store
import TropeModel

/// From a written batch to one that the server has.
extension BatchLane {
  /// When to look for a batch whose creation may still be under way: the server may be slow, and its list late.
  /// Only what stays unseen is created again, for a batch that is made twice is paid twice.
  private func settlingWaits(of batch: LedgerBatch) -> [Duration] {
    certainlyNotCreated.remove(batch.number) == nil
      ? [.zero] + PatientCalls.settlingWaits : [.zero]
  }

  /// Uploads the batch file; `nil` where the run stops.
  func upload(_ batch: LedgerBatch) async throws(APIFailure) -> BatchMachine.Event? {
    // `clean` removes batch files; what was not sent of them is asked by another batch.
    guard FileManager.default.isReadableFile(atPath: batch.path) else {
      return .lost("its file is gone and it was not submitted")
    }
    // A reply counts for the question that is in the ledger; a file that somebody edited would ask another.
    guard BatchFiles.digest(ofFile: batch.path) == batch.digest else {
      return .lost("its file was changed since it was written, and it was not submitted")
    }
    tell(batch, "uploading")
    do throws(APIFailure) {
      let (client, name) = (context.client, fileName(of: batch))
      let file = try await calls.untilStopped { () async throws(APIFailure) in
        try await client.uploadBatchFile(path: batch.path, fileName: name)
      }.get()
      await context.health.answered()
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

  /// Waits for room in the queue, and in the budget; `nil` where the run stops or does not wait.
  func enterQueue(_ batch: LedgerBatch) async -> BatchMachine.Event? {
    let tokens = batch.inputTokens.tokens
    guard await queue.canEverTake(tokens: tokens) else {
      return .lost("its \(tokens) tokens are more than the queue takes")
    }
    tell(batch, "waiting for room in the queue")
    guard
      await queue.enter(batch: batch.number, tokens: tokens, mayWait: !context.noWait)
    else { return await queue.isRecalled(batch.number) ? .recalled : nil }
    guard await context.cap.admitBatch(batch.number, batch.forecastCost) else {
      // The batch stays uploaded: a run with more budget goes on with it.
      await queue.release(batch: batch.number)
      return nil
    }
    return .roomGranted
  }

  /// Waits after a failed upload or creation; false where the run stops or does not wait.
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
    if context.leaves(attempt: count, after: wait) { return false }
    context.report(.retry(what: what, why: failure.description, after: wait))
    return await context.stop.sleep(wait, by: context.time)
  }

  /// After so many failed uploads or creations of one batch, some quarter of an hour, the run says so.
  private static let mostTroubles = 30

  /// `.some(nil)` where it is not there; `nil` where the run stops.
  func lookForBatch(_ batch: LedgerBatch) async throws(APIFailure) -> RemoteBatch?? {
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

  /// Creates the batch of an uploaded file; `nil` where the run stops.
  func create(
    _ batch: LedgerBatch, inputFileID: String
  ) async throws(APIFailure) -> BatchMachine.Event? {
    do throws(APIFailure) {
      let remote = try await context.client.createBatch(
        inputFileID: inputFileID, metadata: BatchMetadata.of(batch, projectID: projectID))
      await context.health.answered()
      if remote.isQueueFull {
        await refusedByQueue(batch, limit: remote.queueLimit)
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
      await refusedByQueue(batch, limit: failure.queueLimit)
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

  /// The server had no room: the batch waits again.
  func refusedByQueue(_ batch: LedgerBatch, limit: Int?) async {
    await queue.refused(batch: batch.number, limit: limit)
    await context.cap.releaseBatch(batch.number)
  }

  /// The server has the batch: status files and ledger learn of it.
  private func submitted(_ batch: LedgerBatch, _ remote: RemoteBatch) async {
    await queue.accepted()
    await queue.withdraw(batch: batch.number)
    do {
      try ledger.updateBatch(batch.number) { row in
        // One that the queue refused before was another one.
        if row.remoteID != remote.id { row.submittedAt = nil }
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

  /// The name under which the file is uploaded: by it an upload whose answer was lost is found again.
  func fileName(of batch: LedgerBatch) -> String {
    "tropebuild-\(projectID.prefix(12))-\(batch.number)-\(batch.digest.shortHex).jsonl"
  }
}
