package import Basics

// The table of models and limits: nothing but dated data, one row a model. Prices are US dollars per million tokens: input,
// cached read, cache write, output. Its sources are OpenAI's model pages, "Pricing", "Deprecations" and "Rate limits" (copies of
// August to November 2026) and the tables of PyPI litellm 1.110.2 and genai-prices 0.2.3, which agree. To bring it up to
// date: change the rows, the day below, and the tests that repeat some of them.

extension ModelFacts {
  /// When the table was read.
  package static let tableDay = CivilDay(2026, 11, 27)

  /// All models of the table.
  package static let all: [ModelFacts] = gpt6 + gpt56 + gpt5 + gpt4 + gone + [sandboxLexical]

  /// Dated names that must not be taken for their undated model: the first gpt-4o cost twice as much.
  static let snapshotsWithOtherPrices: Set<String> = ["gpt-4o-2024-05-13"]

  // MARK: - Columns that rows share

  private static let million = Window(context: 1_050_000, input: 922_000, output: 128_000)
  private static let fourHundred = Window(context: 400_000, input: 272_000, output: 128_000)
  private static let old = Window(context: 128_000, input: 128_000, output: 16_384)
  private static let gpt41 = Window(context: 1_047_576, input: 1_047_576, output: 32_768)
  private static let oSeries = Window(context: 200_000, input: 200_000, output: 100_000)

  private static let noneToMax = ReasoningEfforts(
    ["none", "low", "medium", "high", "xhigh", "max"], standard: "medium")
  private static let lowToMax = ReasoningEfforts(
    ["low", "medium", "high", "xhigh", "max"], standard: "medium")
  private static let noneToXhigh = ReasoningEfforts(
    ["none", "low", "medium", "high", "xhigh"], standard: "none")
  private static let minimalToHigh = ReasoningEfforts(
    ["minimal", "low", "medium", "high"], standard: "medium")
  private static let lowToHigh = ReasoningEfforts(["low", "medium", "high"], standard: "medium")

  /// Above 272,000 input tokens the whole request is billed so, in every tier.
  private static let long = LongContextPrice(
    aboveInputTokens: 272_000, inputFactor: 2, outputFactor: 1.5)

  private static let october2026 = CivilDay(2026, 10, 23)
  private static let december2026 = CivilDay(2026, 12, 11)
  private static let january2027 = CivilDay(2027, 1, 14)
  private static let april2027 = CivilDay(2027, 4, 1)

  // MARK: - Models

  /// Limits of luna, sol and terra are assumed: no page has them.
  private static let gpt6: [ModelFacts] = [
    gpt6Luna,
    ModelFacts(
      "gpt-6.1-terra", million, efforts: noneToMax, sampling: .withoutReasoning,
      Cells(1, 0.05, 1.25, 5), batch: .half, flex: true, fast: Cells(2, 0.10, 2.50, 10),
      cache: .marked, surcharge: long, .large, assumed: true),
    ModelFacts(
      "gpt-6-sol", million, efforts: noneToMax, sampling: .withoutReasoning,
      Cells(2, 0.20, 2.50, 10), batch: .half, flex: true, fast: Cells(4, 0.40, 5, 20),
      cache: .marked, surcharge: long, .large, assumed: true),
    ModelFacts(
      "gpt-6.1-sol", million, efforts: lowToMax, sampling: .never,
      Cells(2, 0.10, 2.50, 10), batch: .half, flex: true, fast: Cells(4, 0.20, 5, 20),
      cache: .marked, surcharge: long, .large, assumed: true),
    // Of the 6.2 models only input, cached and output price are known; the rest is taken from their forerunners.
    ModelFacts(
      "gpt-6.2-sol", million, efforts: lowToMax, sampling: .never,
      Cells(2, 0.10, 2.50, 10), batch: .half, flex: true, fast: Cells(4, 0.20, 5, 20),
      cache: .marked, surcharge: long, .large, assumed: true),
    ModelFacts(
      "gpt-6-astra", million, efforts: lowToMax, sampling: .never,
      Cells(10, 1, 12.50, 50), batch: .half, flex: true, fast: Cells(20, 2, 25, 100),
      cache: .marked, surcharge: long, .large),
    ModelFacts(
      "gpt-6.2-astra", million, efforts: lowToMax, sampling: .never,
      Cells(8, 0.40, 10, 40), batch: .half, flex: true, fast: Cells(16, 0.80, 20, 80),
      cache: .marked, surcharge: long, .large, assumed: true),
  ]

