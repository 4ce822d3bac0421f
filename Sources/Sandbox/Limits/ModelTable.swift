/// Prices in US dollars per million tokens.
struct ModelPrices: Sendable, Hashable {
  /// Input in real time.
  var input: Double
  /// Input that the prompt cache had.
  var cachedInput: Double
  /// Output in real time.
  var output: Double
  /// Input in a batch.
  var batchInput: Double
  /// Equal to `batchInput` where a batch gets no discount for cached input.
  var batchCachedInput: Double
  /// Output in a batch.
  var batchOutput: Double

  /// What a request costs, in dollars.
  func cost(input: Int, cached: Int, output: Int, halfPrice: Bool) -> Double {
    let fresh = Double(input - cached) * (halfPrice ? batchInput : self.input)
    let repeated = Double(cached) * (halfPrice ? batchCachedInput : cachedInput)
    let written = Double(output) * (halfPrice ? batchOutput : self.output)
    return (fresh + repeated + written) / 1_000_000
  }
}

/// What the sandbox knows of a model that a client may name.
struct ModelFacts: Sendable {
  /// The name whose limits it shares: a snapshot shares those of its family.
  var name: String
  /// The snapshot's name, accepted as well.
  var snapshots: [String]
  /// When it appeared, in seconds since 1970.
  var created: Int
  /// The last day it answers, as `YYYY-MM-DD`.
  var shutdownDate: String?
  /// Input and output tokens together.
  var contextTokens: Int
  /// Output tokens.
  var maximumOutput: Int
  /// Whether it takes no temperature but 1.
  var isReasoning: Bool
  /// Whether it can be asked for with `service_tier` flex.
  var hasFlex: Bool
  /// Its prices.
  var prices: ModelPrices
  /// The limits of tiers 1 to 5.
  var tiers: [TierLimits]
}

/// A tier's limits for one model.
package struct TierLimits: Sendable, Hashable {
  /// Requests a minute.
  package var requestsPerMinute: Int
  /// Requests a day, where the tier has such a limit.
  package var requestsPerDay: Int?
  /// Tokens a minute, input and output.
  package var tokensPerMinute: Int
  /// Input tokens in batches that have not ended.
  package var enqueuedTokens: Int

  /// Limits from their parts.
  package init(
    requestsPerMinute: Int, requestsPerDay: Int? = nil, tokensPerMinute: Int, enqueuedTokens: Int
  ) {
    self.requestsPerMinute = requestsPerMinute
    self.requestsPerDay = requestsPerDay
    self.tokensPerMinute = tokensPerMinute
    self.enqueuedTokens = enqueuedTokens
  }

  fileprivate init(_ requests: Int, _ tokens: Int, _ queue: Int, day: Int? = nil) {
    self.init(
      requestsPerMinute: requests, requestsPerDay: day, tokensPerMinute: tokens,
      enqueuedTokens: queue)
  }
}

/// The models of OpenAI's price and limit pages as they stood in 2026 (prices: batch column 2025-08 to 2026-01).
enum ModelTable {
  /// The name that every answer carries, and that may be asked for.
  static let sandboxName = "sandbox-lexical"

