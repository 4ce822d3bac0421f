package import TropeModel

/// What holds for one model in one account: the tables with the user's values laid over them.
package struct ModelTerms: Hashable, Sendable {
  /// The model's name as the user wrote it.
  package let model: String
  /// `nil` for a model that no table knows.
  package let facts: ModelFacts?
  package let limits: Limits
  /// Whether a limit of these is neither given nor on any page, so that the server's headers have to correct it.
  package let limitsAreAssumed: Bool
  package private(set) var prices: Prices
  /// Whether the model is one's own, and nothing is paid for its answers.
  package let isFree: Bool

  /// The same where a server is asked that takes marks in a prompt, or does not.
  ///
  /// - Parameters:
  ///   - takesMarks: whether it is OpenAI's own, or plays it. At another one nothing is marked, and where it passes requests on
  ///     to OpenAI, each is written as a whole.
  ///   - batchHits: the share of a batch's lines that read what another wrote, where that is known.
  package func asked(takesMarks: Bool, batchHits: Double?) -> ModelTerms {
    guard prices.cache.kind == .marked else { return self }
    var terms = self
    if !takesMarks {
      terms.prices.cache.kind = .wholeRequest
    } else if let batchHits, batchHits > prices.breakEvenShareInBatch {
      terms.prices.cache.appliesInBatch = true
    }
    return terms
  }

  /// Resolves a model's limits and prices.
  ///
  /// - Parameters:
  ///   - model: a model's name or the name of a snapshot.
  ///   - tier: the account's usage tier, 1 to 5; used only where a limit is not given.
  ///   - isOwn: whether it runs on one's own machine: then a model that no table knows has no limits and no prices but those
  ///     that are given.
  /// - Throws: `PlanError` naming every key that has to be given where the tables do not tell it.
  package init(
    model: String, tier: Int = 1, limits: LimitOverrides = LimitOverrides(),
    prices: PriceOverrides = PriceOverrides(), isOwn: Bool = false
  ) throws(PlanError) {
    let facts = ModelFacts.named(model)
    let isOwn = isOwn && facts == nil
    guard TierLimits.tiers.contains(tier) else { throw .unknownTier(tier) }
    let table = facts.flatMap { TierLimits.limits(of: $0.family, tier: tier) }
    let missing =
      isOwn
      ? []
      : Self.missingLimits(limits, table: table, facts: facts)
        + Self.missingPrices(prices, facts: facts)
    guard missing.isEmpty else {
      throw .missingValues(
        model: model, keys: missing, nearest: ModelFacts.nearest(to: model))
    }
    if let key = Self.firstNotPositive(limits) { throw .notPositive(key: key) }
    self.model = model
    self.facts = facts
    self.limits = Self.merge(limits, table: table, facts: facts)
    limitsAreAssumed =
      facts?.limitsAreAssumed == true
      && [limits.requestsPerMinute, limits.tokensPerMinute, limits.enqueuedTokens].contains(nil)
    self.prices = Self.merge(prices, facts: facts)
    isFree = isOwn && self.prices.standard.isNothing && self.prices.batch.isNothing
  }

  init(
    model: String, facts: ModelFacts?, limits: Limits, limitsAreAssumed: Bool, prices: Prices,
    isFree: Bool
  ) {
    self.model = model
    self.facts = facts
    self.limits = limits
    self.limitsAreAssumed = limitsAreAssumed
    self.prices = prices
    self.isFree = isFree
  }

  private static func missingLimits(
    _ given: LimitOverrides, table: TierLimits?, facts: ModelFacts?
  ) -> [String] {
    var keys: [String] = []
    if table == nil {
      if given.requestsPerMinute == nil { keys.append("limits.requests_per_minute") }
      if given.tokensPerMinute == nil { keys.append("limits.tokens_per_minute") }
      if given.enqueuedTokens == nil { keys.append("limits.enqueued_tokens") }
    }
    if facts == nil, given.contextTokens == nil { keys.append("limits.context_tokens") }
    return keys
  }

  private static func missingPrices(_ given: PriceOverrides, facts: ModelFacts?) -> [String] {
    guard facts == nil else { return [] }
    var keys: [String] = []
    if given.input == nil { keys.append("prices.input") }
    if given.output == nil { keys.append("prices.output") }
    if given.batchInput == nil { keys.append("prices.batch_input") }
    if given.batchOutput == nil { keys.append("prices.batch_output") }
    return keys
  }

  private static func firstNotPositive(_ given: LimitOverrides) -> String? {
    let values: [(String, Int?)] = [
      ("limits.requests_per_minute", given.requestsPerMinute),
      ("limits.requests_per_day", given.requestsPerDay),
      ("limits.tokens_per_minute", given.tokensPerMinute),
      ("limits.enqueued_tokens", given.enqueuedTokens),
      ("limits.context_tokens", given.contextTokens),
      ("limits.requests_per_batch", given.requestsPerBatch),
      ("limits.batch_file_size", given.bytesPerBatch),
    ]
    return values.first { $0.1.map { $0 < 1 } ?? false }?.0
  }

  /// Called once nothing is missing but what one's own model goes without.
  private static func merge(
    _ given: LimitOverrides, table: TierLimits?, facts: ModelFacts?
  ) -> Limits {
    Limits(
      requestsPerMinute: given.requestsPerMinute ?? table?.requestsPerMinute ?? Limits.none,
      requestsPerDay: given.requestsPerDay ?? table?.requestsPerDay,
      tokensPerMinute: given.tokensPerMinute ?? table?.tokensPerMinute ?? Limits.none,
      enqueuedTokens: given.enqueuedTokens ?? table?.enqueuedTokens ?? Limits.none,
      requestsPerBatch: given.requestsPerBatch ?? Limits.documentedRequestsPerBatch,
      bytesPerBatch: given.bytesPerBatch ?? Limits.documentedBytesPerBatch,
      contextTokens: given.contextTokens ?? facts?.inputTokens ?? Limits.none,
      outputTokens: facts?.outputTokens)
  }

  private static func merge(_ given: PriceOverrides, facts: ModelFacts?) -> Prices {
    let table = facts?.prices
    var standard = table?.standard ?? TokenPrices(input: 0, cachedInput: 0, output: 0)
    var batch = table?.batch ?? TokenPrices(input: 0, cachedInput: 0, output: 0)
    // A model whose cached price nobody gave has no discount; a given input price makes the table's void.
    if let input = given.input { standard = standard.atInputPrice(input) }
    if let cached = given.cachedInput { standard.cachedInput = cached }
    if let output = given.output { standard.output = output }
    if let input = given.batchInput { batch = batch.atInputPrice(input) }
    if let output = given.batchOutput { batch.output = output }
    let isOwnBatch = given.batchInput != nil || given.batchOutput != nil
    let isOwnStandard = given.input != nil || given.output != nil
    return Prices(
      standard: standard, batch: batch,
      // Where a model has flex, it costs what a batch does.
      flex: table?.flex.map { isOwnBatch ? batch : $0 },
      fast: isOwnStandard ? nil : table?.fast,
      cache: table?.cache ?? PromptCacheRule(appliesInBatch: false),
      longContext: table?.longContext)
  }
}

extension TokenPrices {
  /// Whether no token costs anything.
  fileprivate var isNothing: Bool {
    input == 0 && cachedInput == 0 && cacheWrite == 0 && output == 0
  }

  /// With an input price of somebody's own: a write costs as many times as much as before, and a cached token what another
  /// does.
  fileprivate func atInputPrice(_ price: Double) -> TokenPrices {
    TokenPrices(
      input: price, cachedInput: price,
      cacheWrite: input > 0 ? price * (cacheWrite / input) : price, output: output)
  }
}
