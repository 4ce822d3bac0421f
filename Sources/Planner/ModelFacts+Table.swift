import TropeModel

/// The table of models. Prices are US dollars per million tokens.
extension ModelFacts {
  /// All models of the table.
  package static let all: [ModelFacts] = [
    gpt4oMini, gpt4o, gpt41Mini, gpt41Nano, gpt5Mini, gpt5Nano, gpt6Luna, sandboxLexical,
  ]

  /// Dated names that must not be taken for their undated model: the first gpt-4o cost twice as much.
  static let snapshotsWithOtherPrices: Set<String> = ["gpt-4o-2024-05-13"]

  private static let modelPages2026 = FactSource(
    "model page (standard prices), \"Pricing\" (batch prices)", asOf: "2026")

  private static func retirement(
    _ year: Int, _ month: Int, _ day: Int, successor: String?
  ) -> Shutdown {
    Shutdown(
      day: CivilDay(year, month, day), successor: successor,
      source: FactSource("Deprecations", asOf: "2026-10"))
  }

  /// The default model of the project.
  package static let gpt4oMini = ModelFacts(
    name: "gpt-4o-mini", snapshots: ["gpt-4o-mini-2024-07-18"],
    prices: miniPrices, contextTokens: 128_000, inputTokens: 128_000, outputTokens: 16_384,
    acceptsTemperature: true, acceptsReasoningEffort: false, family: .mini,
    shutdown: retirement(2027, 1, 14, successor: "gpt-6-luna"), pricesSource: modelPages2026)

  private static let miniPrices = Prices(
    input: 0.15, cachedInput: 0.075, output: 0.60, batchInput: 0.075, batchOutput: 0.30)

  private static let gpt4o = ModelFacts(
    name: "gpt-4o", snapshots: ["gpt-4o-2024-08-06", "gpt-4o-2024-11-20"],
    prices: Prices(
      input: 2.50, cachedInput: 1.25, output: 10, batchInput: 1.25, batchOutput: 5),
    contextTokens: 128_000, inputTokens: 128_000, outputTokens: 16_384,
    acceptsTemperature: true, acceptsReasoningEffort: false, family: .gpt4o,
    shutdown: retirement(2027, 1, 14, successor: nil), pricesSource: modelPages2026)

  private static let gpt41Mini = ModelFacts(
    name: "gpt-4.1-mini", snapshots: ["gpt-4.1-mini-2025-04-14"],
    prices: Prices(
      input: 0.40, cachedInput: 0.10, output: 1.60, batchInput: 0.20, batchOutput: 0.80),
    contextTokens: 1_047_576, inputTokens: 1_047_576, outputTokens: 32_768,
    acceptsTemperature: true, acceptsReasoningEffort: false, family: .mini,
    shutdown: retirement(2027, 1, 14, successor: "gpt-6-luna"), pricesSource: modelPages2026)

  private static let gpt41Nano = ModelFacts(
    name: "gpt-4.1-nano", snapshots: ["gpt-4.1-nano-2025-04-14"],
    prices: Prices(
      input: 0.10, cachedInput: 0.025, output: 0.40, batchInput: 0.05, batchOutput: 0.20),
    contextTokens: 1_047_576, inputTokens: 1_047_576, outputTokens: 32_768,
    acceptsTemperature: true, acceptsReasoningEffort: false, family: .mini,
    shutdown: retirement(2026, 10, 23, successor: "gpt-6-luna"), pricesSource: modelPages2026)

  private static let gpt5Mini = ModelFacts(
    name: "gpt-5-mini", snapshots: ["gpt-5-mini-2025-08-07"],
    prices: Prices(
      input: 0.25, cachedInput: 0.025, output: 2, batchInput: 0.125, batchCachedInput: 0.0125,
      batchOutput: 1, cache: PromptCacheRule(appliesInBatch: true)),
    contextTokens: 400_000, inputTokens: 272_000, outputTokens: 128_000,
    acceptsTemperature: false, acceptsReasoningEffort: true, family: .gpt5Mini,
    shutdown: retirement(2026, 12, 11, successor: "gpt-6-luna"), pricesSource: modelPages2026)

  private static let gpt5Nano = ModelFacts(
    name: "gpt-5-nano", snapshots: ["gpt-5-nano-2025-08-07"],
    prices: Prices(
      input: 0.05, cachedInput: 0.005, output: 0.40, batchInput: 0.025,
      batchCachedInput: 0.0025, batchOutput: 0.20, cache: PromptCacheRule(appliesInBatch: true)),
    contextTokens: 400_000, inputTokens: 272_000, outputTokens: 128_000,
    acceptsTemperature: false, acceptsReasoningEffort: true, family: .gpt5Nano,
    shutdown: retirement(2026, 12, 11, successor: "gpt-6-luna"), pricesSource: modelPages2026)

  /// Writing to its cache costs 0.125, once for a prefix that is kept 30 minutes: too little to reckon with.
  private static let gpt6Luna = ModelFacts(
    name: "gpt-6-luna", snapshots: [],
    prices: Prices(
      input: 0.10, cachedInput: 0.01, output: 0.50, batchInput: 0.05, batchCachedInput: 0.005,
      batchOutput: 0.25, cache: PromptCacheRule(appliesInBatch: true),
      longContext: LongContextPrice(
        aboveInputTokens: 272_000, inputFactor: 2, outputFactor: 1.5)),
    contextTokens: 1_050_000, inputTokens: 1_050_000, outputTokens: 128_000,
    acceptsTemperature: false, acceptsReasoningEffort: true, family: nil, shutdown: nil,
    pricesSource: FactSource("GPT-6 Luna", asOf: "2026-10"))

  /// The labeller of the sandbox, which plays gpt-4o-mini's prices and limits so that a rehearsal tells the truth.
  private static let sandboxLexical = ModelFacts(
    name: "sandbox-lexical", snapshots: [], prices: miniPrices, contextTokens: 128_000,
    inputTokens: 128_000, outputTokens: 16_384, acceptsTemperature: true,
    acceptsReasoningEffort: false, family: .mini, shutdown: nil, pricesSource: modelPages2026)
}
