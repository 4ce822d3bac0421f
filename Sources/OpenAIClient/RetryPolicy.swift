/// How often and how soon a failed request is sent again. Pure: the random number is given.
package struct RetryPolicy: Sendable, Hashable {
  /// How often a request is sent in all before it has failed.
  package var attempts: Int
  /// How often in all it may be turned away by a limit, which is nobody's failure but must end some
  /// time.
  package var limitHits: Int
  /// The longest wait before the first repeat; it doubles with each.
  package var firstWait: Duration
  /// The longest wait of our own choice; a server's wish is honoured beyond it.
  package var longestWait: Duration

  package init(
    attempts: Int = 3, limitHits: Int = 30, firstWait: Duration = .milliseconds(500),
    longestWait: Duration = .seconds(60)
  ) {
    self.attempts = attempts
    self.limitHits = limitHits
    self.firstWait = firstWait
    self.longestWait = longestWait
  }

  /// The wait before repeat number `number` (from 0): full jitter, that is anything up to the
  /// bound, so that requests that failed together do not come back together. A server's wish is a
  /// minimum, the jitter comes on top.
  package func wait(number: Int, serverWait: Duration?, random: Double) -> Duration {
    let doublings = min(max(number, 0), 20)
    let bound = min(firstWait * (1 << doublings), longestWait)
    let share = min(max(random, 0), 1)
    guard let serverWait else { return bound * share }
    return serverWait + min(bound, serverWait / 4 + firstWait) * share
  }
}

/// What became of one request so far.
package struct RetryState: Sendable, Hashable {
  /// What to do next.
  package enum Action: Sendable, Hashable {
    case retry(after: Duration)
    /// It has failed; the others go on.
    case giveUp
    case stopPayingLanes
    case waitForQueue
    case sleepDay(after: Duration?)
    case cancelled
  }

  /// Failures so far, those by a limit apart.
  package private(set) var failures = 0
  package private(set) var limitHits = 0

  package init() {}

  /// Takes in a failure; `random` is in 0..<1.
  package mutating func failed(
    _ failure: APIFailure, policy: RetryPolicy, random: Double
  ) -> Action {
    switch failure.disposition {
    case .cancelled: return .cancelled
    case .stopPayingLanes: return .stopPayingLanes
    case .waitForQueue:
      limitHits += 1
      return limitHits < policy.limitHits ? .waitForQueue : .giveUp
    case .sleepDay(let wait): return .sleepDay(after: wait)
    case .failRequest:
      failures += 1
      return .giveUp
    case .retry(let wait):
      if failure.isLimit {
        limitHits += 1
        guard limitHits < policy.limitHits else { return .giveUp }
        return .retry(
          after: policy.wait(number: limitHits - 1, serverWait: wait, random: random))
      }
      failures += 1
      guard failures < policy.attempts else { return .giveUp }
      return .retry(after: policy.wait(number: failures - 1, serverWait: wait, random: random))
    }
  }
}

extension APIFailure {
  /// Whether a limit turned the request away before it ran: no failure of the request.
  package var isLimit: Bool {
    switch kind {
    case .rateLimitedMinute, .rateLimitedDay, .slowDown, .queueFull, .resourceUnavailable: true
    default: false
    }
  }
}
