package import TropeModel

/// Tokens and dollars of a lane; times are not its business.
extension LaneForecast {
  static func batch(
    _ batches: [[PlanRequest]], prices: Prices, assumptions: ForecastAssumptions
  ) -> LaneForecast {
    var sum = LaneForecast()
    sum.batches = batches.count
    var cache = CacheReckoning(
      rule: prices.cache, hitShare: min(assumptions.cacheHitShare, assumptions.batchCacheHitShare),
      isBatch: true)
    for batch in batches {
      for request in batch {
        let usage = cache.usage(of: request)
        sum.add(request, usage)
        sum.addCost(of: usage, prices, in: .batch)
      }
    }
    return sum
  }

  static func realtime(
    _ requests: [PlanRequest], prices: Prices, assumptions: ForecastAssumptions,
    tier: ServiceTier = .standard
  ) -> LaneForecast {
    var sum = LaneForecast()
    var cache = CacheReckoning(
      rule: prices.cache, hitShare: assumptions.cacheHitShare, isBatch: false)
    for request in requests {
      let usage = cache.usage(of: request)
      sum.add(request, usage)
      sum.addCost(of: usage, prices, in: tier)
    }
    return sum
  }
}

extension LaneForecast {
  private mutating func addCost(of usage: TokenUsage, _ prices: Prices, in tier: ServiceTier) {
    cost += prices.cost(of: usage, in: tier)
    outputCost += prices.cost(
      of: TokenUsage(input: 0, cachedInput: 0, output: usage.output), in: tier)
  }

  /// Adds requests of batches with these uses.
  package mutating func addBatched(_ use: TokenUsage, questions: Int, _ prices: Prices) {
    self.questions += questions
    requests += 1
    inputTokens += use.input
    outputTokens += use.output
    addCost(of: use, prices, in: .batch)
  }

  fileprivate mutating func add(_ request: PlanRequest, _ usage: TokenUsage) {
    questions += request.items.count
    requests += 1
    inputTokens += usage.input
    cachedTokens += usage.cachedInput
    writtenTokens += usage.cacheWrite
    outputTokens += usage.output
  }
}

/// What requests read from the cache and write to it: all that have a forerunner with the same beginning read it, or the
/// share of them that is assumed.
private struct CacheReckoning {
  let rule: PromptCacheRule
  let hitShare: Double
  let isBatch: Bool
  /// A list, for it is short: mostly all requests have the same.
  private var seenPrefixes: [Int] = []
  private var due = 0.0

  init(rule: PromptCacheRule, hitShare: Double, isBatch: Bool) {
    self.rule = rule
    self.hitShare = min(1, max(0, hitShare))
    self.isBatch = isBatch
  }

  mutating func usage(of request: PlanRequest) -> TokenUsage {
    let input = request.input.tokens
    var usage = TokenUsage(input: input, cachedInput: 0, output: request.expectedOutput)
    if rule.kind == .wholeRequest {
      usage.cacheWrite = input >= rule.minimumTokens ? input : 0
      return usage
    }
    guard !isBatch || rule.appliesInBatch else { return usage }
    let tokens = rule.cachedTokens(ofPrefix: request.sharedPrefix)
    guard tokens > 0 else { return usage }
    if isHit(request) {
      usage.cachedInput = tokens
    } else if rule.kind == .marked {
      usage.cacheWrite = tokens
    }
    return usage
  }

  private mutating func isHit(_ request: PlanRequest) -> Bool {
    // Prefixes of one length are one prefix: it depends on the size of the group alone.
    guard hitShare > 0 else { return false }
    guard seenPrefixes.contains(request.sharedPrefix) else {
      seenPrefixes.append(request.sharedPrefix)
      return false
    }
    due += hitShare
    guard due >= 1 else { return false }
    due -= 1
    return true
  }
}
