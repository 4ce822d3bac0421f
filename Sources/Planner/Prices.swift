/// When a prompt's beginning is read from the API's cache, and so costs less.
package struct PromptCacheRule: Hashable, Sendable {
  /// A shared beginning shorter than this is never cached, in tokens.
  package var minimumTokens: Int = 1_024
  /// Cached tokens come in multiples of this.
  package var stepTokens: Int = 128
  /// Whether a batch gets the cached price too. Models before gpt-5 have none there.
  package var appliesInBatch: Bool

  /// Of a beginning of that many tokens that other requests share, the tokens that are read from the cache.
  package func cachedTokens(ofPrefix prefix: Int) -> Int {
    guard prefix >= minimumTokens, stepTokens > 0 else { return 0 }
    return prefix / stepTokens * stepTokens
  }
}

/// A surcharge on requests with a long input.
package struct LongContextPrice: Hashable, Sendable {
  /// Requests with more input tokens than this pay more.
  package var aboveInputTokens: Int
  package var inputFactor: Double
  package var outputFactor: Double
}

/// US dollars per million tokens.
package struct Prices: Hashable, Sendable {
  package var input: Double
  package var cachedInput: Double
  package var output: Double
  package var batchInput: Double
  /// `nil` where a batch has no discount for cached input.
  package var batchCachedInput: Double?
  package var batchOutput: Double
  package var cache: PromptCacheRule
  package var longContext: LongContextPrice?

  package init(
    input: Double, cachedInput: Double, output: Double, batchInput: Double,
    batchCachedInput: Double? = nil, batchOutput: Double,
    cache: PromptCacheRule = PromptCacheRule(appliesInBatch: false),
    longContext: LongContextPrice? = nil
  ) {
    self.input = input
    self.cachedInput = cachedInput
    self.output = output
    self.batchInput = batchInput
    self.batchCachedInput = batchCachedInput
    self.batchOutput = batchOutput
    self.cache = cache
    self.longContext = longContext
  }

  /// What one real-time request costs, in dollars. `cached` are those of `input` that were read from the cache.
  package func realtimeCost(input: Int, cached: Int, output: Int) -> Double {
    cost(of: (input, cached, output), at: (self.input, cachedInput, self.output))
  }

  /// What one request of a batch costs, in dollars. Cached tokens cost as others where a batch has no discount.
  package func batchCost(input: Int, cached: Int, output: Int) -> Double {
    cost(of: (input, cached, output), at: (batchInput, batchCachedInput ?? batchInput, batchOutput))
  }

  private func cost(
    of tokens: (input: Int, cached: Int, output: Int),
    at price: (input: Double, cached: Double, output: Double)
  ) -> Double {
    var inputFactor = 1.0
    var outputFactor = 1.0
    if let longContext, tokens.input > longContext.aboveInputTokens {
      inputFactor = longContext.inputFactor
      outputFactor = longContext.outputFactor
    }
    let cached = min(tokens.cached, tokens.input)
    let inputCost = Double(tokens.input - cached) * price.input + Double(cached) * price.cached
    return (inputCost * inputFactor + Double(tokens.output) * price.output * outputFactor)
      / 1_000_000
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
