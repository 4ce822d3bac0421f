import Planner
import Store
import TropeModel

/// Decides which batches that wait for the queue go to the real-time lane after all, because those before them are late.
struct LateBatches {
  let context: LaneContext
  let ledger: Ledger
  let queue: QueueGate
  let isSandbox: Bool
  /// The most input tokens of a request that real time can take.
  let largestInRealtime: Int
  let recalling: BatchLane.Recalling
  /// The input tokens of the largest request of each batch that has been looked at.
  private var largestRequests: [Int: Int] = [:]

  init(_ lane: BatchLane, _ recalling: BatchLane.Recalling) {
    context = lane.context
    ledger = lane.ledger
    queue = lane.queue
    isSandbox = lane.settings.isSandbox
    largestInRealtime = lane.settings.largestInRealtime
    self.recalling = recalling
  }

  /// Takes batches out of the line now and then, until it is cancelled or the run stops.
  mutating func watch() async {
    while !Task.isCancelled, await context.stop.sleep(recalling.interval, by: context.time) {
      if Task.isCancelled { return }
      do throws(StoreError) {
        for number in try await numbers() { _ = await queue.recall(batch: number) }
      } catch {
        return context.stop.raise(.cannotGoOn(.disk(.store(error))))
      }
    }
  }

  private mutating func numbers() async throws(StoreError) -> [Int] {
    let inLine = await queue.waiting
    guard !inLine.isEmpty else { return [] }
    var batches: [BatchRecall.Batch] = []
    for row in try ledger.batches() where row.isSandbox == isSandbox {
      if row.state == .abandoned { continue }
      let canBeRecalled = inLine.contains(row.number) ? try isForRealtime(row) : false
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
    let sent = try ledger.lastDayCount(before: now, isSandbox: isSandbox)
    return recalling.recall.numbers(
      of: batches,
      realtime: .init(requests: load.requests, tokens: load.tokens, sentInLastDay: sent),
      elsewhere: await queue.tokensElsewhere,
      dollarsLeft: await context.cap.left.map { $0 - load.dollars }, now: now)
  }

  /// Whether real time can take every request of a batch: one of more than a minute's tokens it cannot.
  private mutating func isForRealtime(_ batch: LedgerBatch) throws(StoreError) -> Bool {
    guard batch.remoteID == nil else { return false }
    if let known = largestRequests[batch.number] { return known <= largestInRealtime }
    let lines = Dictionary(grouping: try ledger.questions(ofBatch: batch.number), by: \.customID)
    let largest = lines.values.map { $0.reduce(0) { $0 + $1.inputTokens } }.max() ?? 0
    largestRequests[batch.number] = largest
    return largest <= largestInRealtime
  }
}
