/// How a sandbox is to behave.
package struct SandboxConfiguration: Sendable {
  /// The loopback port; 0 for any free one.
  package var port = 0
  /// The tier (1…5) whose limits hold; `nil` for none.
  package var tier: Int?
  /// Limits in place of a tier's, for all models.
  package var ownLimits: TierLimits?
  /// Sandbox seconds in a second of the wall clock.
  package var timeScale = 1.0
  /// A clock in place of the scaled one: tests give one that they move by hand.
  package var clock: SandboxClock?
  /// From the creation of a batch to its end, in sandbox seconds; drawn evenly.
  package var turnaround: ClosedRange<Double> = 1...2
  /// Sandbox seconds that a chat answer takes; drawn evenly.
  package var latency: ClosedRange<Double> = 0...0
  /// Faults that strike by chance.
  package var faults = FaultRates.none
  /// How good the models are that are played; `nil` where labels are counted out of words.
  package var quality: QualityTable?
  /// Which labels are right, where quality is played; `nil` to draw them.
  package var truth: Truth?
  /// What all draws depend on.
  package var seed: UInt64 = 1
  /// Where state is kept over restarts; `nil` for nowhere.
  package var stateDirectory: String?
  /// The only key that is accepted; `nil` for any.
  package var key: String?
  /// The only key that is accepted for administration; `nil` for any that begins with `sk-admin`.
  package var adminKey: String?
  /// Where the vocabulary of the tokenizer is; `nil` to look for it.
  package var vocabularyPath: String?
  /// Flex, and the tier of requests that ask for none.
  package var tiers = TierSettings()
  /// When models are shut down while the sandbox runs, by name.
  package var retirements: [String: Retirement] = [:]
  /// Names of models that are on no page of OpenAI's and answer all the same.
  package var ownModels: Set<String> = []
  /// Whether the lines of a batch find what earlier ones have written into a cache with breakpoints.
  package var batchLinesShareCache = false
  /// Limits on spending, in dollars: the organization's and the project's for a month, and credit for good.
  package var spendLimits: [SpendLimit: Double] = [:]

  /// The defaults: a free port, no limits, no faults, quick batches.
  package init() {}

  func limits(_ model: ModelFacts) -> TierLimits? {
    if let ownLimits { return ownLimits }
    guard let tier, model.tiers.indices.contains(tier - 1) else { return nil }
    return model.tiers[tier - 1]
  }

  /// Whether anything has a limit.
  var limitsAnything: Bool { tier != nil || ownLimits != nil }
}

/// What a project has of the tiers of service.
package struct TierSettings: Sendable {
  /// Whether requests that ask for no tier, or for `auto`, are served as fast.
  package var isFastByDefault = false
  /// Whether requests may ask for flex.
  package var allowsFlex = true
  /// Whether requests may ask for fast.
  package var allowsFast = true
  /// The share of requests at the tier flex that is served, the others being refused by chance.
  package var flexAvailability = 1.0
  /// When flex serves nobody, in sandbox seconds after the start.
  package var flexOutages: [ClosedRange<Double>] = []
  /// Sandbox seconds that an answer takes at the tier flex; `nil` for four times as long as others.
  package var flexLatency: ClosedRange<Double>?

  /// All tiers, and flex always free.
  package init() {}
}

/// When a model is shut down.
package enum Retirement: Sendable, Hashable {
  /// At a moment, in seconds since 1970.
  case at(Double)
  /// So many sandbox seconds after the start.
  case after(Double)

  /// At the beginning of a day, `YYYY-MM-DD`, in UTC; `nil` for what is none.
  package init?(date: String) {
    guard let second = UTC.second(ofDate: date) else { return nil }
    self = .at(Double(second))
  }
}

/// A limit on what may be spent.
package enum SpendLimit: String, Sendable, Hashable, CaseIterable {
  /// The organization's, for a month.
  case organization
  /// The project's, for a month.
  case project
  /// What was paid in advance.
  case credit
}
