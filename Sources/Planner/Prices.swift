package import TropeModel

/// How a model's prompt cache is used and billed.
package struct PromptCacheRule: Hashable, Sendable {
  /// What is read, and what is written.
  package enum Kind: Hashable, Sendable {
    /// The server keeps beginnings by itself and for nothing, as for models before gpt-5.6.
    case automatic
    /// The end of the shared beginning is marked: its first request writes it, for a price, and the others read it.
    case marked
    /// The server marks the end of each whole request: all of it is written, and nothing of it read again.
    case wholeRequest
    /// Nothing is written and nothing read.
    case unused
  }

  package var kind: Kind
  /// A shared beginning shorter than this is never cached, in tokens.
  package var minimumTokens = 1_024
  /// Cached tokens come in multiples of this.
  package var stepTokens: Int
  /// Whether a batch gets the cached price too. Models before gpt-5 have none there.
  package var appliesInBatch: Bool

  package init(kind: Kind = .automatic, stepTokens: Int = 128, appliesInBatch: Bool) {
    self.kind = kind
    self.stepTokens = stepTokens
    self.appliesInBatch = appliesInBatch
  }

  /// Of a beginning of that many tokens that other requests share, the tokens that are read from the cache.
  package func cachedTokens(ofPrefix prefix: Int) -> Int {
    guard prefix >= minimumTokens, stepTokens > 0 else { return 0 }
    switch kind {
    case .automatic: return prefix / stepTokens * stepTokens
    case .marked: return prefix
    case .wholeRequest, .unused: return 0
    }
  }
}

/// A surcharge on requests with a long input: the whole request costs so many times as much.
package struct LongContextPrice: Hashable, Sendable {
  /// Requests with more input tokens than this pay more.
  package var aboveInputTokens: Int
  /// For what is read, cached and written.
  package var inputFactor: Double
  package var outputFactor: Double

  package init(aboveInputTokens: Int, inputFactor: Double, outputFactor: Double) {
    self.aboveInputTokens = aboveInputTokens
    self.inputFactor = inputFactor
    self.outputFactor = outputFactor
  }
}

/// US dollars per million tokens in one tier of service.
package struct TokenPrices: Hashable, Sendable {
  package var input: Double
  /// Equal to `input` where cached tokens have no discount.
  package var cachedInput: Double
  /// Equal to `input` where writing to the cache costs nothing.
  package var cacheWrite: Double
  package var output: Double

  package init(input: Double, cachedInput: Double, cacheWrite: Double? = nil, output: Double) {
    self.input = input
    self.cachedInput = cachedInput
    self.cacheWrite = cacheWrite ?? input
    self.output = output
  }

  /// So many times the price.
  package func times(_ factor: Double) -> TokenPrices {
    TokenPrices(
      input: input * factor, cachedInput: cachedInput * factor, cacheWrite: cacheWrite * factor,
      output: output * factor)
  }
}

