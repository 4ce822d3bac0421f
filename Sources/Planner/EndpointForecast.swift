package import TropeModel

/// One of several servers that share the real-time lane, as a forecast reckons with it.
package struct EndpointAssumptions: Hashable, Sendable {
  package var name: String
  package var limits: Limits
  package var prices: Prices
  /// The most requests under way at it at once.
  package var concurrency: Int
  package var latencyTypical: Duration
  package var latencyWorst: Duration
  /// Output tokens a second of one reply.
  package var outputTokensPerSecond: Double
  /// Its requests of the last 24 hours, in order of time.
  package var pastRequests: [PastRequest]

  package init(
    name: String, limits: Limits, prices: Prices, assumptions: ForecastAssumptions
  ) {
    self.name = name
    self.limits = limits
    self.prices = prices
    concurrency = assumptions.concurrency
    latencyTypical = assumptions.latencyTypical
    latencyWorst = assumptions.latencyWorst
    outputTokensPerSecond = assumptions.outputTokensPerSecond
    pastRequests = assumptions.pastRequests
  }
}

/// What one of several servers of the real-time lane will do and cost.
package struct EndpointForecast: Hashable, Sendable {
  package var name: String
  /// Its times are not its own: it shares the lane's.
  package var lane: LaneForecast
}

/// Several servers on a virtual clock: a request goes to the cheapest that has room, as in the lane itself.
enum VirtualEndpoints {
  /// - Parameters:
  ///   - isWorst: whether answers are slow, and some requests have to be sent again.
  ///   - endpoints: the cheapest first.
  /// - Returns: the requests of each, in the order of `endpoints`, and the time until the last reply.
  static func run(
    _ requests: [PlanRequest], isWorst: Bool, _ endpoints: [EndpointAssumptions],
    _ assumptions: ForecastAssumptions, _ start: Timestamp
  ) -> (shares: [[PlanRequest]], time: Duration) {
    var lanes = endpoints.map { endpoint in
      VirtualRealtimeLane.Lane(
        endpoint.limits, isWorst ? endpoint.latencyWorst : endpoint.latencyTypical,
        assumptions.at(endpoint), start)
    }
    var shares = endpoints.map { _ in [PlanRequest]() }
    var now = start
    func send(_ request: PlanRequest) -> Int? {
      var best: (place: Int, due: Timestamp)?
      for place in lanes.indices where request.fits(endpoints[place].limits) {
        let due = max(now, lanes[place].due(request))
        if best.map({ due < $0.due }) ?? true { best = (place, due) }
        if due <= now { break }
      }
      // One that fits none is in no plan; should it be, the cheapest takes it.
      let chosen = best ?? (0, now)
      guard lanes.indices.contains(chosen.place) else { return nil }
      now = max(now, chosen.due)
      lanes[chosen.place].wait(until: now)
      lanes[chosen.place].send(request)
      return chosen.place
    }
    for request in requests {
      if let place = send(request) { shares[place].append(request) }
    }
    if isWorst { for request in assumptions.repeats(of: requests) { _ = send(request) } }
    let end = lanes.map(\.lastEnd).max() ?? start
    return (shares, end - start)
  }
}

extension PlanRequest {
  /// Whether a server's context holds it with its reply.
  fileprivate func fits(_ limits: Limits) -> Bool {
    input.tokens.addingSaturated(expectedOutput) <= limits.contextTokens
  }
}

extension ForecastAssumptions {
  /// The same at one of several servers.
  fileprivate func at(_ endpoint: EndpointAssumptions) -> ForecastAssumptions {
    var assumptions = self
    assumptions.concurrency = endpoint.concurrency
    assumptions.outputTokensPerSecond = endpoint.outputTokensPerSecond
    assumptions.pastRequests = endpoint.pastRequests
    return assumptions
  }
}

extension Forecast {
  /// Requests and dollars of several servers, and how long they typically take together.
  mutating func shareAmongEndpoints(
    _ requests: [PlanRequest], assumptions: ForecastAssumptions, start: Timestamp
  ) {
    let (shares, time) = VirtualEndpoints.run(
      requests, isWorst: false, assumptions.endpoints, assumptions, start)
    endpoints = zip(assumptions.endpoints, shares).map { endpoint, requests in
      EndpointForecast(
        name: endpoint.name,
        lane: .realtime(requests, prices: endpoint.prices, assumptions: assumptions))
    }
    realtime = endpoints.reduce(into: LaneForecast()) { $0.add($1.lane) }
    realtime.typical = time
  }

  /// The time that they take at worst.
  mutating func addWorstOfEndpoints(
    _ requests: [PlanRequest], assumptions: ForecastAssumptions, start: Timestamp
  ) {
    realtime.worst =
      VirtualEndpoints.run(
        requests, isWorst: true, assumptions.endpoints, assumptions, start
      ).time
  }
}

extension ModelTerms {
  /// What one request costs that is as long as most: by this endpoints are put in order.
  package var usualRequestCost: Double {
    prices.cost(of: TokenUsage(input: 2_000, cachedInput: 0, output: 200), in: .standard)
  }

  /// Several servers that share the real-time lane, taken together: rates add up, the longest context counts, and for bounds
  /// the dearest price.
  ///
  /// - Parameters:
  ///   - all: of each, the cheapest first; at least one.
  ///   - batches: of the server that gets batches; `nil` where there is none.
  package init?(sharing all: [ModelTerms], model: String, batches: ModelTerms?) {
    guard let dearest = all.last else { return nil }
    let perDay = all.map(\.limits.requestsPerDay)
    let output = all.map(\.limits.outputTokens)
    var limits = Limits(
      requestsPerMinute: all.map(\.limits.requestsPerMinute).sumOfLimits,
      requestsPerDay: perDay.contains(nil) ? nil : perDay.compactMap(\.self).sumOfLimits,
      tokensPerMinute: all.map(\.limits.tokensPerMinute).sumOfLimits,
      enqueuedTokens: batches?.limits.enqueuedTokens ?? Limits.none,
      contextTokens: all.map(\.limits.contextTokens).max() ?? Limits.none,
      outputTokens: output.contains(nil) ? nil : output.compactMap(\.self).max())
    if let batches {
      limits.requestsPerBatch = batches.limits.requestsPerBatch
      limits.bytesPerBatch = batches.limits.bytesPerBatch
    }
    var prices = batches?.prices ?? dearest.prices
    prices.standard = dearest.prices.standard
    prices.flex = nil
    self.init(
      model: model, facts: batches?.facts ?? ModelFacts.named(model), limits: limits,
      limitsAreAssumed: all.contains(where: \.limitsAreAssumed), prices: prices,
      isFree: all.allSatisfy(\.isFree) && batches?.isFree != false)
  }
}

extension [Int] {
  /// At most what stands for no limit.
  fileprivate var sumOfLimits: Int {
    Swift.min(Limits.none, reduce(0) { $0.addingSaturated($1) })
  }
}
