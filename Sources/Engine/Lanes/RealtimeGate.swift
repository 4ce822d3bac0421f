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
    /// Whether it is to try whether a server that was left out is well again.
    var isProbe = false
  }

  /// Whether a request may go.
  enum Offer: Sendable {
    case go(Pass)
    /// Ask again then; `isForLimit`: the limits want it, and not the server's health.
    case wait(until: Timestamp, WaitReason, isForLimit: Bool)
    /// Ask again when a request that is under way has ended.
    case waitForOthers
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
  /// Since when it is ill, so that requests go one at a time; `nil` where it has answered since.
  private var illSince: Timestamp?
  /// What is wrong with the server, as it was last heard.
  private var illness: APIFailure?
  /// The server's name, where it is one of several: then it is left out where a single one would end the run.
  private let endpoint: String?
  private var out = Outage()
  private var hasToldIllness = false
  /// Requests refused for what they are since the last that was answered, and whether any was.
  private var refusals = RefusalCount()
  private var hasAnswered = false

  /// Waits longer than this are told to the user.
  static let quietWait: Duration = .seconds(10)
  /// How often a gate that waits for other requests looks again.
  static let glance: Duration = .milliseconds(100)

  /// - Parameter endpoint: the server's name, where it is one of several.
  init(budget: RateBudget, context: LaneContext, endpoint: String?) {
    self.budget = budget
    self.endpoint = endpoint
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
      switch offer(tokens: tokens) {
      case .go(let pass): return pass
      case .wait(let until, let why, let isForLimit):
        let wait = until - time.steady()
        if isForLimit, noWait, wait > LaneContext.longWait { return nil }
        if !isForLimit || wait > Self.quietWait, told != until {
          told = until
          tellWait(until: until, why)
        }
        guard await stop.sleep(wait, by: time) else { return nil }
      case .waitForOthers:
        guard await stop.sleep(Self.glance, by: time) else { return nil }
      }
    }
    return nil
  }

  /// Lets a request of so many tokens go now, where it may.
  func offer(tokens: Int) -> Offer {
    let now = time.steady()
    if let (until, _) = outage(now: now) {
      return .wait(until: until, .server(illness), isForLimit: false)
    }
    let due = budget.earliestStart(tokens: tokens, now: now)
    if due > now { return .wait(until: due, whyWaiting(now: now), isForLimit: true) }
    guard pause.mayGo else { return .waitForOthers }
    switch breaker.ask(now: now) {
    case .go(let ticket):
      pause.goes(at: now)
      return .go(
        Pass(
          ticket: budget.start(tokens: tokens, at: now), breaker: ticket, sentAt: now,
          isProbe: out.goes()))
    case .wait(let until): return .wait(until: until, .server(illness), isForLimit: false)
    case .waitForOthers: return .waitForOthers
    }
  }

  // MARK: One of several

  /// Why the server is left out; `nil` where it is not.
  var obstacle: Obstacle? { out.obstacle }

  /// Why nothing may go there now, and until when; `nil` where the server is not left out, or is to be tried again.
  func outage(now: Timestamp) -> (until: Timestamp, why: Obstacle)? {
    guard let until = out.heldUntil(now: now), let obstacle = out.obstacle else { return nil }
    return (until, obstacle)
  }

  /// Whether a request that no other server takes waits for this one: not for one that is left out for good, or that has been
  /// tried in vain for some minutes, be it left out or ill.
  func isWorthWaiting(at now: Timestamp) -> Bool {
    guard let obstacle = out.obstacle else {
      return illSince.map { now - $0 < Self.longestIllnessWaited } ?? true
    }
    return obstacle.mayPass && out.attempts < Self.mostAttemptsWaited
  }

  /// At 30 seconds and doubled pauses about seven minutes.
  private static let mostAttemptsWaited = 5
  /// As long.
  private static let longestIllnessWaited: Duration = .seconds(420)

  /// Whether it is neither left out nor ill.
  var isWell: Bool { out.obstacle == nil && !breaker.isOpen }

  /// Leaves the server out, since it can do nothing for now; where it is the only one, the run stops.
  func leaveOut(_ obstacle: Obstacle, _ pass: Pass) {
    guard let endpoint else { return stop.raise(.cannotGoOn(obstacle)) }
    if out.begin(obstacle, isProbe: pass.isProbe, now: time.steady(), random: random()) {
      report(.remark(batch: nil, words: EndpointWords.leftOut(endpoint, obstacle)))
    }
  }

  /// A request was refused for what it is.
  ///
  /// - Returns: whether the server refuses whatever it is asked.
  func refused(_ failure: APIFailure) -> Bool {
    refusals.took(failure, hasReplies: hasAnswered)
  }

  /// Tells once that a server which is one of several has fallen ill.
  private func tellIllness(_ failure: APIFailure) {
    guard let endpoint, breaker.isOpen, out.obstacle == nil, !hasToldIllness else { return }
    hasToldIllness = true
    report(.remark(batch: nil, words: EndpointWords.isIll(endpoint, "\(failure)")))
  }

  private func isBack() {
    let wasOut = out.end()
    guard let endpoint, wasOut || hasToldIllness else { return }
    hasToldIllness = false
    report(.remark(batch: nil, words: EndpointWords.isBack(endpoint)))
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
    refusals.answered()
    hasAnswered = true
    await heard(pass, headers)
    isBack()
  }

  /// The server answered, be it that a limit turns the request away.
  private func heard(_ pass: Pass, _ headers: RateLimitHeaders) async {
    await health.answered()
    answeredAt = time.steady()
    illSince = nil
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
    if pass.isProbe { out.probeEnded() }
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
    if breaker.isOpen { illSince = illSince ?? time.steady() }
    let isHopeless = await health.failed(at: time.steady(), failure)
    if isHopeless || pass.isProbe { leaveOut(.call(failure), pass) } else { tellIllness(failure) }
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
    // Of several, another may have room.
    guard until - now > Self.quietWait, endpoint == nil else { return }
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
    guard endpoint == nil, budget.limits != toldLimits else { return }
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