  /// The default model of new projects.
  package static let gpt6Luna = ModelFacts(
    "gpt-6-luna", million, efforts: noneToMax, sampling: .withoutReasoning,
    Cells(0.10, 0.01, 0.125, 0.50), batch: .half, flex: true,
    fast: Cells(0.20, 0.02, 0.25, 1), cache: .marked, surcharge: long, .small, assumed: true,
    decisions: true)

  private static let gpt56: [ModelFacts] = [
    ModelFacts(
      "gpt-5.6-luna", million, efforts: noneToMax, sampling: .withoutReasoning,
      Cells(0.20, 0.02, 0.25, 1.20), batch: .half, flex: true,
      fast: Cells(0.40, 0.04, 0.50, 2.40), cache: .marked, surcharge: long, .small),
    ModelFacts(
      "gpt-5.6-terra", million, efforts: noneToMax, sampling: .withoutReasoning,
      Cells(2, 0.20, 2.50, 12), batch: .half, flex: true, fast: Cells(4, 0.40, 5, 24),
      cache: .marked, surcharge: long, .large),
    // Promised "at least through 2026-11-21"; no later price is known.
    ModelFacts(
      "gpt-5.6-sol", million, efforts: noneToMax, sampling: .withoutReasoning,
      Cells(4, 0.40, 5, 20), batch: .half, flex: true, fast: Cells(8, 0.80, 10, 40),
      cache: .marked, surcharge: long, .large),
  ]

  private static let gpt5: [ModelFacts] = [
    ModelFacts(
      "gpt-5.5", snapshots: ["gpt-5.5-2026-04-23"], million,
      efforts: ReasoningEfforts(["none", "low", "medium", "high", "xhigh"], standard: "medium"),
      sampling: .withoutReasoning,
      Cells(5, 0.50, nil, 30), batch: .half, flex: true, fast: Cells(12.50, 1.25, nil, 75),
      cache: .automatic, surcharge: long, .large, assumed: true),
    ModelFacts(
      "gpt-5.4", snapshots: ["gpt-5.4-2026-03-05"], million, efforts: noneToXhigh,
      sampling: .withoutReasoning, Cells(2.50, 0.25, nil, 15), batch: .half, flex: true,
      fast: Cells(5, 0.50, nil, 30), cache: .automatic, surcharge: long, .large, assumed: true),
    ModelFacts(
      "gpt-5.4-mini", snapshots: ["gpt-5.4-mini-2026-03-17"], fourHundred, efforts: noneToXhigh,
      sampling: .withoutReasoning, Cells(0.75, 0.075, nil, 4.50), batch: .half, flex: true,
      fast: Cells(1.50, 0.15, nil, 9), cache: .automatic, .small),
    ModelFacts(
      "gpt-5.4-nano", snapshots: ["gpt-5.4-nano-2026-03-17"], fourHundred, efforts: noneToXhigh,
      sampling: .withoutReasoning, Cells(0.20, 0.02, nil, 1.25), batch: .half, flex: true,
      fast: nil, cache: .automatic, .nano, ends: (april2027, "gpt-6-luna")),
    ModelFacts(
      "gpt-5.2", snapshots: ["gpt-5.2-2025-12-11"], fourHundred, efforts: noneToXhigh,
      sampling: .withoutReasoning, Cells(1.75, 0.175, nil, 14), batch: .half, flex: true,
      fast: Cells(3.50, 0.35, nil, 28), cache: .automatic, .large, assumed: true),
    ModelFacts(
      "gpt-5.1", snapshots: ["gpt-5.1-2025-11-13"], fourHundred,
      efforts: ReasoningEfforts(["none", "low", "medium", "high"], standard: "none"),
      sampling: .withoutReasoning,
      Cells(1.25, 0.125, nil, 10), batch: .half, flex: true, fast: Cells(2.50, 0.25, nil, 20),
      cache: .automatic, .large, assumed: true, ends: (april2027, "gpt-6-sol")),
    ModelFacts(
      "gpt-5", snapshots: ["gpt-5-2025-08-07"], fourHundred, efforts: minimalToHigh,
      sampling: .never, Cells(1.25, 0.125, nil, 10), batch: .half, flex: true,
      fast: Cells(2.50, 0.25, nil, 20), cache: .automatic, .large, assumed: true,
      ends: (december2026, "gpt-5.6-sol")),
    ModelFacts(
      "gpt-5-mini", snapshots: ["gpt-5-mini-2025-08-07"], fourHundred, efforts: minimalToHigh,
      sampling: .never, Cells(0.25, 0.025, nil, 2), batch: .half, flex: true,
      fast: Cells(0.45, 0.045, nil, 3.60), cache: .automatic, .small,
      ends: (december2026, "gpt-6.1-terra")),
    ModelFacts(
      "gpt-5-nano", snapshots: ["gpt-5-nano-2025-08-07"], fourHundred, efforts: minimalToHigh,
      sampling: .never, Cells(0.05, 0.005, nil, 0.40), batch: .half, flex: true, fast: nil,
      cache: .automatic, .nano, ends: (december2026, "gpt-6-luna")),
    ModelFacts(
      "o3", snapshots: ["o3-2025-04-16"], oSeries, efforts: lowToHigh, sampling: .never,
      Cells(2, 0.50, nil, 8), batch: .halfWithoutCache, flex: true,
      fast: Cells(3.50, 0.875, nil, 14), cache: .automatic, .gpt4o, assumed: true,
      ends: (december2026, "gpt-5.6-sol")),
  ]

