package import TropeModel

/// What a forecast takes for granted beyond limits and prices.
package struct ForecastAssumptions: Hashable, Sendable {
  /// From a batch's submission to its end.
  package var turnaround: BatchTurnaround
  /// From a real-time request's start to the end of its reply, without the time for its output tokens.
  package var latencyTypical: Duration
  package var latencyWorst = Duration.seconds(10)
  /// Output tokens a second of one reply.
  package var outputTokensPerSecond: Double
  /// The most real-time requests under way at once.
  package var concurrency: Int
  /// Of the requests that could read the shared prefix from the cache, the share that does, 0 to 1.
  package var cacheHitShare: Double
  /// The same for lines of a batch.
  package var batchCacheHitShare = 1.0
  /// Of the real-time requests, the share that has to be sent again, for the worst time only.
  package var worstRepeatShare = 0.05
  /// Requests of the last 24 hours, in order of time.
  package var pastRequests: [PastRequest]
  /// Tokens that other batches of the account hold in the queue.
  package var enqueuedElsewhere: Int
  /// The bounds on output that requests are sent with; `nil` for none.
  package var outputBound: OutputBound?
  /// The most batches under way at once; `nil`: as many as the queue has room for.
  package var batchesAtOnce: Int?
  /// The servers that share the real-time lane, the cheapest first; empty for one alone.
  package var endpoints: [EndpointAssumptions] = []

  /// Output tokens a movie whose characters the model names itself, where neither history nor a vocabulary tells better:
  /// `charactersPerUnnamedMovie` lines of a name and a trope.
  package static let outputTokensPerMovie = 73
  /// Characters that a plot is expected to name: who reads the first 73 plots of the CMU corpus finds 361.
  package static let charactersPerUnnamedMovie = 361.0 / 73

  package init(
    turnaround: BatchTurnaround = .assumed,
    latencyTypical: Duration = .seconds(1), outputTokensPerSecond: Double = 80,
    concurrency: Int = 64, cacheHitShare: Double = 1, pastRequests: [PastRequest] = [],
    enqueuedElsewhere: Int = 0
  ) {
    self.turnaround = turnaround
    self.latencyTypical = latencyTypical
    self.outputTokensPerSecond = outputTokensPerSecond
    self.concurrency = concurrency
    self.cacheHitShare = cacheHitShare
    self.pastRequests = pastRequests
    self.enqueuedElsewhere = enqueuedElsewhere
  }
}

extension ForecastAssumptions {
  /// Output tokens a second of one answer of one's own machine, and how long it reads, before it has shown either.
  private static let (unmeasuredSpeed, unmeasuredReading) = (20.0, Duration.seconds(10))

  /// The same for one's own machine, whose speed is all that bounds it.
  ///
  /// - Parameter tokensPerSecond: of all its answers together; `nil` where it was not measured yet.
  package func ofOwnMachine(tokensPerSecond: Double?) -> ForecastAssumptions {
    var assumptions = self
    // What was measured has the time for reading in it.
    assumptions.outputTokensPerSecond =
      tokensPerSecond.map { $0 / Double(max(1, concurrency)) } ?? Self.unmeasuredSpeed
    assumptions.latencyTypical = tokensPerSecond == nil ? Self.unmeasuredReading : .zero
    assumptions.latencyWorst = assumptions.latencyTypical * 6
    return assumptions
  }

  /// How many times as long as others an answer at the tier flex is taken to need. OpenAI only says that it is slower.
  private static let flexSlowness = 4
  /// How often a request is refused at worst, for want of room.
  private static let worstFlexRefusals = 0.5

  /// What a request weighs against the tokens a minute: what it may become, where that is more than its input.
  func weight(of request: PlanRequest) -> Int {
    max(
      request.input.tokens,
      outputBound?.tokens(
        expected: request.expectedOutput, movies: request.items.count,
        unnamed: request.unnamedAllowance, input: request.input.tokens) ?? 0)
  }

  /// Those of the requests that are sent again at worst, taken evenly from all lengths.
  func repeats(of requests: [PlanRequest]) -> [PlanRequest] {
    let count = Int((Double(requests.count) * min(1, max(0, worstRepeatShare))).rounded(.up))
    let step = max(1, requests.count / max(1, count))
    return (0..<count).map { requests[$0 * step % requests.count] }
  }

  /// The same for the tier flex.
  var forFlex: ForecastAssumptions {
    var assumptions = self
    assumptions.latencyTypical *= Self.flexSlowness
    assumptions.latencyWorst *= Self.flexSlowness
    assumptions.worstRepeatShare = max(worstRepeatShare, Self.worstFlexRefusals)
    return assumptions
  }
}

