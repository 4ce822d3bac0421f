import OpenAIClient
import Planner
import TropeModel

/// Lets real-time requests through: at the rate that is allowed, and one at a time while the server is ill or turns them away.
/// It goes by the steady clock, which nobody sets.
actor RealtimeGate {
  /// The right to send one request; to be handed back with `answered` or `failed`.
  struct Pass: Sendable {
    var ticket: RateBudget.Ticket
    var breaker: CircuitBreaker.Ticket
    /// By the steady clock.
    var sentAt: Timestamp
  }

  private var budget: RateBudget
  private var breaker = CircuitBreaker()
  private var pause = LimitPause()
  private let time: TimeSource
  private let stop: StopSignal
  private let random: @Sendable () -> Double
  private let report: @Sendable (LaneEvent) -> Void
  private let noWait: Bool
  private let health: ServerHealth
  private let lane: Lane
  private var toldLimits: Limits?
  private var heldUntil: Timestamp?
  private var hasHeard = false
  /// The limits with what the server's headers said; `nil` before they have said anything.
  var heardLimits: Limits? { hasHeard ? budget.limits : nil }
  /// When a request was answered last, if only with a refusal.
  private var answeredAt: Timestamp?
  /// What is wrong with the server, as it was last heard.
  private var illness: APIFailure?

  /// Waits longer than this are told to the user.
  private static let quietWait: Duration = .seconds(10)
  /// How often a gate that waits for other requests looks again.
  private static let glance: Duration = .milliseconds(100)

  init(budget: RateBudget, context: LaneContext) {
    self.budget = budget
    health = context.health
    time = context.time
    stop = context.stop
    random = context.random
    report = context.report
    noWait = context.noWait
    lane = context.realtimeLane
  }

  /// Waits until a request of so many tokens may go; `nil` when the run is to stop, or when the wait is long and
  /// the user does not want to wait.
  func pass(tokens: Int) async -> Pass? {
    var told: Timestamp?
    tellLimits()
    while stop.raised == nil {
      let now = time.steady()
      let due = budget.earliestStart(tokens: tokens, now: now)
      if due > now {
        if noWait, due - now > LaneContext.longWait { return nil }
        if due - now > Self.quietWait, told != due {
          told = due
          tellWait(until: due, whyWaiting(now: now))
        }
        guard await stop.sleep(due - now, by: time) else { return nil }
        continue
      }
      guard pause.mayGo else {
        guard await stop.sleep(Self.glance, by: time) else { return nil }
        continue
      }
      switch breaker.ask(now: now) {
      case .go(let ticket):
        pause.goes(at: now)
        return Pass(ticket: budget.start(tokens: tokens, at: now), breaker: ticket, sentAt: now)
      case .wait(let until):
        if told != until {
          told = until
          tellWait(until: until, .server(illness))
        }
        guard await stop.sleep(until - now, by: time) else { return nil }
      case .waitForOthers:
        guard await stop.sleep(Self.glance, by: time) else { return nil }
      }
    }
    return nil
  }

  private func tellWait(until moment: Timestamp, _ why: WaitReason) {
    report(.waiting(lane: lane, until: time.onWall(moment), why))
  }

  private func whyWaiting(now: Timestamp) -> WaitReason {
    if let left = budget.remainingOfDay(at: now), left <= 0 { return .day }
    return .rate
  }

  /// A request was answered sensibly, if only with a refusal of that request.
  func answered(_ pass: Pass, headers: RateLimitHeaders) async {
    pause.passed(sentAt: pass.sentAt)
    await heard(pass, headers)
  }

  /// The server answered, be it that a limit turns the request away.
  private func heard(_ pass: Pass, _ headers: RateLimitHeaders) async {
    await health.answered()
    answeredAt = time.steady()
    breaker.ended(pass.breaker, .answered, now: time.steady(), random: random())
    observe(headers, pass)
  }

  /// A request failed.
  ///
  /// - Returns: whether the server is ill: then the failure says nothing of the request.
  func failed(_ pass: Pass, _ failure: APIFailure) async -> Bool {
    observe(failure.rateLimits, pass)
    if case .transport(let transport) = failure.kind, !transport.requestMayHaveRun {
      budget.giveBack(pass.ticket)
    }
    if failure.isLimit { limited(pass, failure) } else { pause.ended(sentAt: pass.sentAt) }
    guard failure.speaksOfServer else {
      if failure.disposition == .cancelled {
        breaker.ended(pass.breaker, .void, now: time.steady(), random: random())
      } else {
        await heard(pass, failure.rateLimits)
      }
      return false
    }
    illness = failure
    let outcome: CircuitBreaker.Outcome = failure.isConnectionCut ? .cut : .failed
    breaker.ended(pass.breaker, outcome, now: time.steady(), random: random())
    if await health.failed(at: time.steady(), failure) {
      stop.raise(.cannotGoOn(.call(failure)))
    }
    return breaker.isOpen
  }

  /// Whether any request was answered since then.
  func hasAnswered(since moment: Timestamp) -> Bool { answeredAt.map { $0 >= moment } ?? false }

  /// A limit turned a request away: the lane pauses.
  private func limited(_ pass: Pass, _ failure: APIFailure) {
    let now = time.steady()
    let until = pause.refused(
      sentAt: pass.sentAt, now: now, wish: failure.retryAfter, random: random())
    hold(until: until)
    guard until - now > Self.quietWait else { return }
    tellWait(until: until, .server(failure))
  }

  /// Nothing goes for so long.
  func hold(_ wait: Duration) { hold(until: time.steady() + wait) }

  private func hold(until moment: Timestamp) {
    heldUntil = max(heldUntil ?? moment, moment)
    budget.hold(until: moment)
  }

  /// For how long nothing goes from now on.
  func held() -> Duration { heldUntil.map { max(.zero, $0 - time.steady()) } ?? .zero }

  /// Tells of the limits where they are others than were told before.
  private func tellLimits() {
    guard budget.limits != toldLimits else { return }
    toldLimits = budget.limits
    report(.limits(budget.limits))
  }

  private func observe(_ headers: RateLimitHeaders, _ pass: Pass) {
    guard !headers.isEmpty else { return }
    hasHeard = true
    defer { tellLimits() }
    budget.observe(
      RateHeaders(
        limitRequests: headers.requests.limit, remainingRequests: headers.requests.remaining,
        resetRequests: headers.requests.reset, limitTokens: headers.tokens.limit,
        remainingTokens: headers.tokens.remaining, resetTokens: headers.tokens.reset,
        describesDay: headers.requests.describesDay),
      answering: pass.ticket, at: time.steady())
  }
}
