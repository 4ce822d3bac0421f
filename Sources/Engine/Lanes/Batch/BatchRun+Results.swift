import OpenAIClient
import Recipe
import Store
import TropeModel

/// From results that are there to the end of a batch.
extension BatchRun {
  /// Downloads what a batch brought and takes every line; `nil` where the run stops before.
  mutating func collect(_ remote: RemoteBatch) async throws(APIFailure) -> BatchMachine.Event? {
    guard
      advance(
        BatchAdvance(
          remoteStatus: remote.status.text,
          files: .init(output: remote.outputFileID, errors: remote.errorFileID)))
    else { return nil }
    guard await noteTurnaround(remote) else { return nil }
    if remote.status != .completed, let why = remote.faults.first {
      context.report(.remark(batch: batch.number, words: BatchWords.reason(why)))
    }
    let files = settings.files(of: batch)
    var there: [(path: String, source: BatchHarvest.Source)] = []
    var isOutputMissing = false
    for (id, path, source) in [
      (remote.outputFileID, files.output, BatchHarvest.Source.output),
      (remote.errorFileID, files.errors, .errors),
    ] {
      guard let id else { continue }
      guard let isThere = try await download(id, to: path) else { return nil }
      // One that the server has deleted may have been downloaded before.
      if isThere || BatchFiles.isReadable(path) {
        there.append((path, source))
      } else if source == .output {
        isOutputMissing = true
      }
    }
    do throws(DiskFailure) {
      guard let lines = try await read(there) else { return nil }
      let missing =
        isOutputMissing || lines.outputIsUnreadable ? lines.open.count : lines.missing(by: remote)
      guard missing > 0 else {
        harvest = (lines, remote.status, false)
        return .collected
      }
      // What has come is taken; the rest is waited for, since the server says that it has it.
      await context.cap.paidInBatch(lines.dollars, ending: nil)
      guard advance(BatchAdvance(outcomes: lines.outcomes)) else { return nil }
      await handOver(lines)
      harvest = (lines, remote.status, true)
      return .resultsMissing
    } catch {
      context.stop.raise(.cannotGoOn(.disk(error)))
      return nil
    }
  }

  /// Keeps how long the server took, for forecasts; false where the ledger cannot be written. Seconds as the server
  /// tells them: when we came to look says nothing.
  private func noteTurnaround(_ remote: RemoteBatch) async -> Bool {
    let isOfRecipe = batch.recipe == context.recipe.hashes.combined
    guard remote.status == .completed || remote.status == .expired,
      let created = remote.createdAt, let ended = remote.endedAt, ended >= created,
      let model = isOfRecipe ? context.recipe.parameters.model : terms?.model ?? remote.model
    else { return true }
    let time = Duration.seconds(max(1, ended - created))
    do throws(StoreError) {
      try ledger.noteTurnaround(
        time, ofBatch: batch.number, requestedModel: model, isSandbox: batch.isSandbox)
      await context.recorder.batchEnded(after: time)
      return true
    } catch {
      context.stop.raise(.cannotGoOn(.disk(.store(error))))
      return false
    }
  }

  /// Which model it asks, and at which prices; `nil` for those of this run.
  private var terms: BatchTerms? {
    BatchTerms(
      of: batch, file: settings.inputPath(of: batch), unlike: context.recorder.requestedModel)
  }

  /// Takes lines from files that were downloaded before; nothing is asked of the server. What has no line there stays
  /// as it is.
  ///
  /// - Returns: false where there are no such files, or they cannot be read.
  mutating func takeFiles() async -> Bool {
    let files = settings.files(of: batch)
    let there = [(files.output, BatchHarvest.Source.output), (files.errors, .errors)].filter {
      BatchFiles.isReadable($0.0)
    }
    guard !there.isEmpty else { return false }
    do throws(DiskFailure) {
      guard let lines = try await read(there) else { return false }
      await context.cap.paidInBatch(lines.dollars, ending: nil)
      guard advance(BatchAdvance(outcomes: lines.outcomes)) else { return false }
      await handOver(lines)
      return true
    } catch {
      context.stop.raise(.cannotGoOn(.disk(error)))
      return false
    }
  }

  /// The lines of files that are here, each reply durable; `nil` where one cannot be written.
  private func read(
    _ files: [(path: String, source: BatchHarvest.Source)]
  ) async throws(DiskFailure) -> BatchHarvest? {
    var lines = try DiskFailure.ofStore { () throws(StoreError) in
      BatchHarvest(
        batch, terms, try ledger.questions(ofBatch: batch.number),
        kept: try ledger.keptCustomIDs(ofBatch: batch.number), context: context)
    }
    do throws(JSONLinesError) { try await lines.read(files) } catch { throw .lines(error) }
    await context.recorder.flush()
    return await context.recorder.failureToWrite == nil ? lines : nil
  }