  private static let gpt4: [ModelFacts] = [
    gpt4oMini,
    ModelFacts(
      "gpt-4o", snapshots: ["gpt-4o-2024-08-06", "gpt-4o-2024-11-20"], old, efforts: nil,
      sampling: .always, Cells(2.50, 1.25, nil, 10), batch: .halfWithoutCache, flex: false,
      fast: Cells(4.25, 2.125, nil, 17), cache: .automatic, .gpt4o,
      ends: (january2027, "gpt-6-luna")),
    ModelFacts(
      "gpt-4.1", snapshots: ["gpt-4.1-2025-04-14"], gpt41, efforts: nil, sampling: .always,
      Cells(2, 0.50, nil, 8), batch: .halfWithoutCache, flex: false,
      fast: Cells(3.50, 0.875, nil, 14), cache: .automatic, .gpt4o, assumed: true,
      ends: (january2027, "gpt-6-luna")),
    ModelFacts(
      "gpt-4.1-mini", snapshots: ["gpt-4.1-mini-2025-04-14"], gpt41, efforts: nil,
      sampling: .always, Cells(0.40, 0.10, nil, 1.60), batch: .halfWithoutCache, flex: false,
      fast: Cells(0.70, 0.175, nil, 2.80), cache: .automatic, .mini,
      ends: (january2027, "gpt-6-luna")),
  ]

  /// The default model of projects that were begun before gpt-6-luna was.
  package static let gpt4oMini = ModelFacts(
    "gpt-4o-mini", snapshots: ["gpt-4o-mini-2024-07-18"], old, efforts: nil, sampling: .always,
    Cells(0.15, 0.075, nil, 0.60), batch: .halfWithoutCache, flex: false,
    fast: Cells(0.25, 0.125, nil, 1), cache: .automatic, .mini,
    ends: (january2027, "gpt-6-luna"))