/// A model's prices, by tier of service.
package struct Prices: Hashable, Sendable {
  package var standard: TokenPrices
  package var batch: TokenPrices
  /// `nil` for a model that is not served so.
  package var flex: TokenPrices?
  /// `nil` for a model that is not served so.
  package var fast: TokenPrices?
  package var cache: PromptCacheRule
  package var longContext: LongContextPrice?

  package init(
    standard: TokenPrices, batch: TokenPrices, flex: TokenPrices? = nil, fast: TokenPrices? = nil,
    cache: PromptCacheRule = PromptCacheRule(appliesInBatch: false),
    longContext: LongContextPrice? = nil
  ) {
    self.standard = standard
    self.batch = batch
    self.flex = flex
    self.fast = fast
    self.cache = cache
    self.longContext = longContext
  }

  /// Prices of real time and batches alone.
  ///
  /// - Parameter batchCachedInput: `nil` where a batch has no discount for cached input.
  package init(
    input: Double, cachedInput: Double, output: Double, batchInput: Double,
    batchCachedInput: Double? = nil, batchOutput: Double,
    cache: PromptCacheRule = PromptCacheRule(appliesInBatch: false),
    longContext: LongContextPrice? = nil
  ) {
    self.init(
      standard: TokenPrices(input: input, cachedInput: cachedInput, output: output),
      batch: TokenPrices(
        input: batchInput, cachedInput: batchCachedInput ?? batchInput, output: batchOutput),
      cache: cache, longContext: longContext)
  }

  /// The prices of a tier; `nil` where the model is not served so.
  package func prices(for tier: ServiceTier) -> TokenPrices? {
    switch tier {
    case .standard: standard
    case .batch: batch
    case .flex: flex
    case .fast: fast
    }
  }

  /// How many times the standard price `fast` costs where no table has it.
  private static let usualFastFactor = 2.0

  /// What one request costs that was served so, in dollars. A tier without a price costs what is usual.
  package func cost(of usage: TokenUsage, in tier: ServiceTier) -> Double {
    var price =
      prices(for: tier) ?? (tier == .fast ? standard.times(Self.usualFastFactor) : standard)
    if let longContext, usage.input > longContext.aboveInputTokens {
      price.input *= longContext.inputFactor
      price.cachedInput *= longContext.inputFactor
      price.cacheWrite *= longContext.inputFactor
      price.output *= longContext.outputFactor
    }
    let cached = min(max(0, usage.cachedInput), usage.input)
    let written = min(max(0, usage.cacheWrite), usage.input - cached)
    let input =
      Double(usage.input - cached - written) * price.input + Double(cached) * price.cachedInput
      + Double(written) * price.cacheWrite
    return (input + Double(usage.output) * price.output) / 1_000_000
  }

  /// The most that a request can cost, or many of which only the sums are known, in dollars: nothing of it is read from the
  /// cache, and all is written that may be.
  ///
  /// - Parameter writing: the share of the requests that may write; the others ask for no cache.
  package func mostCost(
    input: Int, output: Int, in tier: ServiceTier = .standard, writing share: Double = 1
  ) -> Double {
    let writes = cache.kind == .marked || cache.kind == .wholeRequest
    let written = writes ? (Double(input) * min(1, max(0, share))).rounded(.up) : 0
    return cost(
      of: TokenUsage(
        input: input, cachedInput: 0, cacheWrite: Int(exactly: written) ?? input, output: output),
      in: tier)
  }

  /// The share of a batch's lines that must read the beginning which they share for its writing to pay.
  package var breakEvenShareInBatch: Double {
    let saved = batch.cacheWrite - batch.cachedInput
    return saved > 0 ? (batch.cacheWrite - batch.input) / saved : 1
  }

  /// The same for sums of many requests, of which none is long by itself.
  package var ofSums: Prices {
    var prices = self
    prices.longContext = nil
    return prices
  }

  /// What a request of a batch is expected to cost, in dollars, where it reads nothing from the cache.
  package func batchCost(input: Int, output: Int) -> Double {
    let isWritten = cache.kind == .wholeRequest && input >= cache.minimumTokens
    return cost(
      of: TokenUsage(
        input: input, cachedInput: 0, cacheWrite: isWritten ? input : 0, output: output),
      in: .batch)
  }
}

/// Prices that the user gave, each winning over the table's. The names are those of the tropefile's `prices`.
package struct PriceOverrides: Hashable, Sendable {
  package var input: Double?
  package var cachedInput: Double?
  package var output: Double?
  package var batchInput: Double?
  package var batchOutput: Double?

  package init(
    input: Double? = nil, cachedInput: Double? = nil, output: Double? = nil,
    batchInput: Double? = nil, batchOutput: Double? = nil
  ) {
    self.input = input
    self.cachedInput = cachedInput
    self.output = output
    self.batchInput = batchInput
    self.batchOutput = batchOutput
  }
}