/// What one lane will do, cost and take, or both lanes together.
package struct LaneForecast: Hashable, Sendable {
  /// Questions that are asked; those that share one are not counted.
  package var questions = 0
  package var requests = 0
  package var batches = 0
  /// Input tokens, cached and written ones among them.
  package var inputTokens = 0
  package var cachedTokens = 0
  /// Input tokens that are written to the prompt cache, where that is billed.
  package var writtenTokens = 0
  package var outputTokens = 0
  /// US dollars.
  package var cost = 0.0
  /// Those of them that are for output.
  package var outputCost = 0.0
  /// From the start to the last reply.
  package var typical = Duration.zero
  /// The same where each batch takes what nine in ten take: what a deadline is held against.
  package var likely = Duration.zero
  package var worst = Duration.zero
  /// Time below which the tokens a minute keep the real-time lane.
  package var boundByTokens = Duration.zero
  /// Time that the requests need at an even share of the day's limit; zero where they fit one day, or there is
  /// no such limit.
  package var boundByDay = Duration.zero

  /// Whether requests wait for the next day, since there are more than one allows.
  var takesDays: Bool { boundByDay > .zero && typical >= .seconds(86_400) }

  package init() {}
}

/// What a plan will cost and how long it will take.
package struct Forecast: Hashable, Sendable {
  package var batch: LaneForecast
  package var realtime: LaneForecast
  /// Whether some token count is an estimate. (Output and times always are.)
  package var isEstimate: Bool
  /// The lane that `realtime` is about: real time at its usual tier or at the tier flex.
  package var realtimeLane: Lane
  /// What each of several servers has of `realtime`; empty for one alone.
  package var endpoints: [EndpointForecast] = []

  package init(
    batch: LaneForecast, realtime: LaneForecast, isEstimate: Bool, realtimeLane: Lane = .realtime
  ) {
    self.batch = batch
    self.realtime = realtime
    self.isEstimate = isEstimate
    self.realtimeLane = realtimeLane
  }
}

extension Forecast {
  /// Runs a plan on a virtual clock through `EnqueuedTokens` and `RateBudget`, which the lanes obey too.
  package init(
    of plan: Plan, limits: Limits, prices: Prices,
    assumptions: ForecastAssumptions = ForecastAssumptions(), start: Timestamp
  ) {
    self.init(costsOf: plan, prices: prices, assumptions: assumptions, start: start)
    addTimes(of: plan, limits: limits, assumptions: assumptions, start: start)
  }

  /// Requests, tokens and dollars alone; times are left to `addTimes`.
  init(
    costsOf plan: Plan, prices: Prices, assumptions: ForecastAssumptions, start: Timestamp
  ) {
    let lane = plan.strategy.realtimeLane
    let isShared = !assumptions.endpoints.isEmpty
    let isExact =
      plan.realtime.allSatisfy(\.input.isExact)
      && plan.batches.allSatisfy { $0.allSatisfy(\.input.isExact) }
    self.init(
      batch: .batch(plan.batches, prices: prices, assumptions: assumptions),
      realtime: isShared
        ? LaneForecast()
        : .realtime(
          plan.realtime, prices: prices, assumptions: assumptions, tier: lane.tier ?? .standard),
      isEstimate: !isExact, realtimeLane: lane)
    if isShared {
      shareAmongEndpoints(plan.realtime, assumptions: assumptions, start: start)
    }
  }

  /// Adds the times of the plan whose costs these are.
  mutating func addTimes(
    of plan: Plan, limits: Limits, assumptions: ForecastAssumptions, start: Timestamp
  ) {
    (batch.typical, batch.likely, batch.worst) =
      VirtualBatchLane.times(plan.batches, limits, assumptions, start)
    if assumptions.endpoints.isEmpty {
      (realtime.typical, realtime.worst) =
        VirtualRealtimeLane.times(
          plan.realtime, limits, plan.strategy.usesFlex ? assumptions.forFlex : assumptions, start)
    } else {
      addWorstOfEndpoints(plan.realtime, assumptions: assumptions, start: start)
    }
    realtime.likely = realtime.typical
    let weight = plan.realtime.reduce(0) { $0.addingSaturated(assumptions.weight(of: $1)) }
    realtime.boundByTokens = .seconds(
      Double(weight) / Double(max(1, limits.tokensPerMinute)) * 60)
    if let perDay = limits.requestsPerDay, realtime.requests > perDay {
      realtime.boundByDay = .seconds(Double(realtime.requests) / Double(max(1, perDay)) * 86_400)
    }
  }
}
