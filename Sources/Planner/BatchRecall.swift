package import TropeModel

/// Which batches that wait for the queue had better be asked in real time, because those before them are late.
///
/// A batch that was submitted is never among them. The last in the order of submission go first: they would be
/// back latest. Nothing is moved that does not bring the end nearer, or that the budget does not bear.
package struct BatchRecall: Hashable, Sendable {
  /// A batch, as far as the decision goes.
  package struct Batch: Hashable, Sendable {
    package var number: Int
    /// Input tokens.
    package var tokens: Int
    package var requests: Int
    package var createdAt: Timestamp
    /// `nil` where it is not under way.
    package var submittedAt: Timestamp?
    /// `nil` while something may still come of it.
    package var endedAt: Timestamp?
    /// Whether it waits for the queue, and real time can take all of its requests.
    package var canBeRecalled: Bool
    /// What its requests are expected to cost in the batch, in dollars.
    package var batchCost: Double
    /// The same in real time.
    package var realtimeCost: Double

    package init(
      number: Int, tokens: Int, requests: Int, createdAt: Timestamp, submittedAt: Timestamp?,
      endedAt: Timestamp?, canBeRecalled: Bool, batchCost: Double,
      realtimeCost: Double
    ) {
      self.number = number
      self.tokens = tokens
      self.requests = requests
      self.createdAt = createdAt
      self.submittedAt = submittedAt
      self.endedAt = endedAt
      self.canBeRecalled = canBeRecalled
      self.batchCost = batchCost
      self.realtimeCost = realtimeCost
    }
  }

  /// What the real-time lane has before and behind it.
  package struct Load: Hashable, Sendable {
    /// Requests that wait, and their input tokens.
    package var requests: Int
    package var tokens: Int
    /// Requests that were sent in the last 24 hours.
    package var sentInLastDay: Int

    package init(requests: Int = 0, tokens: Int = 0, sentInLastDay: Int = 0) {
      self.requests = requests
      self.tokens = tokens
      self.sentInLastDay = sentInLastDay
    }
  }

  package var limits: Limits
  /// From a batch's submission to its end.
  package var turnaroundTypical: Duration
  package var turnaroundWorst: Duration
  /// When all is to be there; without one it is what the batches were planned for, half-way between the typical
  /// and the worst case: a batch that is late by as much as batches often are moves nothing.
  package var deadline: Timestamp?

  package init(
    limits: Limits, turnaroundTypical: Duration, turnaroundWorst: Duration, deadline: Timestamp?
  ) {
    self.limits = limits
    self.turnaroundTypical = turnaroundTypical
    self.turnaroundWorst = turnaroundWorst
    self.deadline = deadline
  }

  /// The numbers of the batches to be recalled; none where all is in time.
  ///
  /// - Parameters:
  ///   - batches: of one kind of server, those that have ended too, in the order of submission.
  ///   - elsewhere: tokens that other batches of the account hold in the queue.
  ///   - dollarsLeft: what may be spent beyond all that is paid, under way or waiting for real time; `nil` for
  ///     any sum.
  package func numbers(
    of batches: [Batch], realtime: Load, elsewhere: Int, dollarsLeft: Double?,
    now: Timestamp
  ) -> [Int] {
    let recallable = batches.filter(\.canBeRecalled)
    let goal = deadline ?? plannedEnd(of: batches)
    guard !recallable.isEmpty, let goal else { return [] }
    let underWay = batches.filter { $0.endedAt == nil && !$0.canBeRecalled }
    var best: (count: Int, end: Timestamp)?
    var first: Timestamp?
    for count in 0...recallable.count {
      let (stay, moved) = (recallable.dropLast(count), recallable.suffix(count))
      if count > 0, !isAffordable(stay: stay, moved: moved, dollarsLeft) { break }
      let end = max(
        batchEnd(underWay, waiting: Array(stay), elsewhere, now), realtimeEnd(realtime, moved, now))
      if end <= goal { return moved.map(\.number) }
      if best.map({ end < $0.end }) ?? true { best = (count, end) }
      first = first ?? end
    }
    // In time it will not be; what brings the end nearer by little is not worth twice the price.
    guard let best, let first, best.end < first + (first - now) * -Self.leastGain else { return [] }
    return recallable.suffix(best.count).map(\.number)
  }

  /// The share of the time left that a move has to save where it does not keep the goal.
  private static let leastGain = 0.1

  private func isAffordable(
    stay: ArraySlice<Batch>, moved: ArraySlice<Batch>, _ dollarsLeft: Double?
  ) -> Bool {
    guard let dollarsLeft else { return true }
    let cost =
      stay.reduce(0) { $0 + $1.batchCost } + moved.reduce(0) { $0 + $1.realtimeCost }
    return cost <= dollarsLeft
  }

  /// When the batches that were planned together with the oldest unfinished one were to be there, counted from when
  /// they were written. Those that ended since then were before it in the queue, though they may have been written
  /// a moment sooner.
  private func plannedEnd(of batches: [Batch]) -> Timestamp? {
    guard let start = batches.filter({ $0.endedAt == nil }).map(\.createdAt).min() else {
      return nil
    }
    let together = batches.filter { batch in batch.endedAt.map { $0 > start } ?? true }
    var line = Line(
      queue: EnqueuedTokens(limit: limits.enqueuedTokens),
      now: together.map(\.createdAt).min() ?? start)
    let pace = (turnaroundTypical + turnaroundWorst) / 2
    for batch in together {
      line.now = max(line.now, batch.createdAt)
      line.submit(batch, takes: pace)
    }
    return line.lastEnd
  }

  /// When the batches under way and those that wait behind them will be there, as it looks now.
  private func batchEnd(
    _ underWay: [Batch], waiting: [Batch], _ elsewhere: Int, _ now: Timestamp
  ) -> Timestamp {
    var line = Line(
      queue: EnqueuedTokens(limit: limits.enqueuedTokens, elsewhere: elsewhere), now: now)
    if elsewhere > 0 { line.elsewhereEnds = now + turnaroundTypical }
    for batch in underWay { line.hold(batch, until: expectedEnd(of: batch, now)) }
    for batch in waiting { line.submit(batch, takes: turnaroundTypical) }
    return line.lastEnd
  }

  /// A batch that is late is taken to need the worst time, and one that is later still another typical one.
  private func expectedEnd(of batch: Batch, _ now: Timestamp) -> Timestamp {
    let began = batch.submittedAt ?? now
    for time in [turnaroundTypical, turnaroundWorst] where now < began + time {
      return began + time
    }
    return now + turnaroundTypical
  }

  private func realtimeEnd(
    _ load: Load, _ moved: ArraySlice<Batch>, _ now: Timestamp
  ) -> Timestamp {
    let requests = load.requests + moved.reduce(0) { $0 + $1.requests }
    let tokens = load.tokens + moved.reduce(0) { $0 + $1.tokens }
    var minutes = max(
      Double(requests) / Double(max(1, limits.requestsPerMinute)),
      Double(tokens) / Double(max(1, limits.tokensPerMinute)))
    if let perDay = limits.requestsPerDay {
      let beyond = requests - max(0, perDay - load.sentInLastDay)
      minutes = max(minutes, Double(beyond) / Double(max(1, perDay)) * 1_440)
    }
    return now + .seconds(minutes * 60)
  }
}

