import OpenAIClient
import Planner
import Recipe
package import Store
import TropeModel

/// The Batch API: submits batches as the queue has room, waits for them, takes their lines.
///
/// Each batch goes its way by `BatchMachine`; the ledger is told of each step before it is taken.
package actor BatchLane {
  let context: LaneContext
  let ledger: Ledger
  let settings: Settings
  let writer: BatchWriter
  let queue: QueueGate
  let calls: PatientCalls
  let projectID: String
  /// How often a question was left unanswered by a batch in this run.
  private var unanswered: [Digest: Int] = [:]
  /// Batches whose last attempt to create them was refused for sure.
  var certainlyNotCreated: Set<Int> = []
  /// The input tokens of the largest request of each batch that has been looked at.
  var largestRequests: [Int: Int] = [:]
  /// How often an upload or a creation has failed, by batch.
  private var troubles: [Int: Int] = [:]
  /// The server has no batches: what they should have asked is asked in real time.
  private(set) var serverHasNoBatches = false

  /// How often a question may be left without any answer before its targets fail.
  private static let mostUnanswered = 3

  package init(context: LaneContext, ledger: Ledger, writer: BatchWriter, settings: Settings) throws
  {
    self.context = context
    self.ledger = ledger
    self.settings = settings
    self.writer = writer
    let projectID = try ledger.projectID()
    self.projectID = projectID
    calls = PatientCalls(context: context)
    queue = QueueGate(
      limit: settings.enqueuedTokens, time: context.time, stop: context.stop,
      report: context.report,
      countElsewhere: { await Self.tokensElsewhere(context.client, ledger, projectID) })
  }

  /// Brings all batches to their end, or the run to its stop.
  ///
  /// - Parameters:
  ///   - open: batches of earlier runs that have not ended.
  ///   - planned: the plan's batches, in the order of submission.
  package func run(open: [LedgerBatch], planned: [[PendingRequest]]) async {
    let mine = open.filter { $0.isSandbox == settings.isSandbox }
    for batch in mine where batch.state == .submitted || batch.state == .creating {
      await queue.hold(batch: batch.number, tokens: batch.inputTokens.tokens)
      await context.cap.holdBatch(batch.number, batch.forecastCost)
      await rejoin(batch)
    }
    let watch = Task { await recallWhatIsLate() }
    defer { watch.cancel() }
    var next = mine + write(planned)
    while !next.isEmpty, context.stop.raised == nil {
      for batch in next where batch.state != .submitted {
        await queue.announce(batch: batch.number)
      }
      await withDiscardingTaskGroup { group in
        for batch in next {
          group.addTask {
            var current = batch
            while true {
              await self.drive(current)
              await self.queue.withdraw(batch: current.number)
              guard let more = await self.borrowed() else { break }
              current = more
            }
          }
        }
      }
      guard context.stop.raised == nil else { break }
      next = write(await regrouped(context.pool.takeForBatch()))
    }
    await context.pool.closeBatchLane()
  }

  private func write(_ planned: [[PendingRequest]]) -> [LedgerBatch] {
    var written: [LedgerBatch] = []
    for requests in planned where !requests.isEmpty {
      do {
        guard let batch = try writer.write(requests) else { continue }
        written.append(batch)
        context.report(
          .batch(number: batch.number, state: "written", done: 0, total: batch.questions))
      } catch {
        context.stop.raise(.cannotGoOn("\(error)"))
        return []
      }
    }
    return written
  }

  /// A batch of requests that would wait for real time longer than for it; `nil` where there is no sense in one.
  private func borrowed() async -> LedgerBatch? {
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
        questions: batch.questions, from: .realtime, to: .batch, batch: batch.number,
        why: "the queue has room, and real time would come to it later"))
    return batch
  }

  /// What is left over goes into one more batch, or several where one would not fit the queue or a file.
  private func regrouped(_ requests: [PendingRequest]) async -> [[PendingRequest]] {
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
    return batches
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

  /// Notes a failed upload or creation; how many there have been of this batch.
  func trouble(with batch: Int) -> Int {
    troubles[batch, default: 0] += 1
    return troubles[batch, default: 0]
  }

  /// Notes that the server has no batches.
  func noteNoBatches() { serverHasNoBatches = true }

  /// What is to become of questions that a batch left without a good answer; those that no target waits for any more
  /// are left out.
  ///
  /// - Parameters:
  ///   - inSameRequests: whether they go again in the requests in which they were, for alone each question would pay
  ///     for catalog and schema by itself. Where not, each is asked alone.
  ///   - wasRun: whether the batch ran at all. Where it did not, what its questions need is a batch, as was planned,
  ///     and not twice the price.
  func planAgain(
    _ rows: [BatchQuestion], of batch: LedgerBatch, inSameRequests: Bool, reason: String,
    wasRun: Bool = true
  ) async {
    let goesRealtime = serverHasNoBatches || (wasRun && settings.restGoesRealtime)
    var again: [Question] = []
    for question in await wanted(rows) {
      unanswered[question.hash, default: 0] += 1
      if unanswered[question.hash, default: 0] >= Self.mostUnanswered {
        await context.fail(
          [question], reason: "\(Self.mostUnanswered) batches left it without an answer: \(reason)",
          advice: "the next run asks again")
      } else {
        context.report(
          .askedAgain(
            movie: question.movie, lane: goesRealtime ? .realtime : .batch,
            reason: reason))
        again.append(question)
      }
    }
    var together: [PendingRequest] = []
    if inSameRequests {
      let hashes = Set(again.map(\.hash))
      together = requests(
        of: rows.filter { hashes.contains($0.question) }, asking: again,
        isExact: batch.inputTokens.isExact
      ).filter { !goesRealtime || $0.inputTokens.tokens <= settings.largestInRealtime }
    }
    let covered = Set(together.flatMap { $0.questions.map(\.hash) })
    let alone = again.filter { !covered.contains($0.hash) }.map(context.alone)
    await handOver(together + alone, realtime: goesRealtime)
  }

  /// Sends requests the way that the plan prefers for what is left over.
  func handOver(_ requests: [PendingRequest], realtime: Bool? = nil) async {
    if realtime ?? settings.restGoesRealtime {
      await context.pool.addRealtime(requests)
    } else {
      await context.pool.addForBatch(requests)
    }
  }

  /// The tokens that batches of others hold in the queue. The API does not tell a foreign batch's tokens, so each
  /// of its requests is taken to be as long as ours are on average.
  private static func tokensElsewhere(
    _ client: OpenAIClient, _ ledger: Ledger, _ projectID: String
  ) async -> Int? {
    guard
      let batches = try? await client.batches(after: nil, limit: 100).items,
      let own = try? ledger.batches()
    else { return nil }
    let requests = own.reduce(0) { $0 + $1.requests }
    let tokens = own.reduce(0) { $0 + $1.inputTokens.tokens }
    let mean = requests > 0 ? tokens / requests : 0
    return batches.filter {
      !$0.status.isFinal && $0.metadata[BatchMetadata.project] != projectID
    }.reduce(0) { $0 + ($1.counts?.total ?? 0) * mean }
  }
}

/// The metadata by which a batch is known again after a crash.
package enum BatchMetadata {
  static let project = "tropebuild_project"
  static let batch = "tropebuild_batch"
  static let digest = "tropebuild_digest"

  /// What a batch of this project carries.
  package static func of(_ batch: LedgerBatch, projectID: String) -> [String: String] {
    [project: projectID, Self.batch: String(batch.number), digest: batch.digest.hex]
  }
}
