import TropeModel

/// The batch lane on a virtual clock: a batch is submitted as soon as the queue has room, in planned order.
enum VirtualBatchLane {
  static func times(
    _ batches: [[PlanRequest]], _ limits: Limits, _ assumptions: ForecastAssumptions,
    _ start: Timestamp
  ) -> (typical: Duration, likely: Duration, worst: Duration) {
    let tokens = batches.map(\.inputTokens)
    let time = { (turnaround: Duration) in
      duration(tokens, turnaround, limits, assumptions, start)
    }
    let turnaround = assumptions.turnaround
    return (time(turnaround.typical), time(turnaround.likely), time(turnaround.worst))
  }

  private static func duration(
    _ batches: [Int], _ turnaround: Duration, _ limits: Limits,
    _ assumptions: ForecastAssumptions, _ start: Timestamp
  ) -> Duration {
    guard !batches.isEmpty else { return .zero }
    let elsewhere = assumptions.enqueuedElsewhere
    let atOnce = max(1, assumptions.batchesAtOnce ?? .max)
    var queue = EnqueuedTokens(limit: limits.enqueuedTokens, elsewhere: elsewhere)
    var underWay: [(ends: Timestamp, name: String)] = []
    var oldest = 0
    var now = start
    for (number, tokens) in batches.enumerated() {
      let name = String(number)
      while underWay.count - oldest >= atOnce || !queue.reserve(tokens, for: name, at: now) {
        if oldest < underWay.count {
          now = max(now, underWay[oldest].ends)
          queue.release(underWay[oldest].name)
          oldest += 1
        } else if elsewhere > 0 {
          // Ours are done and others' still fill the queue: they end within a turnaround too.
          now = now + turnaround
          queue.setElsewhere(0)
        } else {
          queue.hold(tokens, for: name)
          break
        }
      }
      underWay.append((now + turnaround, name))
    }
    return (underWay.last?.ends ?? now) - start
  }
}

/// The real-time lane on a virtual clock: a request is sent when the budget allows and a place is free.
enum VirtualRealtimeLane {
  static func times(
    _ requests: [PlanRequest], _ limits: Limits, _ assumptions: ForecastAssumptions,
    _ start: Timestamp
  ) -> (typical: Duration, worst: Duration) {
    let again = assumptions.repeats(of: requests)
    return (
      duration(requests, [], assumptions.latencyTypical, limits, assumptions, start),
      duration(requests, again, assumptions.latencyWorst, limits, assumptions, start)
    )
  }

  private static func duration(
    _ requests: [PlanRequest], _ repeats: [PlanRequest], _ latency: Duration, _ limits: Limits,
    _ assumptions: ForecastAssumptions, _ start: Timestamp
  ) -> Duration {
    guard !requests.isEmpty else { return .zero }
    var lane = Lane(limits, latency, assumptions, start)
    for request in requests { lane.send(request) }
    for request in repeats { lane.send(request) }
    return lane.lastEnd - start
  }

  struct Lane {
    private let assumptions: ForecastAssumptions
    private var budget: RateBudget
    private var places: EarliestFirst
    private let concurrency: Int
    private let latency: Int64
    private let millisecondsPerToken: Double
    private var now: Timestamp
    private(set) var lastEnd: Timestamp

    init(
      _ limits: Limits, _ latency: Duration, _ assumptions: ForecastAssumptions,
      _ start: Timestamp
    ) {
      self.assumptions = assumptions
      budget = RateBudget(limits: limits, past: assumptions.pastRequests)
      concurrency = max(1, assumptions.concurrency)
      places = EarliestFirst(capacity: concurrency)
      self.latency = max(0, latency.wholeMilliseconds)
      let speed = assumptions.outputTokensPerSecond
      millisecondsPerToken = speed > 0 ? 1_000 / speed : 0
      now = start
      lastEnd = start
    }

    /// The earliest moment at which a request could go.
    mutating func due(_ request: PlanRequest) -> Timestamp {
      var moment = now
      if places.count == concurrency, let free = places.earliest {
        moment = max(moment, Timestamp(milliseconds: free))
      }
      return budget.earliestStart(tokens: assumptions.weight(of: request), now: moment)
    }

    /// Nothing goes before that moment.
    mutating func wait(until moment: Timestamp) { now = max(now, moment) }

    mutating func send(_ request: PlanRequest) {
      if places.count == concurrency, let free = places.popEarliest() {
        now = max(now, Timestamp(milliseconds: free))
      }
      let tokens = assumptions.weight(of: request)
      now = budget.earliestStart(tokens: tokens, now: now)
      budget.start(tokens: tokens, at: now)
      let writing = Int64(Double(request.expectedOutput) * millisecondsPerToken)
      let end = now.milliseconds + latency + writing
      places.insert(end)
      lastEnd = max(lastEnd, Timestamp(milliseconds: end))
    }
  }
}

/// A binary heap of moments, the earliest on top.
struct EarliestFirst: Sendable {
  private var moments: [Int64] = []

  init(capacity: Int) { moments.reserveCapacity(min(capacity, 4_096)) }

  var count: Int { moments.count }
  var earliest: Int64? { moments.first }

  mutating func insert(_ moment: Int64) {
    moments.append(moment)
    var child = moments.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard moments[child] < moments[parent] else { return }
      moments.swapAt(child, parent)
      child = parent
    }
  }

  mutating func popEarliest() -> Int64? {
    guard let earliest = moments.first, let last = moments.popLast() else { return nil }
    guard !moments.isEmpty else { return earliest }
    moments[0] = last
    var parent = 0
    while true {
      var least = parent
      let left = 2 * parent + 1
      let right = left + 1
      if left < moments.count, moments[left] < moments[least] { least = left }
      if right < moments.count, moments[right] < moments[least] { least = right }
      guard least != parent else { return earliest }
      moments.swapAt(parent, least)
      parent = least
    }
  }
}
