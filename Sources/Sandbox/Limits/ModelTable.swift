/// The models of OpenAI's price and limit pages as they stood on 2026-11-27.
enum ModelTable {
  /// The name that every answer carries, and that may be asked for.
  static let sandboxName = "sandbox-lexical"

  /// All of them, the sandbox itself last.
  static let all: [ModelFacts] = newest + thinking + older

  /// The model that a request's `model` means.
  static func find(_ name: String) -> ModelFacts? { byName[name] }

  /// The same where some further names are served: each as the model that it names behind a vendor (`openai/NAME`), or else as the
  /// sandbox itself.
  static func find(_ name: String, own: Set<String>) -> ModelFacts? {
    guard own.contains(name) else { return find(name) }
    let last = name.lastIndex(of: "/").map { String(name[name.index(after: $0)...]) } ?? name
    return find(last) ?? find(sandboxName)
  }

  private static let byName: [String: ModelFacts] = {
    var result: [String: ModelFacts] = [:]
    for model in all {
      for name in [model.name] + model.snapshots { result[name] = model }
    }
    return result
  }()

  // MARK: gpt-5.6 and later: breakpoints, paid writes, a surcharge on long prompts

  private static let newest: [ModelFacts] = [
    marked("gpt-6-luna", 1_788_000_000, 0.10, 0.01, 0.50, smallTiers, decides: true),
    marked("gpt-6.1-terra", 1_790_640_000, 1, 0.05, 5, largeTiers),
    marked("gpt-6.1-sol", 1_790_640_000, 2, 0.10, 10, largeTiers, efforts: thoughtful),
    marked("gpt-6-sol", 1_788_000_000, 2, 0.20, 10, largeTiers),
    marked("gpt-6-astra", 1_788_000_000, 10, 1, 50, largeTiers, efforts: thoughtful),
    marked("gpt-5.6-luna", 1_783_000_000, 0.20, 0.02, 1.20, smallTiers),
    marked("gpt-5.6-terra", 1_783_000_000, 2, 0.20, 12, largeTiers),
    marked("gpt-5.6-sol", 1_783_000_000, 4, 0.40, 20, largeTiers),
  ]

  private static let thoughtful = ["low", "medium", "high", "xhigh", "max"]

  private static func marked(
    _ name: String, _ created: Int, _ input: Double, _ cached: Double, _ output: Double,
    _ tiers: [TierLimits], efforts: [String]? = nil, decides: Bool = false
  ) -> ModelFacts {
    let standard = PriceList(input: input, cached: cached, written: input * 1.25, output: output)
    return ModelFacts(
      name: name, created: created,
      size: ModelFacts.Size(context: 1_050_000, input: 922_000, output: 128_000),
      reasoning: ModelFacts.Reasoning(efforts: efforts ?? ["none"] + thoughtful, usual: "medium"),
      cache: .breakpoints,
      prices: ModelPrices(
        standard: standard, batch: standard.times(0.5), flex: standard.times(0.5),
        fast: standard.times(2),
        decisions: decides
          ? PriceList(input: input, cached: cached, written: input * 1.25, output: 0) : nil,
        longContext: 272_000),
      tiers: tiers)
  }

  // MARK: gpt-5 to gpt-5.4: they think, and cache by themselves

  private static let thinking: [ModelFacts] = [
    thinker(
      "gpt-5.4-mini", "2026-03-17", 1_773_705_600, nil, list(0.75, 0.075, 4.50), fast: 2,
      smallTiers, quick),
    thinker(
      "gpt-5.4-nano", "2026-03-17", 1_773_705_600, "2027-04-01", list(0.20, 0.02, 1.25), fast: nil,
      nanoTiers, quick),
    thinker(
      "gpt-5.1", "2025-11-13", 1_762_992_000, "2027-04-01", list(1.25, 0.125, 10), fast: 2,
      largeTiers, ModelFacts.Reasoning(efforts: ["none", "low", "medium", "high"], usual: "none")),
    thinker(
      "gpt-5", "2025-08-07", 1_754_425_777, "2026-12-11", list(1.25, 0.125, 10), fast: 2,
      largeTiers, always),
    thinker(
      "gpt-5-mini", "2025-08-07", 1_754_425_928, "2026-12-11", list(0.25, 0.025, 2), fast: 1.8,
      smallTiers, always),
    thinker(
      "gpt-5-nano", "2025-08-07", 1_754_426_384, "2026-12-11", list(0.05, 0.005, 0.40), fast: nil,
      nanoTiers, always),
  ]

  private static let quick = ModelFacts.Reasoning(
    efforts: ["none", "low", "medium", "high", "xhigh"], usual: "none")
  private static let always = ModelFacts.Reasoning(
    efforts: ["minimal", "low", "medium", "high"], usual: "medium")

