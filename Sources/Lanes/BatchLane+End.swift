import Foundation
import OpenAIClient
import Recipe
import Store
import TropeModel

/// How batches end, and what becomes of their questions.
extension BatchLane {
  /// A call failed for good: the batch stays as it is in the ledger, and the run says why.
  func cannotGoOn(_ batch: LedgerBatch, _ failure: APIFailure) async {
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
  func end(
    _ batch: LedgerBatch, _ ending: BatchMachine.Ending, state: BatchState
  ) async {
    await queue.release(batch: batch.number)
    await context.cap.releaseBatch(batch.number)
    do {
      var words: String?
      var afterwards: (rows: [BatchQuestion], reason: String)?
      switch ending {
      case .collected: break
      case .rejected(let faults):
        let refusal = try await rejected(batch, faults)
        words = refusal.words
        afterwards = (refusal.others, "the server refused its batch: \(refusal.words)")
      case .lost(let why):
        words = why
        let open = try ledger.questions(ofBatch: batch.number).filter { $0.outcome == nil }
        try ledger.giveUp(
          batch: batch.number, reason: why, at: context.time.now(), isLost: true)
        afterwards = (open, why)
      case .recalled: return try await recalled(batch)
      }
      try ledger.updateBatch(batch.number) { row in
        row.state = state
        row.failure = words ?? row.failure
        row.endedAt = row.endedAt ?? context.time.now()
      }
      tell(batch, ending == .collected ? "collected" : "given up")
      if settings.deleteRemoteFiles { await deleteFiles(of: batch) }
      if let (rows, reason) = afterwards, context.stop.raised == nil {
        await planAgain(rows, of: batch, inSameRequests: true, reason: reason, wasRun: false)
      }
    } catch {
      context.stop.raise(.cannotGoOn("\(error)"))
    }
  }

  /// Removes the files of a batch from the server. What cannot be removed stays: it costs nothing but room, and
  /// the server deletes it by itself some day.
  func deleteFiles(of batch: LedgerBatch) async {
    guard let row = try? ledger.batch(batch.number) else { return }
    let client = context.client
    for file in [row.inputFileID, row.outputFileID, row.errorFileID].compactMap(\.self) {
      for attempt in 0..<Self.mostRemovals {
        let removal = await calls.untilStopped { () async throws(APIFailure) in
          try await client.deleteFile(id: file)
        }
        guard case .failure(let failure) = removal, case .retry = failure.disposition else { break }
        let wait = RetryPolicy().wait(
          number: attempt, serverWait: nil, random: context.random())
        guard await context.stop.sleep(wait, by: context.time) else { return }
      }
    }
  }

  /// How often a file is tried to be removed: nothing hangs on it, so nothing is to wait for it.
  private static let mostRemovals = 3

  /// The questions among these that a target of this run waits for and that have no record yet.
  func wanted(_ questions: [BatchQuestion]) async -> [Question] {
    var wanted: [Question] = []
    for row in questions {
      guard let question = context.recorder.question(row.question) else { continue }
      guard await !context.recorder.isSettled(row.question) else { continue }
      wanted.append(question)
    }
    return wanted
  }
}