/// Batches going through the queue on a virtual clock.
private struct Line {
  var queue: EnqueuedTokens
  var now: Timestamp
  /// When the batches of others will have left the queue.
  var elsewhereEnds: Timestamp?
  private(set) var lastEnd: Timestamp
  private var underWay: [(ends: Timestamp, name: String)] = []

  init(queue: EnqueuedTokens, now: Timestamp) {
    self.queue = queue
    self.now = now
    lastEnd = now
  }

  mutating func hold(_ batch: BatchRecall.Batch, until end: Timestamp) {
    queue.hold(batch.tokens, for: String(batch.number))
    underWay.append((end, String(batch.number)))
    lastEnd = max(lastEnd, end)
  }

  mutating func submit(_ batch: BatchRecall.Batch, takes turnaround: Duration) {
    let name = String(batch.number)
    while !queue.reserve(batch.tokens, for: name, at: now) {
      underWay.sort { $0.ends < $1.ends }
      if let first = underWay.first, elsewhereEnds.map({ first.ends <= $0 }) ?? true {
        now = max(now, first.ends)
        queue.release(first.name)
        underWay.removeFirst()
      } else if let ends = elsewhereEnds {
        now = max(now, ends)
        queue.setElsewhere(0)
        elsewhereEnds = nil
      } else {
        break
      }
    }
    hold(batch, until: now + turnaround)
  }
}
