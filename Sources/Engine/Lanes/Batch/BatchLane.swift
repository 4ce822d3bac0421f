import OpenAIClient
package import Store
import TropeModel

/// The Batch API: submits batches as the queue has room, waits for them, takes their lines.
///
/// Each batch goes its way by a `BatchRun`; this is what they share, and what none of them can see alone.
package actor BatchLane {
  let context: LaneContext
  let ledger: Ledger
  let settings: Settings
  let writer: BatchWriter
  let queue: QueueGate
  let calls: PatientCalls
  let search: BatchSearch
  let account: AccountBatches
  let projectID: String
  /// How often a question was left unanswered by a batch in this run.
  var unanswered: [Digest: Int] = [:]
  /// The server has no batches: what they should have asked is asked in real time.
  private(set) var serverHasNoBatches = false
  /// Batches that the run had to leave open since their results are missing.
  package private(set) var leftOpen: [Int] = []

  package init(context: LaneContext, ledger: Ledger, writer: BatchWriter, settings: Settings) throws
  {
    self.context = context
    self.ledger = ledger
    self.settings = settings
    self.writer = writer
    let projectID = try ledger.projectID()
    self.projectID = projectID
    let calls = PatientCalls(context: context)
    self.calls = calls
    let account = AccountBatches(
      client: context.client, ledger: ledger, projectID: projectID, isSandbox: settings.isSandbox,
      calls: calls, cap: context.cap)
    self.account = account
    search = BatchSearch(
      client: context.client, ledger: ledger, projectID: projectID, calls: calls,
      sees: { await account.saw($0, askedAt: $1) })
    queue = QueueGate(
      limit: settings.enqueuedTokens, time: context.time, stop: context.stop,
      report: context.report, countElsewhere: { await account.tokensElsewhere() })
  }

  /// Brings all batches to their end, or the run to its stop.
  ///
  /// - Parameters:
  ///   - open: batches of earlier runs that have not ended.
  ///   - planned: the plan's batches, in the order of submission.
  ///   - dissolved: batches that this run has given up before anything of them was sent.
  package func run(
    open: [LedgerBatch], planned: [[PendingRequest]], dissolved: [LedgerBatch]
  ) async {
    await withDiscardingTaskGroup { group in
      // At the same time: room in the queue and the budget that is waited for may be theirs.
      group.addTask { await self.driveFound() }
      await runOwn(open: open, planned: planned, dissolved: dissolved)
      account.end()
    }
  }

  private func runOwn(
    open: [LedgerBatch], planned: [[PendingRequest]], dissolved: [LedgerBatch]
  ) async {
    let mine = await account.settle(open.filter { $0.isSandbox == settings.isSandbox })
    for batch in mine where batch.state == .submitted || batch.state == .creating {
      // Before any other may take a place; their own runs hold them from then on.
      _ = await Seat.held(batch, queue, context.cap)
      await rejoin(batch)
    }
    await deleteFiles(dissolved.map(\.inputFileID))
    let watch = Task {
      guard let recalling = settings.recalling else { return }
      var late = LateBatches(self, recalling)
      await late.watch()
    }
    defer { watch.cancel() }
    var next = mine + write(planned)
    while !next.isEmpty, context.stop.raised == nil {
      // One that may exist is looked for, which takes minutes: nobody has to wait for that.
      for batch in next where batch.state != .submitted && batch.state != .creating {
        await queue.announce(batch: batch.number)
      }
      await withDiscardingTaskGroup { group in
        for batch in next { group.addTask { await self.drive(batch) } }
      }
      guard context.stop.raised == nil else { break }
      next = write(await regrouped(context.pool.takeForBatch()))
    }
    await context.pool.closeBatchLane()
    if !settings.isByCommand { await account.lookForTwins(laneHasEnded: true) }
  }

  /// Takes lines from the files of a batch that were downloaded before; nothing is asked of the server.
  ///
  /// - Returns: false where there are no such files, or they cannot be read.
  package func takeFromFiles(_ batch: LedgerBatch) async -> Bool {
    var run = BatchRun(batch, in: self)
    return await run.takeFiles()
  }

  /// Brings to its end what the account turns out to have.
  private nonisolated func driveFound() async {
    await withDiscardingTaskGroup { group in
      for await batch in account.found {
        group.addTask {
          var run = BatchRun(batch, in: self)
          await run.run()
        }
      }
    }
  }

  /// Brings one batch to its end, and after it what can be borrowed from the other lane meanwhile.
  private nonisolated func drive(_ batch: LedgerBatch) async {
    var current: LedgerBatch? = batch
    while let batch = current {
      var run = BatchRun(batch, in: self)
      await run.run()
      await queue.withdraw(batch: batch.number)
      current = await borrowed()
    }
  }

  func write(_ planned: [[PendingRequest]]) -> [LedgerBatch] {
    var written: [LedgerBatch] = []
    for requests in planned where !requests.isEmpty {
      do throws(DiskFailure) {
        guard let batch = try writer.write(requests) else { continue }
        written.append(batch)
        context.report(
          .batch(number: batch.number, step: .written, done: 0, total: batch.requests))
      } catch {
        context.stop.raise(.cannotGoOn(.disk(error)))
        return []
      }
    }
    return written
  }

  /// Status files may be gone: they say again what is in a batch of an earlier run.
  private func rejoin(_ batch: LedgerBatch) async {
    guard let remoteID = batch.remoteID,
      let questions = try? ledger.questions(ofBatch: batch.number)
    else { return }
    await context.recorder.submitted(
      questions.filter { $0.outcome == nil }.map(\.question), batch: batch.number,
      remoteID: remoteID)
  }

  /// Notes that the server has no batches.
  func noteNoBatches() { serverHasNoBatches = true }

  /// Notes a batch that the run leaves open.
  func noteLeftOpen(_ batch: Int) { leftOpen.append(batch) }

  /// Whether it can be believed that the server has no batches: not where it has had one, nor where all is to go
  /// in batches.
  var mayDoWithoutBatches: Bool {
    guard settings.mayGoRealtime, let rows = try? ledger.batches() else { return false }
    return !rows.contains { $0.isSandbox == settings.isSandbox && $0.remoteID != nil }
  }

  /// Removes files from the server. What cannot be removed stays: it costs nothing but room, and the server deletes
  /// it by itself some day.
  nonisolated func deleteFiles(_ ids: [String?]) async {
    let client = context.client
    for file in ids.compactMap(\.self) {
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
}
