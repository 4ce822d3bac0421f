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
    while true {
      // A final state is written when all that follows from it is: a crash before finds the batch open. It is written
      // also where the run stops: what the batch asked is accounted for already.
      if case .end(let ending) = action { return await end(batch, ending, state: machine.state) }
      guard context.stop.raised == nil else { return }
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
        // One that may have been created is another server's then, and may be paid for.
        guard error.meansNoBatches, machine.state != .creating else {
          return await cannotGoOn(batch, error)
        }
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
      let remote = try await calls.settled("polling batch \(batch.number)") {
        () async throws(APIFailure) in try await client.batch(id: remoteID)
      }
      guard let remote else { return nil }
      if remote.isQueueFull { await refusedByQueue(batch, limit: remote.queueLimit) }
      note(batch, remote)
      if context.noWait, !remote.status.isFinal { return nil }
      return .polled(remote)
    } catch  where error.kind == .notFound && settings.isSandbox {
      return .lost("the sandbox does not know it any more")
    }
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

  /// Says that a batch has come to a new state.
  func tell(_ batch: LedgerBatch, _ state: String) {
    context.report(.batch(number: batch.number, state: state, done: 0, total: batch.requests))
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