  /// Downloads one file, once more where its last line is cut off; false where it is not there, `nil` where the run
  /// stops.
  private func download(_ id: String, to path: String) async throws(APIFailure) -> Bool? {
    let client = context.client
    for attempt in 0..<2 {
      do throws(APIFailure) {
        let done: Bool? = try await calls(.download(batch: batch.number)) {
          () async throws(APIFailure) in
          try await client.downloadFile(id: id, toFile: path)
          return true
        }
        guard done != nil else { return nil }
      } catch {
        guard error.kind == .notFound else { throw error }
        return false
      }
      if attempt > 0 || BatchFiles.endsWhole(path) { break }
    }
    return true
  }

  // MARK: - The end

  /// The batch is over: the ledger learns all of it at once, and what it left goes its way.
  mutating func end(_ ending: BatchMachine.Ending) async {
    do throws(StoreError) {
      switch ending {
      case .collected: try await endCollected()
      case .rejected(let faults): try await endRejected(faults)
      case .lost(.exceedsBudget): try await endBeyondBudget()
      case .lost(let why): try await endLost(why)
      case .noBatches: try await endWithoutBatches()
      case .recalled: try await endRecalled()
      case .cancelled, .before: break
      }
    } catch {
      context.stop.raise(.cannotGoOn(.disk(.store(error))))
    }
  }

  /// Closes the batch in the ledger and gives its place back; false where it was closed before.
  private mutating func close(
    _ closing: BatchClosing, paid: Double = 0
  ) async throws(StoreError) -> Bool {
    if let held = seat.take() { await held.giveBack(paid: paid) } else { await release(paid) }
    return try ledger.close(batch.number, closing, at: context.time.now())
  }

  /// One without a seat has its place from elsewhere, if at all.
  private func release(_ paid: Double) async {
    await lane.queue.release(batch: batch.number)
    await context.cap.paidInBatch(paid, ending: batch.number)
  }

  private mutating func endCollected() async throws(StoreError) {
    guard let (lines, status, isHandedOver) = harvest else { return }
    let open = lines.open
    _ = try await close(lines.closing, paid: isHandedOver ? 0 : lines.dollars)
    tell(.collected)
    if !isHandedOver { await handOver(lines) }
    await planAgain(
      open, .inSameRequests, reason: Self.unanswered(status, byCommand: settings.isByCommand))
    if settings.deleteRemoteFiles { await deleteFiles() }
  }

  /// Sends on what lines did not answer well.
  private func handOver(_ lines: BatchHarvest) async {
    if let refusal = lines.refusal {
      if batch.recipe != context.recipe.hashes.combined, refusal.concernsRecipe {
        context.report(.remark(batch: batch.number, words: BatchWords.refusedOfOther(refusal)))
      } else {
        // What a person must mend fails nothing, and nothing more is asked until then.
        context.stop.raise(.cannotGoOn(.call(refusal)))
      }
    }
    for regrouping in Regrouping.allCases {
      guard let failed = lines.failedLines[regrouping] else { continue }
      await planAgain(failed.rows, regrouping, reason: failed.reason)
    }
    await context.recorder.leftByBatch(lines.toAsk.map(\.hash))
    guard context.stop.raised == nil else { return }
    await lane.handOver(lines.toAsk.map(context.alone))
  }

  /// Plans again what the batch left without an answer; where the run stops, that is left to the next one.
  private func planAgain(
    _ rows: [BatchQuestion], _ regrouping: Regrouping, reason: String, wasRun: Bool = true
  ) async {
    await context.recorder.leftByBatch(rows.map(\.question))
    guard context.stop.raised == nil else { return }
    await lane.planAgain(rows, of: batch, regrouping, reason: reason, wasRun: wasRun)
  }

