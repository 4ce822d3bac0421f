import Planner
import TropeModel

/// Lets batches into the account's queue of enqueued tokens, in planned order, as soon as there is room.
actor QueueGate {
  private var queue: EnqueuedTokens
  /// Batches that wait, by number: the lowest goes first.
  private(set) var waiting: Set<Int> = []
  /// Batches that are not to be created any more.
  private var recalled: Set<Int> = []
  private let time: TimeSource
  private let stop: StopSignal
  private let report: @Sendable (LaneEvent) -> Void
  private let countElsewhere: @Sendable () async -> Int?
  private var countedElsewhereAt: Timestamp?

  /// How often a batch that waits looks again, and how often the account's other batches are counted anew.
  private static let glance: Duration = .seconds(1)
  private static let recount: Duration = .seconds(300)

  /// - Parameter countElsewhere: the tokens that batches of others hold in the queue; `nil` if that is not known.
  init(
    limit: Int, time: TimeSource, stop: StopSignal, report: @escaping @Sendable (LaneEvent) -> Void,
    countElsewhere: @escaping @Sendable () async -> Int?
  ) {
    queue = EnqueuedTokens(limit: limit)
    self.time = time
    self.stop = stop
    self.report = report
    self.countElsewhere = countElsewhere
  }

  /// Books a batch that an earlier run has submitted.
  func hold(batch: Int, tokens: Int) {
    queue.hold(tokens, for: Self.name(batch))
    tell()
  }

  /// A batch that will ask for room: those of lower number go before it.
  func announce(batch: Int) { waiting.insert(batch) }

  /// A batch that was announced does not need room any more.
  func withdraw(batch: Int) { waiting.remove(batch) }

  /// The most tokens that may be enqueued, as far as the server has told.
  var limit: Int { queue.limit }

  /// Whether a batch could be in the queue at all.
  func canEverTake(tokens: Int) -> Bool { tokens <= queue.limit }

  /// Tokens that a further batch could have now; 0 while another waits.
  func spareRoom() -> Int { waiting.isEmpty ? queue.room(at: time.steady()) : 0 }

  /// Tokens that batches of others hold, as they were last counted.
  var tokensElsewhere: Int { queue.elsewhere }

  /// Takes a batch out of the line for good, unless it has been let in; whether it has been taken out.
  func recall(batch: Int) -> Bool {
    guard waiting.contains(batch) else { return false }
    recalled.insert(batch)
    return true
  }

  /// Whether a batch has been taken out of the line.
  func isRecalled(_ batch: Int) -> Bool { recalled.contains(batch) }

  /// Waits until the batch may be created; false when the run stops, when the batch is recalled, or when `mayWait`
  /// is false and there is no room.
  func enter(batch: Int, tokens: Int, mayWait: Bool) async -> Bool {
    waiting.insert(batch)
    var told = false
    while stop.raised == nil {
      await recountIfDue()
      if recalled.contains(batch) { break }
      let isFirst = waiting.min() == batch
      if isFirst, queue.reserve(tokens, for: Self.name(batch), at: time.steady()) {
        waiting.remove(batch)
        tell()
        return true
      }
      if isFirst, !mayWait { break }
      if isFirst, !told {
        told = true
        let missing = max(0, tokens - queue.room(at: time.steady()))
        report(
          .waiting(
            lane: .batch, until: time.onWall(queue.waitEnds(after: time.steady()) ?? time.steady()),
            .queueSpace(batch: batch, tokens: missing)))
      }
      guard await stop.sleep(Self.glance, by: time) else { break }
    }
    waiting.remove(batch)
    return false
  }

  /// The server took the batch.
  func accepted() { queue.accepted() }

  /// The server refused it: the queue is full.
  ///
  /// - Parameter limit: how much the queue takes at all, where the server says so.
  func refused(batch: Int, limit: Int? = nil) {
    if let limit { queue.learn(limit: limit) }
    queue.refused(Self.name(batch), at: time.steady())
    tell()
  }

  /// The batch has ended, however.
  func release(batch: Int) {
    queue.release(Self.name(batch))
    tell()
  }

  /// Where there is no limit, there is no queue to speak of.
  private func tell() {
    if Limits.orNone(queue.limit) != nil {
      report(.queue(tokens: queue.used, limit: queue.limit))
    }
  }

  private func recountIfDue() async {
    let now = time.steady()
    if let last = countedElsewhereAt, now - last < Self.recount { return }
    countedElsewhereAt = now
    if let tokens = await countElsewhere() {
      queue.setElsewhere(tokens)
      tell()
    }
  }

  private static func name(_ batch: Int) -> String { "batch \(batch)" }
}
