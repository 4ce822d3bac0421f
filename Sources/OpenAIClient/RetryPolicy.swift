/// How often and how soon a failed request is sent again. Pure: the random number is given.
package struct RetryPolicy: Sendable, Hashable {
  /// How often a request is sent in all before it has failed.
  package var attempts: Int
  /// The longest wait before the first repeat; it doubles with each.
  package var firstWait: Duration
  /// The longest wait of our own choice; a server's wish is honoured beyond it.
  package var longestWait: Duration

  package init(
    attempts: Int = 3, firstWait: Duration = .milliseconds(500),
    longestWait: Duration = .seconds(60)
  ) {
    self.attempts = attempts
    self.firstWait = firstWait
    self.longestWait = longestWait
  }

  /// The wait before repeat number `number` (from 0): full jitter, that is anything up to the
  /// bound, so that requests that failed together do not come back together. A server's wish is a
  /// minimum, the jitter comes on top; and it grows with the repeats all the same, however little the
  /// server asks for: one that says "in 6 ms" says so each time.
  package func wait(number: Int, serverWait: Duration?, random: Double) -> Duration {
    let doublings = min(max(number, 0), 20)
    let bound = min(firstWait * (1 << doublings), longestWait)
    let share = min(max(random, 0), 1)
    guard let serverWait else { return bound * share }
    let asked = serverWait + min(bound, serverWait / 4 + firstWait) * share
    return number > 0 ? max(asked, bound * (0.5 + share / 2)) : asked
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

  /// Failures so far, without those that no request is to blame for.
  package private(set) var failures = 0
  /// How often it was turned away by a limit or by a server that was not ready. That ends never: a limit is nobody's
  /// failure.
  package private(set) var limitHits = 0

  private var queueHits = 0
  private static let mostQueueHits = 30

  package init() {}

  /// Takes in a failure; `random` is in 0..<1.
  package mutating func failed(
    _ failure: APIFailure, policy: RetryPolicy, random: Double
  ) -> Action {
    switch failure.disposition {
    case .cancelled: return .cancelled
    case .stopPayingLanes: return .stopPayingLanes
    case .waitForQueue:
      // It is a batch that has to wait for the queue; of anything else it is said in error, sooner or later one's own.
      queueHits += 1
      return queueHits < Self.mostQueueHits ? .waitForQueue : .giveUp
    case .sleepDay(let wait): return .sleepDay(after: wait)
    case .failRequest:
      failures += 1
      return .giveUp
    case .retry(let wait):
      if failure.isNobodysFailure {
        limitHits += 1
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
    case .rateLimitedMinute, .rateLimitedDay, .slowDown, .queueFull: true
    default: false
    }
  }

  /// Whether it tells nothing of the request, however often it comes: a limit, a server that is not ready yet, or a tier of
  /// service without room, which says nothing of the pace either.
  package var isNobodysFailure: Bool {
    isLimit || kind == .loading || kind == .noDeployment || kind == .resourceUnavailable
  }
}