  /// The server refused the whole file. What its faults name fails, the rest is planned again: nothing ran.
  private mutating func endRejected(_ faults: [RemoteBatch.Fault]) async throws(StoreError) {
    let words = BatchWords.reason(faults.first)
    let rows = try ledger.questions(ofBatch: batch.number)
    // The file may be gone by now; then no line can be told.
    let byLine = (try? BatchFiles.customIDs(inFile: settings.inputPath(of: batch))) ?? []
    var blamed: [String: String] = [:]
    for fault in RefusalWatch.ownFaults(faults, ofLines: byLine.count) {
      guard let line = fault.line, line >= 1, line <= byLine.count else { continue }
      blamed[byLine[line - 1]] = fault.message ?? fault.code ?? "refused"
    }
    let others = rows.filter { blamed[$0.customID] == nil && $0.outcome == nil }
    let failed = rows.compactMap { row in
      blamed[row.customID].map { SettledQuestion(row.question, .failed($0)) }
    }
    guard try await close(.givenUp(words, outcomes: failed)) else { return }
    tell(.givenUp)
    for row in rows {
      guard let reason = blamed[row.customID] else { continue }
      await context.fail(
        await context.wanted([row]),
        reason: "the server refuses its line of the batch: \(reason)",
        advice: "see 'tropebuild explain \(row.movie)'")
    }
    if blamed.isEmpty, !faults.contains(where: { $0.isServersFault }) {
      // Nothing tells what to leave out, so the same would be refused again.
      context.stop.raise(
        .cannotGoOn(.refusedBatch(batch.number, faults.first, byCommand: settings.isByCommand)))
    }
    if settings.deleteRemoteFiles { await deleteFiles() }
    let reason = settings.isByCommand ? words : "the server refused its batch: \(words)"
    await planAgain(others, .inSameRequests, reason: reason, wasRun: false)
  }

  private mutating func endLost(_ why: BatchMachine.Loss) async throws(StoreError) {
    let open = try ledger.questions(ofBatch: batch.number).filter { $0.outcome == nil }
    guard try await close(.givenUp("\(why)")) else { return }
    tell(.givenUp)
    if settings.deleteRemoteFiles || batch.remoteID == nil { await deleteFiles() }
    await planAgain(open, .inSameRequests, reason: "\(why)", wasRun: false)
  }

  /// It goes again in parts that the budget has room for. No batch has left its questions without an answer.
  private mutating func endBeyondBudget() async throws(StoreError) {
    let open = try ledger.questions(ofBatch: batch.number).filter { $0.outcome == nil }
    let why = BatchMachine.Loss.exceedsBudget
    guard try await close(.givenUp("\(why)", onlyIfUnsent: true)) else { return }
    tell(.givenUp)
    context.report(.remark(batch: batch.number, words: "\(why)"))
    await context.recorder.leftByBatch(open.map(\.question))
    // No batch will ever need its file.
    await deleteFiles()
    guard context.stop.raised == nil else { return }
    let requests = lane.requests(
      of: open, asking: await context.wanted(open), isExact: batch.inputTokens.isExact)
    await lane.handOver(requests, realtime: lane.serverHasNoBatches)
  }

  private mutating func endWithoutBatches() async throws(StoreError) {
    let open = try ledger.questions(ofBatch: batch.number).filter { $0.outcome == nil }
    guard await lane.bearsInRealtime(open, of: batch) else {
      return context.stop.raise(.budgetReached(.dearerInRealtime(batch: batch.number)))
    }
    await lane.noteNoBatches()
    guard try await close(.givenUp(Self.hasNoBatches)) else { return }
    tell(.givenUp)
    await planAgain(open, .inSameRequests, reason: Self.hasNoBatches, wasRun: false)
  }

  private mutating func endRecalled() async throws(StoreError) {
    let open = try ledger.questions(ofBatch: batch.number).filter { $0.outcome == nil }
    guard try await close(.givenUp("\(MoveReason.batchesAreLate)", onlyIfUnsent: true)) else {
      return
    }
    tell(.givenUp)
    let requests = lane.requests(
      of: open, asking: await context.wanted(open), isExact: batch.inputTokens.isExact)
    context.report(
      .moved(
        questions: requests.reduce(0) { $0 + $1.questions.count }, from: .batch,
        to: context.realtimeLane,
        batch: batch.number, .batchesAreLate))
    // No batch will ever need its file.
    await deleteFiles()
    guard context.stop.raised == nil else { return }
    await context.pool.addRealtime(requests)
  }

  /// The batch stays as it is, and the run goes on without it.
  mutating func leave(_ why: BatchMachine.Leaving) async {
    guard why == .resultsMissing else { return }
    guard advance(BatchAdvance(failure: BatchWords.resultsMissing)) else { return }
    context.report(
      .remark(batch: batch.number, words: BatchWords.resultsMissing(of: batch.number)))
    await lane.noteLeftOpen(batch.number)
  }

  /// Removes the files of the batch from the server.
  private func deleteFiles() async {
    guard let rows = try? ledger.batches(),
      let row = rows.first(where: { $0.number == batch.number })
    else { return }
    // A batch and its twin were made of one upload.
    let isShared = rows.contains {
      $0.number != row.number && $0.inputFileID == row.inputFileID && !$0.state.isFinal
    }
    await lane.deleteFiles([isShared ? nil : row.inputFileID, row.outputFileID, row.errorFileID])
  }
}