  private static func thinker(
    _ name: String, _ snapshot: String, _ created: Int, _ shutdown: String?, _ standard: PriceList,
    fast: Double?, _ tiers: [TierLimits], _ reasoning: ModelFacts.Reasoning
  ) -> ModelFacts {
    ModelFacts(
      name: name, snapshots: ["\(name)-\(snapshot)"], created: created, shutdownDate: shutdown,
      size: ModelFacts.Size(context: 400_000, input: 272_000, output: 128_000),
      reasoning: reasoning,
      prices: ModelPrices(
        standard: standard, batch: standard.times(0.5), flex: standard.times(0.5),
        fast: fast.map(standard.times)),
      tiers: tiers)
  }

  // MARK: gpt-4o and gpt-4.1: they do not think, and a batch has no discount for cached input

  private static let older: [ModelFacts] = [
    plain(
      "gpt-4o-mini", ["2024-07-18"], 1_721_172_741, list(0.15, 0.075, 0.60),
      fast: list(0.25, 0.125, 1), shortSize, plainTiers),
    plain(
      "gpt-4o", ["2024-08-06", "2024-11-20"], 1_715_367_049, list(2.50, 1.25, 10),
      fast: list(4.25, 2.125, 17), shortSize,
      [
        limits(500, 30_000, 90_000), limits(5_000, 450_000, 1_350_000),
        limits(5_000, 800_000, 50_000_000), limits(10_000, 2_000_000, 200_000_000),
        limits(10_000, 30_000_000, 5_000_000_000),
      ]),
    plain(
      "gpt-4.1-mini", ["2025-04-14"], 1_744_318_173, list(0.40, 0.10, 1.60),
      fast: list(0.70, 0.175, 2.80), longSize, plainTiers),
    // The sandbox under its own name costs and allows what gpt-4o-mini does.
    plain(
      sandboxName, [], 1_788_000_000, list(0.15, 0.075, 0.60), fast: list(0.25, 0.125, 1),
      shortSize, plainTiers, shutdown: nil),
  ]

  private static let shortSize = ModelFacts.Size(context: 128_000, input: 128_000, output: 16_384)
  private static let longSize = ModelFacts.Size(
    context: 1_047_576, input: 1_047_576, output: 32_768)

  private static func plain(
    _ name: String, _ snapshots: [String], _ created: Int, _ standard: PriceList, fast: PriceList,
    _ size: ModelFacts.Size, _ tiers: [TierLimits], shutdown: String? = "2027-01-14"
  ) -> ModelFacts {
    var batch = standard.times(0.5)
    batch.cached = batch.input
    return ModelFacts(
      name: name, snapshots: snapshots.map { "\(name)-\($0)" }, created: created,
      shutdownDate: shutdown, size: size,
      prices: ModelPrices(standard: standard, batch: batch, fast: fast), tiers: tiers)
  }

  /// A list where writing into the cache is free.
  private static func list(_ input: Double, _ cached: Double, _ output: Double) -> PriceList {
    PriceList(input: input, cached: cached, written: input, output: output)
  }

  // MARK: Limits

  /// gpt-5.6-luna, gpt-5.4-mini; assumed for gpt-6-luna, of which no table was published.
  private static let smallTiers = [limits(500, 500_000, 5_000_000)] + upperTiers
  private static let nanoTiers = [limits(500, 200_000, 2_000_000)] + upperTiers
  private static let upperTiers = [
    limits(5_000, 2_000_000, 20_000_000), limits(5_000, 4_000_000, 40_000_000),
    limits(10_000, 10_000_000, 1_000_000_000), limits(30_000, 180_000_000, 15_000_000_000),
  ]
  /// gpt-5.6-terra and -sol, gpt-6-astra; assumed for the other large ones.
  private static let largeTiers = [
    limits(500, 500_000, 1_500_000), limits(5_000, 1_000_000, 3_000_000),
    limits(5_000, 2_000_000, 100_000_000), limits(10_000, 4_000_000, 200_000_000),
    limits(15_000, 40_000_000, 15_000_000_000),
  ]
  private static let plainTiers = [
    limits(500, 200_000, 2_000_000, day: 10_000), limits(5_000, 2_000_000, 20_000_000),
    limits(5_000, 4_000_000, 40_000_000), limits(10_000, 10_000_000, 1_000_000_000),
    limits(30_000, 150_000_000, 15_000_000_000),
  ]

  private static func limits(
    _ requests: Int, _ tokens: Int, _ queue: Int, day: Int? = nil
  ) -> TierLimits {
    TierLimits(
      requestsPerMinute: requests, requestsPerDay: day, tokensPerMinute: tokens,
      enqueuedTokens: queue)
  }
}