  /// All of them, the sandbox itself last.
  static let all: [ModelFacts] = [
    ModelFacts(
      name: "gpt-4o-mini", snapshots: ["gpt-4o-mini-2024-07-18"], created: 1_721_172_741,
      shutdownDate: "2027-01-14", contextTokens: 128_000, maximumOutput: 16_384,
      isReasoning: false, hasFlex: false,
      prices: prices(0.15, 0.075, 0.60, batch: 0.075, nil, 0.30), tiers: smallTiers),
    ModelFacts(
      name: "gpt-4o", snapshots: ["gpt-4o-2024-05-13", "gpt-4o-2024-08-06", "gpt-4o-2024-11-20"],
      created: 1_715_367_049, shutdownDate: "2027-01-14", contextTokens: 128_000,
      maximumOutput: 16_384, isReasoning: false, hasFlex: false,
      prices: prices(2.50, 1.25, 10, batch: 1.25, nil, 5),
      tiers: [
        TierLimits(500, 30_000, 90_000), TierLimits(5_000, 450_000, 1_350_000),
        TierLimits(5_000, 800_000, 50_000_000), TierLimits(10_000, 2_000_000, 200_000_000),
        TierLimits(10_000, 30_000_000, 5_000_000_000),
      ]),
    ModelFacts(
      name: "gpt-4.1-mini", snapshots: ["gpt-4.1-mini-2025-04-14"], created: 1_744_318_173,
      shutdownDate: "2027-01-14", contextTokens: 1_047_576, maximumOutput: 32_768,
      isReasoning: false, hasFlex: false,
      prices: prices(0.40, 0.10, 1.60, batch: 0.20, nil, 0.80), tiers: smallTiers),
    ModelFacts(
      name: "gpt-4.1-nano", snapshots: ["gpt-4.1-nano-2025-04-14"], created: 1_744_321_707,
      shutdownDate: "2026-10-23", contextTokens: 1_047_576, maximumOutput: 32_768,
      isReasoning: false, hasFlex: false,
      prices: prices(0.10, 0.025, 0.40, batch: 0.05, nil, 0.20), tiers: smallTiers),
    ModelFacts(
      name: "gpt-5-mini", snapshots: ["gpt-5-mini-2025-08-07"], created: 1_754_425_928,
      shutdownDate: "2026-12-11", contextTokens: 400_000, maximumOutput: 128_000,
      isReasoning: true, hasFlex: true,
      prices: prices(0.25, 0.025, 2, batch: 0.125, 0.0125, 1),
      tiers: [TierLimits(500, 500_000, 5_000_000)] + bigTiers),
    ModelFacts(
      name: "gpt-5-nano", snapshots: ["gpt-5-nano-2025-08-07"], created: 1_754_426_384,
      shutdownDate: "2026-12-11", contextTokens: 400_000, maximumOutput: 128_000,
      isReasoning: true, hasFlex: true,
      prices: prices(0.05, 0.005, 0.40, batch: 0.025, 0.0025, 0.20),
      tiers: [TierLimits(500, 200_000, 2_000_000)] + bigTiers),
    // No table of limits was published for it; those of gpt-5-mini are assumed.
    ModelFacts(
      name: "gpt-6-luna", snapshots: [], created: 1_788_000_000, shutdownDate: nil,
      contextTokens: 1_050_000, maximumOutput: 128_000, isReasoning: true, hasFlex: true,
      prices: prices(0.10, 0.01, 0.50, batch: 0.05, 0.005, 0.25),
      tiers: [TierLimits(500, 500_000, 5_000_000)] + bigTiers),
    // The sandbox under its own name costs and allows what the default model does.
    ModelFacts(
      name: sandboxName, snapshots: [], created: 1_788_000_000, shutdownDate: nil,
      contextTokens: 128_000, maximumOutput: 16_384, isReasoning: false, hasFlex: false,
      prices: prices(0.15, 0.075, 0.60, batch: 0.075, nil, 0.30), tiers: smallTiers),
  ]

  /// The model that a request's `model` means.
  static func find(_ name: String) -> ModelFacts? { byName[name] }

  private static let byName: [String: ModelFacts] = {
    var result: [String: ModelFacts] = [:]
    for model in all {
      for name in [model.name] + model.snapshots { result[name] = model }
    }
    return result
  }()

  private static let smallTiers = [
    TierLimits(500, 200_000, 2_000_000, day: 10_000), TierLimits(5_000, 2_000_000, 20_000_000),
    TierLimits(5_000, 4_000_000, 40_000_000), TierLimits(10_000, 10_000_000, 1_000_000_000),
    TierLimits(30_000, 150_000_000, 15_000_000_000),
  ]

  private static let bigTiers = [
    TierLimits(5_000, 2_000_000, 20_000_000), TierLimits(5_000, 4_000_000, 40_000_000),
    TierLimits(10_000, 10_000_000, 1_000_000_000), TierLimits(30_000, 180_000_000, 15_000_000_000),
  ]

  private static func prices(
    _ input: Double, _ cached: Double, _ output: Double, batch batchInput: Double,
    _ batchCached: Double?, _ batchOutput: Double
  ) -> ModelPrices {
    ModelPrices(
      input: input, cachedInput: cached, output: output, batchInput: batchInput,
      batchCachedInput: batchCached ?? batchInput, batchOutput: batchOutput)
  }
}
