import Planner
import Recipe
import Store
import TropeModel

/// What was planned for batches and goes to the real-time lane after all, because those before it are late.
extension BatchLane {
  /// Looks now and then whether batches that wait for the queue would be back too late, until it is cancelled or
  /// the run stops.
  func recallWhatIsLate() async {
    guard let recalling = settings.recalling else { return }
    while !Task.isCancelled, await context.stop.sleep(recalling.interval, by: context.time) {
      if Task.isCancelled { return }
      do {
        for number in try await lateBatches(recalling) { _ = await queue.recall(batch: number) }
      } catch {
        return context.stop.raise(.cannotGoOn("\(error)"))
      }
    }
  }

  private func lateBatches(_ recalling: Recalling) async throws -> [Int] {
    let inLine = await queue.waiting
    guard !inLine.isEmpty else { return [] }
    var batches: [BatchRecall.Batch] = []
    for row in try ledger.batches() where row.isSandbox == settings.isSandbox {
      if row.state == .abandoned { continue }
      let canBeRecalled = try inLine.contains(row.number) && isForRealtime(row)
      batches.append(
        BatchRecall.Batch(
          number: row.number, tokens: row.inputTokens.tokens, requests: row.requests,
          createdAt: row.createdAt, submittedAt: row.submittedAt, endedAt: row.endedAt,
          canBeRecalled: canBeRecalled, batchCost: row.forecastCost,
          realtimeCost: recalling.realtimeCost(row)))
    }
    guard batches.contains(where: \.canBeRecalled) else { return [] }
    let now = context.time.now()
    let load = await context.pool.waitingLoad(cost: context.realtimeCost)
    let sent = try ledger.lastDayCount(before: now, isSandbox: settings.isSandbox)
    return recalling.recall.numbers(
      of: batches,
      realtime: .init(requests: load.requests, tokens: load.tokens, sentInLastDay: sent),
      elsewhere: await queue.tokensElsewhere,
      dollarsLeft: await context.cap.left.map { $0 - load.dollars }, now: now)
  }

  /// Whether real time can take every request of a batch: one of more than a minute's tokens it cannot.
  private func isForRealtime(_ batch: LedgerBatch) throws -> Bool {
    guard batch.remoteID == nil else { return false }
    if let known = largestRequests[batch.number] {
      return known <= settings.largestInRealtime
    }
    let lines = Dictionary(grouping: try ledger.questions(ofBatch: batch.number), by: \.customID)
    let largest = lines.values.map { $0.reduce(0) { $0 + $1.inputTokens } }.max() ?? 0
    largestRequests[batch.number] = largest
    return largest <= settings.largestInRealtime
  }

  /// Gives a batch up that waited for the queue, and hands what it asks to the real-time lane, in the same requests.
  func recalled(_ batch: LedgerBatch) async throws {
    let open = try ledger.questions(ofBatch: batch.number).filter { $0.outcome == nil }
    guard
      try ledger.giveUp(
        batch: batch.number, reason: Self.whyRecalled, at: context.time.now())
    else { return }
    tell(batch, "given up")
    let requests = requests(
      of: open, asking: await wanted(open), isExact: batch.inputTokens.isExact)
    context.report(
      .moved(
        questions: requests.reduce(0) { $0 + $1.questions.count }, from: .batch, to: .realtime,
        batch: batch.number, why: Self.whyRecalled))
    // No batch will ever need its file.
    await deleteFiles(of: batch)
    guard context.stop.raised == nil else { return }
    await context.pool.addRealtime(requests)
  }

  private static let whyRecalled = "the batches before it are late, and real time is sooner"

  /// The requests of a batch's lines, without what is not among the questions.
  func requests(
    of rows: [BatchQuestion], asking questions: [Question], isExact: Bool
  ) -> [PendingRequest] {
    let asked = Dictionary(questions.map { ($0.hash, $0) }, uniquingKeysWith: { first, _ in first })
    var requests: [PendingRequest] = []
    let lines = Dictionary(grouping: rows, by: \.customID).sorted { $0.key < $1.key }
    for (_, rows) in lines {
      let ordered = rows.sorted { ($0.key.count, $0.key) < ($1.key.count, $1.key) }
      let questions = ordered.compactMap { asked[$0.question] }
      guard !questions.isEmpty else { continue }
      requests.append(
        PendingRequest(
          questions: questions,
          inputTokens: TokenCount(rows.reduce(0) { $0 + $1.inputTokens }, isExact: isExact),
          expectedOutput: questions.reduce(0) { $0 + context.alone($1).expectedOutput }))
    }
    return requests
  }
}
