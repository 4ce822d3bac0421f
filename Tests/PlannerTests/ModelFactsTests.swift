import Planner
import Testing
import TropeModel

@Suite struct ModelFactsTests {
  @Test(arguments: [
    ("gpt-4o-mini", "gpt-4o-mini"), ("gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
    ("gpt-5-nano-2025-08-07", "gpt-5-nano"), ("gpt-6-luna-2026-09-30", "gpt-6-luna"),
    ("sandbox-lexical", "sandbox-lexical"),
  ])
  func `A model is found by its name and by its snapshots`(name: String, expected: String) {
    #expect(ModelFacts.named(name)?.name == expected)
  }

  @Test(arguments: ["gpt-9", "gpt-4o-mini-latest", "gpt-4o-2024-05-13", "", "-2024-07-18"])
  func `Other names are unknown`(name: String) {
    #expect(ModelFacts.named(name) == nil)
  }

  @Test func `The default model costs what its page says`() throws {
    let facts = try #require(ModelFacts.named("gpt-4o-mini"))
    #expect(facts.prices.input == 0.15)
    #expect(facts.prices.cachedInput == 0.075)
    #expect(facts.prices.output == 0.60)
    #expect(facts.prices.batchInput == 0.075)
    #expect(facts.prices.batchOutput == 0.30)
    #expect(facts.prices.batchCachedInput == nil)
    #expect(facts.contextTokens == 128_000)
    #expect(facts.outputTokens == 16_384)
  }

  @Test func `The sandbox's labeller has the default model's prices and no shutdown`() throws {
    let sandbox = try #require(ModelFacts.named("sandbox-lexical"))
    #expect(sandbox.prices == ModelFacts.gpt4oMini.prices)
    #expect(sandbox.family == ModelFacts.gpt4oMini.family)
    #expect(sandbox.shutdown == nil)
  }

  @Test(arguments: ModelFacts.all)
  func `A batch costs half of real time, and a cached token less than another`(facts: ModelFacts) {
    #expect(facts.prices.batchInput == facts.prices.input / 2)
    #expect(facts.prices.batchOutput == facts.prices.output / 2)
    #expect(facts.prices.cachedInput < facts.prices.input)
    #expect(facts.inputTokens <= facts.contextTokens)
    #expect(facts.acceptsTemperature != facts.acceptsReasoningEffort)
    #expect((facts.prices.batchCachedInput != nil) == facts.prices.cache.appliesInBatch)
  }

  @Test(arguments: [("gpt-5-mini", false), ("gpt-6-luna", false), ("gpt-4.1-nano", true)])
  func `Reasoning models take no temperature`(name: String, accepts: Bool) {
    #expect(ModelFacts.named(name)?.acceptsTemperature == accepts)
  }

  @Test(arguments: LimitFamily.allCases)
  func `Limits never fall from tier to tier`(family: LimitFamily) throws {
    let tiers = try TierLimits.tiers.map { try #require(TierLimits.limits(of: family, tier: $0)) }
    for (lower, higher) in zip(tiers, tiers.dropFirst()) {
      #expect(lower.requestsPerMinute <= higher.requestsPerMinute)
      #expect(lower.tokensPerMinute < higher.tokensPerMinute)
      #expect(lower.enqueuedTokens < higher.enqueuedTokens)
    }
  }

  @Test(arguments: [0, 6, -1])
  func `There are no other tiers`(tier: Int) {
    #expect(TierLimits.limits(of: .mini, tier: tier) == nil)
  }
}
