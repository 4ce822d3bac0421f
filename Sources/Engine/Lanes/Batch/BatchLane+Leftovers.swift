import Recipe
import Store
import TropeModel

/// What a batch left over, and what moves between the lanes.
extension BatchLane {
  /// A batch of requests that would wait for real time longer than for it; `nil` where there is no sense in one.
  func borrowed() async -> LedgerBatch? {
    guard let borrowing = settings.borrowing, context.stop.raised == nil, !serverHasNoBatches,
      borrowing.isInTime(context.time.now())
    else { return nil }
    let room = min(await queue.spareRoom(), borrowing.tokens)
    var requests = await context.pool.takeFromEnd(
      keeping: borrowing.realtimeShare, tokens: room, most: settings.requestsPerBatch,
      where: borrowing.isCheaper)
    var bytes = 0
    let fitting = requests.prefix { request in
      bytes += writer.bytes(of: request)
      return bytes <= settings.bytesPerBatch
    }.count
    await context.pool.addRealtime(requests[fitting...].reversed())
    requests.removeSubrange(fitting...)
    guard requests.count >= borrowing.least else {
      await context.pool.addRealtime(requests.reversed())
      return nil
    }
    guard let batch = write([requests]).first else { return nil }
    await queue.announce(batch: batch.number)
    context.report(
      .moved(
        questions: batch.questions, from: context.realtimeLane, to: .batch, batch: batch.number,
        .queueHasRoom))
    return batch
  }

  /// What is left over goes into one more batch, or several where one would not fit the queue, a file or the budget.
  func regrouped(_ requests: [PendingRequest]) async -> [[PendingRequest]] {
    var batches: [[PendingRequest]] = []
    var batch: [PendingRequest] = []
    var (tokens, bytes) = (0, 0)
    let limit = await queue.limit
    for request in requests {
      let size = writer.bytes(of: request)
      let isFull =
        tokens + request.inputTokens.tokens > limit
        || batch.count >= settings.requestsPerBatch || bytes + size > settings.bytesPerBatch
      if !batch.isEmpty, isFull {
        batches.append(batch)
        (batch, tokens, bytes) = ([], 0, 0)
      }
      batch.append(request)
      tokens += request.inputTokens.tokens
      bytes += size
    }
    if !batch.isEmpty { batches.append(batch) }
    return await context.cap.parts(of: batches)
  }

  /// What is to become of questions that a batch left without a good answer; those that no target waits for any more
  /// are left out.
  ///
  /// - Parameters:
  ///   - regrouping: in which requests they go again.
  ///   - wasRun: whether the batch ran at all. Where it did not, what its questions need is a batch, as was planned,
  ///     and not twice the price.
  func planAgain(
    _ rows: [BatchQuestion], of batch: LedgerBatch, _ regrouping: Regrouping, reason: String,
    wasRun: Bool
  ) async {
    let goesRealtime = serverHasNoBatches || (wasRun && settings.restGoesRealtime)
    var again: [Question] = []
    for question in await context.wanted(rows) {
      unanswered[question.hash, default: 0] += 1
      if unanswered[question.hash, default: 0] >= Self.mostUnanswered {
        await context.fail(
          [question], reason: "\(Self.mostUnanswered) batches left it without an answer: \(reason)",
          advice: Recorder.askedAgain)
      } else {
        context.report(
          .askedAgain(
            movie: question.movie, lane: goesRealtime ? context.realtimeLane : .batch,
            reason: reason))
        again.append(question)
      }
    }
    let grouped = again.filter { question in
      switch regrouping {
      case .inSameRequests: true
      case .inSameRequestsOnce: unanswered[question.hash] == 1
      case .alone: false
      }
    }
    let hashes = Set(grouped.map(\.hash))
    let together = requests(
      of: rows.filter { hashes.contains($0.question) }, asking: grouped,
      isExact: batch.inputTokens.isExact
    ).filter { !goesRealtime || $0.inputTokens.tokens <= settings.largestInRealtime }
    let covered = Set(together.flatMap { $0.questions.map(\.hash) })
    let alone = again.filter { !covered.contains($0.hash) }.map(context.alone)
    await handOver(together + alone, realtime: goesRealtime)
  }

  /// How often a question may be left without any answer before its targets fail.
  private static let mostUnanswered = 3

  /// Sends requests the way that the plan prefers for what is left over.
  func handOver(_ requests: [PendingRequest], realtime: Bool? = nil) async {
    if realtime ?? settings.restGoesRealtime {
      await context.pool.addRealtime(requests)
    } else {
      await context.pool.addForBatch(requests)
    }
  }

  /// Whether the budget bears it that open questions of a batch are asked in real time.
  func bearsInRealtime(_ rows: [BatchQuestion], of batch: LedgerBatch) async -> Bool {
    guard let left = await context.cap.left else { return true }
    let requests = requests(
      of: rows, asking: await context.wanted(rows), isExact: batch.inputTokens.isExact)
    // What waits there already is to be paid for, too.
    let waiting = await context.pool.waitingLoad(cost: context.realtimeCost).dollars
    return requests.reduce(waiting) { $0 + context.realtimeCost($1) } <= left
  }

  /// The requests of a batch's lines, without what is not among the questions.
  nonisolated func requests(
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
