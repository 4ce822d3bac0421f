import Basics

/// What a row of the table of models is made of.
extension ModelFacts {
  /// How many tokens a model takes and gives.
  struct Window {
    var context: Int
    var input: Int
    var output: Int
  }

  /// What a batch costs.
  enum BatchPrice {
    /// Half of real time, cached tokens and writes too.
    case half
    /// Half of real time; a cached token costs what another does.
    case halfWithoutCache
  }

  /// The four prices of a tier: input, cached read, cache write, output. `nil` where there is no price of its own.
  struct Cells {
    var read: Double
    var cached: Double?
    var write: Double?
    var output: Double

    init(_ read: Double, _ cached: Double?, _ write: Double?, _ output: Double) {
      self.read = read
      self.cached = cached
      self.write = write
      self.output = output
    }

    var prices: TokenPrices {
      TokenPrices(input: read, cachedInput: cached ?? read, cacheWrite: write, output: output)
    }
  }

  /// A row of the table.
  ///
  /// - Parameters:
  ///   - efforts: `nil` for a model that refuses the field.
  ///   - sampling: when temperature and logprobs are taken.
  ///   - ends: the day of the shutdown, and the successor.
  init(
    _ name: String, snapshots: [String] = [], _ window: Window, efforts: ReasoningEfforts?,
    sampling: SamplingRule, _ standard: Cells, batch: BatchPrice, flex: Bool, fast: Cells?,
    cache: PromptCacheRule.Kind, surcharge: LongContextPrice? = nil, _ family: LimitFamily,
    assumed: Bool = false, decisions: Bool = false, ends: (CivilDay, String?)? = nil
  ) {
    self.name = name
    self.snapshots = snapshots
    contextTokens = window.context
    inputTokens = window.input
    outputTokens = window.output
    self.efforts = efforts
    self.sampling = sampling
    logprobs = sampling
    let real = standard.prices
    var half = real.times(0.5)
    if batch == .halfWithoutCache { half.cachedInput = half.input }
    prices = Prices(
      standard: real, batch: half, flex: flex ? real.times(0.5) : nil, fast: fast?.prices,
      cache: PromptCacheRule(
        kind: cache, stepTokens: cache == .marked ? 1 : 128,
        // Whether lines of one batch read what another wrote is not known of marked beginnings.
        appliesInBatch: batch == .half && cache == .automatic),
      longContext: surcharge)
    self.family = family
    limitsAreAssumed = assumed
    hasDecisions = decisions
    shutdown = ends.map { Shutdown(day: $0.0, successor: $0.1) }
  }
}
