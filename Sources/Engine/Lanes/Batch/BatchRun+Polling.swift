import OpenAIClient
import Store

/// While the server has the batch.
extension BatchRun {
  mutating func poll(
    _ remoteID: String, _ pause: BatchMachine.Pause
  ) async throws(APIFailure) -> BatchMachine.Event? {
    if machine.missesResults, calls.leaves(attempt: pause.attempt, after: pause.wait) {
      await leave(.resultsMissing)
      return nil
    }
    guard await wait(pause) else { return nil }
    let client = context.client
    do throws(APIFailure) {
      let remote = try await calls.settled(
        .poll(batch: batch.number), wasThere: counts != nil && !settings.isSandbox
      ) {
        () async throws(APIFailure) in try await client.batch(id: remoteID)
      }
      guard let remote else { return nil }
      if remote.status == .failed, isSettled { return .lost(.isNotNeeded) }
      if remote.isQueueFull {
        await refusedByQueue(limit: remote.queueLimit)
      } else if remote.status.isFinal, let held = seat.take() {
        await held.freeRoom()
        seat = consume held
      }
      guard advance(BatchAdvance(remoteStatus: remote.status.text)) else { return nil }
      if !settings.isByCommand { await lane.account.lookForTwins() }
      let done = (remote.counts?.completed ?? 0) + (remote.counts?.failed ?? 0)
      let total = remote.counts?.total ?? batch.requests
      counts = (done, total)
      context.report(
        .batch(number: batch.number, step: .remote(remote.status), done: done, total: total))
      if context.noWait, !remote.status.isFinal { return nil }
      return .polled(remote)
    } catch  where error.kind == .notFound && settings.isSandbox {
      return .lost(.unknownToSandbox)
    } catch  where error.kind == .notFound && isSettled {
      return .lost(.isNotNeeded)
    }
  }

  /// Whether what became of all that it asks is known already, as of a second batch of the same: nothing of it is asked again,
  /// whatever comes of it.
  private var isSettled: Bool { (try? ledger.hasOpenQuestions(inBatch: batch.number)) == false }

  /// Says that the batch has come to a new step. What has ended keeps the server's counts.
  func tell(_ step: BatchStep) {
    let counts = step.isOver ? counts : nil
    context.report(
      .batch(
        number: batch.number, step: step, done: counts?.done ?? 0,
        total: counts?.total ?? batch.requests))
  }
}
