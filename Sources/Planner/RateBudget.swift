package import TropeModel

/// A request of the last day, as the ledger remembers it.
package struct PastRequest: Hashable, Sendable {
  package var startedAt: Timestamp
  /// Its input tokens; 0 where they are not known.
  package var tokens: Int

  package init(startedAt: Timestamp, tokens: Int = 0) {
    self.startedAt = startedAt
    self.tokens = tokens
  }
}

/// When the next real-time request may be sent: requests a minute, tokens a minute and requests a day at once.
///
/// Two things are asked of it: no refusal of our own making, and nearly all of what is allowed. So requests are
/// spread evenly (servers also enforce a minute's limit over a second), and no window of a minute or a day, slid
/// anywhere, ever holds more than its limit; the windows are longer than their name by `jitter`, because requests
/// do not arrive at the distances at which they were sent. The server's headers win over the limits given here,
/// and over our own count where the server counts more; for the day they win either way.
///
/// It has no clock: every call says what time it is. Forecast and limiter use this very type.
package struct RateBudget: Sendable {
  /// Given for each start; says later which request an answer belongs to.
  package struct Ticket: Hashable, Sendable {
    let startedAt: Int64
    let tokens: Int
    /// Requests and tokens that this budget had booked in all, this one included.
    let sentRequests: Int
    let sentTokens: Int
    let dayUse: Int
  }

  /// Limits as they hold now: those given, with what the server said laid over them.
  package private(set) var limits: Limits
  private var minute: SlidingWindow
  private var tokens: SlidingWindow
  private var day: SlidingWindow
  private var hasDay: Bool
  private var requestPacer: Pacer
  private var tokenPacer: Pacer
  private var refill = RefillEvidence()
  private var requestLevel = ServerLevel()
  private var tokenLevel = ServerLevel()
  private var sentRequests = 0
  private var sentTokens = 0
  private var heldUntil: Int64 = .min
  /// Tokens of the largest request of late.
  private var largest = 0.0

  private static let minuteLength: Int64 = 60_000
  private static let dayLength: Int64 = 86_400_000
  /// The day's requests are kept in lumps of ten seconds: at most 8,640 of them.
  private static let dayGrain: Int64 = 10_000

  /// - Parameters:
  ///   - past: requests of the last 24 hours, failed ones too, in order of time.
  ///   - jitter: by how much two requests may come closer on their way.
  ///   - burst: how late a start may be made up for by sending at once what was due.
  package init(
    limits: Limits, past: [PastRequest] = [], jitter: Duration = .milliseconds(500),
    burst: Duration = .milliseconds(250)
  ) {
    self.limits = limits
    let jitter = max(0, jitter.wholeMilliseconds)
    let burst = Double(max(0, burst.wholeMilliseconds))
    minute = SlidingWindow(
      limit: limits.requestsPerMinute, length: Self.minuteLength + jitter, grain: 0)
    tokens = SlidingWindow(
      limit: limits.tokensPerMinute, length: Self.minuteLength + jitter, grain: 0)
    day = SlidingWindow(
      limit: limits.requestsPerDay ?? .max, length: Self.dayLength + jitter, grain: Self.dayGrain)
    hasDay = limits.requestsPerDay != nil
    requestPacer = Pacer(limitPerMinute: limits.requestsPerMinute, burst: burst)
    tokenPacer = Pacer(limitPerMinute: limits.tokensPerMinute, burst: burst)
    preload(past)
  }

  private mutating func preload(_ past: [PastRequest]) {
    guard let latest = past.last?.startedAt.milliseconds else { return }
    for request in past {
      let time = request.startedAt.milliseconds
      day.add(1, at: time)
      guard latest - time < Self.minuteLength * 2 else { continue }
      minute.add(1, at: time)
      tokens.add(request.tokens, at: time)
      requestPacer.start(1, at: time)
      tokenPacer.start(request.tokens, at: time)
    }
  }

  /// The earliest moment, not before `now`, at which a request may be sent. A later call may answer an earlier
  /// moment or a later one, as headers come in; so ask again when it is reached.
  ///
  /// A request of more tokens than a minute allows waits for an empty minute; a plan has none such.
  package mutating func earliestStart(tokens count: Int, now: Timestamp) -> Timestamp {
    let now = now.milliseconds
    var moment = max(now, heldUntil)
    moment = max(moment, requestPacer.earliest(now: now), tokenPacer.earliest(now: now))
    moment = max(
      moment, minute.earliest(for: 1, now: now),
      requestLevel.earliest(for: 1, sent: sentRequests, now: now),
      tokenLevel.earliest(for: count, sent: sentTokens, now: now))
    if !refill.isProven(at: now) {
      moment = max(moment, tokens.earliest(for: count, now: now))
    }
    if hasDay { moment = max(moment, day.earliest(for: 1, now: now)) }
    return Timestamp(milliseconds: moment)
  }

  /// Books a request as sent. Whether it was due is the caller's to have asked.
  @discardableResult
  package mutating func start(tokens count: Int, at now: Timestamp) -> Ticket {
    let now = now.milliseconds
    minute.advance(to: now)
    tokens.advance(to: now)
    day.advance(to: now)
    minute.add(1, at: now)
    tokens.add(count, at: now)
    day.add(1, at: now)
    requestPacer.start(1, at: now)
    tokenPacer.start(count, at: now)
    sentRequests += 1
    sentTokens += count
    largest = max(Double(count), largest * 0.98)
    return Ticket(
      startedAt: now, tokens: count, sentRequests: sentRequests, sentTokens: sentTokens,
      dayUse: day.used)
  }

  /// Takes back a request that never left this machine (no connection was made).
  package mutating func giveBack(_ ticket: Ticket) {
    minute.change(by: -1, at: ticket.startedAt)
    day.change(by: -1, at: ticket.startedAt)
    tokens.change(by: -ticket.tokens, at: ticket.startedAt)
    requestPacer.change(by: -1)
    tokenPacer.change(by: -ticket.tokens)
    sentRequests -= 1
    sentTokens -= ticket.tokens
  }

  /// Holds every request back until a moment: a refusal's `Retry-After`, or the end of a day that is used up.
  package mutating func hold(until moment: Timestamp) {
    heldUntil = max(heldUntil, moment.milliseconds)
    refill.revoke()
  }

  /// Requests left of the day at a moment; `nil` where no limit for the day is known.
  package mutating func remainingOfDay(at now: Timestamp) -> Int? {
    hasDay ? max(0, day.room(at: now.milliseconds)) : nil
  }

  /// Takes in what an answer's headers say.
  ///
  /// - Parameter ticket: of the request that was answered. The server counted when it admitted that request, so
  ///   what was sent after it is not in its figures. Without one, all that was sent is taken to be in them.
  package mutating func observe(
    _ headers: RateHeaders, answering ticket: Ticket?, at now: Timestamp
  ) {
    let now = now.milliseconds
    observeTokens(headers, ticket, now)
    if headers.isAboutDay(limits: limits) {
      observeDay(headers, ticket, now)
    } else {
      observeMinute(headers, ticket, now)
    }
  }

  private mutating func observeTokens(_ headers: RateHeaders, _ ticket: Ticket?, _ now: Int64) {
    if let limit = headers.limitTokens, limit > 0 {
      limits.tokensPerMinute = limit
      tokens.setLimit(limit)
      tokenPacer.setLimit(perMinute: limit)
    }
    guard let remaining = headers.remainingTokens else { return }
    let limit = limits.tokensPerMinute
    let reset = headers.resetTokens?.wholeMilliseconds
    refill.observe(limit: limit, remaining: remaining, reset: reset, at: now)
    // Servers weigh a request by its characters and not by its tokens: one that counts more than we do is drained
    // to its bottom by and by, also where nobody else uses it. Near the bottom, kept in reserve is what others may
    // take before we hear of it, and what overtook on its way: a request that was sent before the answered one may
    // arrive after it. Of what comes back steadily, a reserve costs nothing.
    let reserve = refill.isLikely ? limit / 50 + Int(largest) * 2 : 0
    tokenLevel.observe(
      remaining: remaining - reserve, sentBefore: ticket?.sentTokens ?? sentTokens, at: now,
      fullAt: now + Self.withinMinute(reset),
      refillPerMillisecond: refill.isLikely ? Double(limit) / Double(Self.minuteLength) : 0)
  }

  private mutating func observeMinute(_ headers: RateHeaders, _ ticket: Ticket?, _ now: Int64) {
    if let limit = headers.limitRequests, limit > 0 {
      limits.requestsPerMinute = limit
      minute.setLimit(limit)
      requestPacer.setLimit(perMinute: limit)
    }
    guard let remaining = headers.remainingRequests else { return }
    requestLevel.observe(
      remaining: remaining, sentBefore: ticket?.sentRequests ?? sentRequests, at: now,
      fullAt: now + Self.withinMinute(headers.resetRequests?.wholeMilliseconds),
      refillPerMillisecond: 0)
  }

  private static func withinMinute(_ reset: Int64?) -> Int64 {
    min(max(0, reset ?? minuteLength), minuteLength)
  }

  /// The server's count of the day holds until the next is heard, at most a day: it may know of requests that the
  /// ledger does not, or have forgotten some that the ledger still has.
  private mutating func observeDay(_ headers: RateHeaders, _ ticket: Ticket?, _ now: Int64) {
    if let limit = headers.limitRequests, limit > 0 {
      limits.requestsPerDay = limit
      day.setLimit(limit)
      hasDay = true
    }
    guard hasDay, let remaining = headers.remainingRequests else { return }
    day.advance(to: now)
    day.observe(
      remaining: remaining, ownUse: ticket?.dayUse ?? day.used, until: now + Self.dayLength)
  }
}