  /// Models that no server of OpenAI has any more.
  private static let gone: [ModelFacts] = [
    ModelFacts(
      "gpt-4.1-nano", snapshots: ["gpt-4.1-nano-2025-04-14"], gpt41, efforts: nil,
      sampling: .always, Cells(0.10, 0.025, nil, 0.40), batch: .halfWithoutCache, flex: false,
      fast: Cells(0.20, 0.05, nil, 0.80), cache: .automatic, .mini,
      ends: (october2026, "gpt-6-luna")),
    ModelFacts(
      "o4-mini", snapshots: ["o4-mini-2025-04-16"], oSeries, efforts: lowToHigh, sampling: .never,
      Cells(1.10, 0.275, nil, 4.40), batch: .halfWithoutCache, flex: true,
      fast: Cells(2, 0.50, nil, 8), cache: .automatic, .small, assumed: true,
      ends: (october2026, "gpt-5.6-terra")),
    ModelFacts(
      "gpt-4", snapshots: ["gpt-4-0613"], Window(context: 8_192, input: 8_192, output: 4_096),
      efforts: nil, sampling: .always, Cells(30, nil, nil, 60), batch: .half, flex: false,
      fast: nil, cache: .unused, .gpt4o, assumed: true, ends: (october2026, "gpt-5.6-sol")),
    ModelFacts(
      "gpt-3.5-turbo", snapshots: ["gpt-3.5-turbo-0125"],
      Window(context: 16_385, input: 16_385, output: 4_096), efforts: nil, sampling: .always,
      Cells(0.50, nil, nil, 1.50), batch: .half, flex: false, fast: nil, cache: .unused, .mini,
      assumed: true, ends: (october2026, "gpt-5.6-terra")),
  ]

  /// The labeller of the sandbox, which plays gpt-4o-mini's prices and limits so that a rehearsal tells the truth.
  private static let sandboxLexical = ModelFacts(
    "sandbox-lexical", old, efforts: nil, sampling: .always, Cells(0.15, 0.075, nil, 0.60),
    batch: .halfWithoutCache, flex: false, fast: nil, cache: .automatic, .mini)
}

extension TierLimits {
  /// Requests a minute, tokens a minute and enqueued tokens of tiers 1 to 5.
  static func table(_ family: LimitFamily) -> [TierLimits] {
    switch family {
    case .mini:
      [
        // Only here there is a limit for the day.
        TierLimits(500, 200_000, 2_000_000, day: 10_000),
        TierLimits(5_000, 2_000_000, 20_000_000), TierLimits(5_000, 4_000_000, 40_000_000),
        TierLimits(10_000, 10_000_000, 1_000_000_000),
        TierLimits(30_000, 150_000_000, 15_000_000_000),
      ]
    case .nano:
      [
        TierLimits(500, 200_000, 2_000_000), TierLimits(5_000, 2_000_000, 20_000_000),
        TierLimits(5_000, 4_000_000, 40_000_000), TierLimits(10_000, 10_000_000, 1_000_000_000),
        TierLimits(30_000, 180_000_000, 15_000_000_000),
      ]
    case .small:
      [
        TierLimits(500, 500_000, 5_000_000), TierLimits(5_000, 2_000_000, 20_000_000),
        TierLimits(5_000, 4_000_000, 40_000_000), TierLimits(10_000, 10_000_000, 1_000_000_000),
        TierLimits(30_000, 180_000_000, 15_000_000_000),
      ]
    case .large:
      [
        TierLimits(500, 500_000, 1_500_000), TierLimits(5_000, 1_000_000, 3_000_000),
        TierLimits(5_000, 2_000_000, 100_000_000), TierLimits(10_000, 4_000_000, 200_000_000),
        TierLimits(15_000, 40_000_000, 15_000_000_000),
      ]
    case .gpt4o:
      [
        TierLimits(500, 30_000, 90_000), TierLimits(5_000, 450_000, 1_350_000),
        TierLimits(5_000, 800_000, 50_000_000), TierLimits(10_000, 2_000_000, 200_000_000),
        TierLimits(10_000, 30_000_000, 5_000_000_000),
      ]
    }
  }
}
