import TropeModel

/// Tokens and dollars of a lane; times are not its business.
extension LaneForecast {
  static func batch(
    _ batches: [[PlanRequest]], prices: Prices, assumptions: ForecastAssumptions
  ) -> LaneForecast {
    var sum = LaneForecast()
    sum.batches = batches.count
    var cache = CacheReckoning(
      rule: prices.cache, hitShare: prices.cache.appliesInBatch ? assumptions.cacheHitShare : 0)
    for batch in batches {
      for request in batch {
        let cached = cache.cachedTokens(of: request)
        sum.add(request, cached: cached)
        sum.cost += prices.batchCost(
          input: request.input.tokens, cached: cached, output: request.expectedOutput)
      }
    }
    return sum
  }

  static func realtime(
    _ requests: [PlanRequest], prices: Prices, assumptions: ForecastAssumptions
  ) -> LaneForecast {
    var sum = LaneForecast()
    var cache = CacheReckoning(rule: prices.cache, hitShare: assumptions.cacheHitShare)
    for request in requests {
      let cached = cache.cachedTokens(of: request)
      sum.add(request, cached: cached)
      sum.cost += prices.realtimeCost(
        input: request.input.tokens, cached: cached, output: request.expectedOutput)
    }
    return sum
  }
}

extension LaneForecast {
  fileprivate mutating func add(_ request: PlanRequest, cached: Int) {
    questions += request.items.count
    requests += 1
    inputTokens += request.input.tokens
    cachedTokens += cached
    outputTokens += request.expectedOutput
  }
}

/// Which requests read their beginning from the cache: all that have a forerunner with the same beginning, or the
/// share of them that is assumed.
private struct CacheReckoning {
  let rule: PromptCacheRule
  let hitShare: Double
  private var seenPrefixes: Set<Int> = []
  private var due = 0.0

  init(rule: PromptCacheRule, hitShare: Double) {
    self.rule = rule
    self.hitShare = min(1, max(0, hitShare))
  }

  mutating func cachedTokens(of request: PlanRequest) -> Int {
    guard hitShare > 0 else { return 0 }
    let tokens = rule.cachedTokens(ofPrefix: request.sharedPrefix)
    // Prefixes of one length are one prefix: it depends on the size of the group alone.
    guard tokens > 0, !seenPrefixes.insert(request.sharedPrefix).inserted else { return 0 }
    due += hitShare
    guard due >= 1 else { return 0 }
    due -= 1
    return tokens
  }
}
