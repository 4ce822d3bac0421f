import Basics
import Planner
import Testing
import TropeModel

@Suite struct ModelFactsTests {
  @Test(arguments: [
    ("gpt-4o-mini", "gpt-4o-mini"), ("gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
    ("gpt-5-nano-2025-08-07", "gpt-5-nano"), ("gpt-6-luna-2026-09-30", "gpt-6-luna"),
    ("sandbox-lexical", "sandbox-lexical"), ("openai/gpt-6-luna", "gpt-6-luna"),
    ("openrouter/openai/gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
  ])
  func `A model is found by its name, its snapshots, and what gateways call it`(
    name: String, expected: String
  ) {
    #expect(ModelFacts.named(name)?.name == expected)
  }

  @Test(arguments: [
    "gpt-9", "gpt-4o-mini-latest", "gpt-4o-2024-05-13", "", "-2024-07-18", "openai/",
  ])
  func `Other names are unknown`(name: String) {
    #expect(ModelFacts.named(name) == nil)
  }

  @Test func `gpt-4o-mini costs what its page says`() throws {
    let facts = try #require(ModelFacts.named("gpt-4o-mini"))
    #expect(
      facts.prices.standard == TokenPrices(input: 0.15, cachedInput: 0.075, output: 0.60))
    // The batch table has no cached price for it.
    #expect(facts.prices.batch == TokenPrices(input: 0.075, cachedInput: 0.075, output: 0.30))
    #expect(facts.prices.flex == nil)
    #expect(facts.prices.fast == TokenPrices(input: 0.25, cachedInput: 0.125, output: 1))
    #expect(facts.contextTokens == 128_000)
    #expect(facts.outputTokens == 16_384)
  }

  @Test func `The sandbox's labeller has gpt-4o-mini's prices and no shutdown`() throws {
    let sandbox = try #require(ModelFacts.named("sandbox-lexical"))
    #expect(sandbox.prices.standard == ModelFacts.gpt4oMini.prices.standard)
    #expect(sandbox.prices.batch == ModelFacts.gpt4oMini.prices.batch)
    #expect(sandbox.family == ModelFacts.gpt4oMini.family)
    #expect(sandbox.shutdown == nil)
  }

  @Test func `gpt-6-luna is billed by tier, cached reads and writes apart`() throws {
    let facts = try #require(ModelFacts.named("gpt-6-luna"))
    let standard = TokenPrices(input: 0.10, cachedInput: 0.01, cacheWrite: 0.125, output: 0.50)
    let half = TokenPrices(input: 0.05, cachedInput: 0.005, cacheWrite: 0.0625, output: 0.25)
    #expect(facts.prices.prices(for: .standard) == standard)
    #expect(facts.prices.prices(for: .batch) == half)
    #expect(facts.prices.prices(for: .flex) == half)
    #expect(
      facts.prices.prices(for: .fast)
        == TokenPrices(input: 0.20, cachedInput: 0.02, cacheWrite: 0.25, output: 1))
    #expect(facts.hasDecisions)
    #expect(facts.limitsAreAssumed)
    #expect(facts.inputTokens == 922_000)
  }

  @Test(arguments: ModelFacts.all)
  func `A row of the table is sensible`(facts: ModelFacts) {
    let prices = facts.prices
    #expect(prices.batch.input == prices.standard.input / 2)
    #expect(prices.batch.output == prices.standard.output / 2)
    #expect(prices.standard.cachedInput <= prices.standard.input)
    #expect(prices.flex.map { $0.input == prices.batch.input } ?? true)
    #expect(prices.fast.map { $0.input > prices.standard.input } ?? true)
    // A write is billed since gpt-5.6 only, where the cache ends at a mark.
    #expect((prices.standard.cacheWrite > prices.standard.input) == facts.hasCacheBreakpoints)
    #expect(facts.inputTokens <= facts.contextTokens)
    if let efforts = facts.efforts { #expect(efforts.names.contains(efforts.standard)) }
    #expect(facts.acceptsReasoningEffort == (facts.sampling != .always))
    if let successor = facts.shutdown?.successor {
      let next = ModelFacts.named(successor)
      #expect(next != nil && next?.shutdown == nil)
    }
  }

  @Test func `No name stands twice in the table`() {
    let names = ModelFacts.all.flatMap { [$0.name] + $0.snapshots }
    #expect(Set(names).count == names.count)
  }

  @Test(arguments: [
    ("gpt-4o-mini", CivilDay(2027, 1, 14), "gpt-6-luna"),
    ("gpt-4.1", CivilDay(2027, 1, 14), "gpt-6-luna"),
    ("gpt-4.1-nano", CivilDay(2026, 10, 23), "gpt-6-luna"),
    ("gpt-5-mini", CivilDay(2026, 12, 11), "gpt-6.1-terra"),
    ("gpt-5-nano", CivilDay(2026, 12, 11), "gpt-6-luna"),
    ("gpt-5.4-nano", CivilDay(2027, 4, 1), "gpt-6-luna"),
  ])
  func `A model that ends names its day and its successor`(
    name: String, day: CivilDay, successor: String
  ) throws {
    let shutdown = try #require(ModelFacts.named(name)?.shutdown)
    #expect(shutdown.day == day)
    #expect(shutdown.successor == successor)
  }

  @Test(arguments: [
    ("gpt-5-mini", nil, false), ("gpt-6-luna", nil, false), ("gpt-6-luna", "none", true),
    ("gpt-6-luna", "low", false), ("gpt-5.4-mini", nil, true), ("gpt-6-astra", "none", false),
    ("gpt-4.1-nano", nil, true),
  ])
  func `A model that reasons takes no temperature`(name: String, effort: String?, accepts: Bool) {
    #expect(ModelFacts.named(name)?.acceptsTemperature(effort: effort) == accepts)
    #expect(ModelFacts.named(name)?.acceptsLogprobs(effort: effort) == accepts)
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
