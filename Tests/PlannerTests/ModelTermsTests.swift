import Planner
import Testing
import TropeModel

@Suite struct ModelTermsTests {
  @Test func `A known model takes limits from its tier`() throws {
    let terms = try ModelTerms(model: "gpt-4o-mini")
    #expect(terms.limits == tier1)
    #expect(terms.prices == miniPrices)
    let second = try ModelTerms(model: "gpt-4o-mini-2024-07-18", tier: 2).limits
    #expect(second.requestsPerDay == nil)
    #expect(second.enqueuedTokens == 20_000_000)
  }

  @Test func `A given value wins over the table's`() throws {
    let terms = try ModelTerms(
      model: "gpt-4o-mini",
      limits: LimitOverrides(
        requestsPerMinute: 3, requestsPerDay: 200, tokensPerMinute: 40_000, enqueuedTokens: 5,
        contextTokens: 6, requestsPerBatch: 7, bytesPerBatch: 8),
      prices: PriceOverrides(
        input: 1, cachedInput: 0.5, output: 2, batchInput: 0.25, batchOutput: 0.75))
    #expect(
      terms.limits
        == Limits(
          requestsPerMinute: 3, requestsPerDay: 200, tokensPerMinute: 40_000, enqueuedTokens: 5,
          requestsPerBatch: 7, bytesPerBatch: 8, contextTokens: 6, outputTokens: 16_384))
    #expect(
      terms.prices
        == Prices(input: 1, cachedInput: 0.5, output: 2, batchInput: 0.25, batchOutput: 0.75))
  }

  @Test func `Where only the input price is given, nothing is taken for cheaper when cached`()
    throws
  {
    let prices = try ModelTerms(
      model: "gpt-5-nano", prices: PriceOverrides(input: 1, batchInput: 1)
    )
    .prices
    #expect(prices.standard.cachedInput == 1)
    #expect(prices.batch.cachedInput == 1)
  }

  @Test func `An unknown model needs its limits and prices, and the error names their keys`() {
    #expect(
      throws: PlanError.missingValues(
        model: "gpt4o-mini",
        keys: [
          "limits.requests_per_minute", "limits.tokens_per_minute", "limits.enqueued_tokens",
          "limits.context_tokens", "prices.input", "prices.output", "prices.batch_input",
          "prices.batch_output",
        ], nearest: ["gpt-4o-mini", "gpt-5-mini", "gpt-4.1-mini"])
    ) { try ModelTerms(model: "gpt4o-mini") }
  }

  @Test func `An unknown model with all values given is as good as a known one`() throws {
    let terms = try ModelTerms(
      model: "llama",
      limits: LimitOverrides(
        requestsPerMinute: 60, tokensPerMinute: 1_000, enqueuedTokens: 1, contextTokens: 8_192),
      prices: PriceOverrides(input: 0, output: 0, batchInput: 0, batchOutput: 0))
    #expect(terms.facts == nil)
    #expect(terms.limits.requestsPerDay == nil)
    #expect(terms.prices.standard.cachedInput == 0)
  }

  @Test func `Assumed limits are marked until all of them are given`() throws {
    let assumed = try ModelTerms(model: "gpt-6-luna")
    #expect(assumed.limitsAreAssumed)
    #expect(assumed.limits.tokensPerMinute == 500_000)
    #expect(assumed.limits.enqueuedTokens == 5_000_000)
    #expect(try !ModelTerms(model: "gpt-4o-mini").limitsAreAssumed)
    let given = LimitOverrides(
      requestsPerMinute: 500, tokensPerMinute: 500_000, enqueuedTokens: 5_000_000)
    #expect(try !ModelTerms(model: "gpt-6-luna", limits: given).limitsAreAssumed)
  }

  @Test func `Prices of one's own hold for flex and writes too`() throws {
    let prices = try ModelTerms(
      model: "gpt-6-luna", prices: PriceOverrides(input: 1, batchInput: 0.25)
    )
    .prices
    #expect(prices.standard.cacheWrite == 1.25)
    #expect(prices.flex == prices.batch)
    #expect(prices.batch.input == 0.25)
    #expect(prices.fast == nil)
  }

  @Test(arguments: [0, 6])
  func `A tier outside 1 to 5 is refused`(tier: Int) {
    #expect(throws: PlanError.unknownTier(tier)) {
      try ModelTerms(model: "gpt-4o-mini", tier: tier)
    }
  }

  @Test func `A limit of nothing is refused`() {
    #expect(throws: PlanError.notPositive(key: "limits.requests_per_day")) {
      try ModelTerms(model: "gpt-4o-mini", limits: LimitOverrides(requestsPerDay: 0))
    }
  }
}

@Suite struct PlanErrorMessageTests {
  @Test(arguments: [
    (
      PlanError.missingValues(
        model: "gpt4o", keys: ["limits.tokens_per_minute", "prices.input"], nearest: ["gpt-4o"]),
      "unknown model 'gpt4o': did you mean 'gpt-4o'? otherwise set limits.tokens_per_minute, "
        + "prices.input in the tropefile"
    ),
    (
      .unknownTier(7),
      "limits.tier must be 1 to 5, not 7: look it up on the limits page of your account"
    ),
    (.notPositive(key: "limits.enqueued_tokens"), "limits.enqueued_tokens must be 1 or more"),
  ])
  func `An error says what to do`(error: PlanError, text: String) {
    #expect(error.description == text)
  }
}
