package import TropeModel

/// Keeps many requests from hammering a server that is down: after some failures in a row one
/// request at a time feels its way, ever more rarely; after a success twice as many may go each
/// time until all may.
///
/// ```
/// closed ──failures in a row──▶ open (one probe after each pause, pauses double)
///   ▲                             │ success          ▲ failure
///   └──────── wide enough ──── recovering(2, 4, …) ──┘
/// ```
package struct CircuitBreaker: Sendable {
  /// Whether a request may go.
  package enum Permission: Sendable, Hashable {
    /// Go, and report how it ended with this ticket.
    case go(Ticket)
    /// Ask again then.
    case wait(until: Timestamp)
    /// Ask again when a request that is under way has ended.
    case waitForOthers
  }

  /// A request under way: it knows in which phase it went.
  package struct Ticket: Sendable, Hashable {
    let phase: Int
    /// From 1, in the order in which requests go.
    let number: Int
  }

  /// How a request ended, as far as the server's health is concerned.
  package enum Outcome: Sendable, Hashable {
    /// The server answered sensibly, be it with a refusal.
    case answered
    /// `APIFailure.speaksOfServer`.
    case failed
    /// The same, by a connection that broke, and with it all requests that shared it: an HTTP/2 server that puts an end
    /// to each connection after so many requests is well. Of those that were under way at once it counts once, as half of
    /// what opens.
    case cut
    /// Cancelled or otherwise without meaning.
    case void
  }

  private enum State: Hashable {
    case closed(failures: Int)
    case open(until: Timestamp, pause: Duration, isProbing: Bool)
    case recovering(allowed: Int, underWay: Int)
  }

  private var state = State.closed(failures: 0)
  /// Grows with each change of phase, so that late news of an earlier phase is recognised as such.
  private var phase = 0
  /// How many requests have gone, and how many had when a cut was counted last.
  private var gone = 0
  private var goneAtLastCut = 0
  private let failuresToOpen: Int
  private static let firstPause = Duration.seconds(1)
  private static let longestPause = Duration.seconds(60)
  /// As soon as this many may go at once, all may.
  private let wideEnough: Int

  package init(failuresToOpen: Int = 8, wideEnough: Int = 32) {
    self.failuresToOpen = max(1, failuresToOpen)
    self.wideEnough = wideEnough
  }

  /// Whether requests go one at a time or not at all.
  package var isOpen: Bool {
    if case .open = state { return true }
    return false
  }

  /// Asks for one request to go now.
  package mutating func ask(now: Timestamp) -> Permission {
    switch state {
    case .closed: return .go(nextTicket())
    case .open(let until, let pause, let isProbing):
      if isProbing { return .waitForOthers }
      if now < until { return .wait(until: until) }
      state = .open(until: until, pause: pause, isProbing: true)
      return .go(nextTicket())
    case .recovering(let allowed, let underWay):
      guard underWay < allowed else { return .waitForOthers }
      state = .recovering(allowed: allowed, underWay: underWay + 1)
      return .go(nextTicket())
    }
  }

  private mutating func nextTicket() -> Ticket {
    gone += 1
    return Ticket(phase: phase, number: gone)
  }

  /// Takes in how a request ended; `random` in 0..<1 spreads the pause over its second half.
  package mutating func ended(
    _ ticket: Ticket, _ outcome: Outcome, now: Timestamp, random: Double
  ) {
    let isLate = ticket.phase != phase
    switch state {
    case .closed(let failures):
      if isLate { return }
      switch outcome {
      case .void: break
      case .answered: state = .closed(failures: 0)
      case .cut where ticket.number <= goneAtLastCut: break
      case .cut:
        goneAtLastCut = gone
        count(failures + max(1, failuresToOpen / 2), now: now, random: random)
      case .failed: count(failures + 1, now: now, random: random)
      }
    case .open(let until, let pause, _):
      // Of the requests that went before it opened only good news counts.
      switch outcome {
      case .answered: enter(.recovering(allowed: 2, underWay: 0))
      case .void where !isLate: state = .open(until: until, pause: pause, isProbing: false)
      case .failed where !isLate, .cut where !isLate:
        open(pause: min(pause * 2, Self.longestPause), now: now, random: random)
      case .void, .failed, .cut: break
      }
    case .recovering(let allowed, let underWay):
      if isLate { return }
      switch outcome {
      case .void: state = .recovering(allowed: allowed, underWay: max(0, underWay - 1))
      case .answered where allowed * 2 >= wideEnough: enter(.closed(failures: 0))
      case .answered: state = .recovering(allowed: allowed * 2, underWay: max(0, underWay - 1))
      case .failed, .cut: open(pause: Self.firstPause, now: now, random: random)
      }
    }
  }

  /// So many failures in a row are too many, or not yet.
  private mutating func count(_ failures: Int, now: Timestamp, random: Double) {
    if failures < failuresToOpen {
      state = .closed(failures: failures)
    } else {
      open(pause: Self.firstPause, now: now, random: random)
    }
  }

  private mutating func open(pause: Duration, now: Timestamp, random: Double) {
    let share = 0.5 + min(max(random, 0), 1) / 2
    enter(.open(until: now + pause * share, pause: pause, isProbing: false))
  }

  private mutating func enter(_ new: State) {
    phase += 1
    state = new
  }
}
