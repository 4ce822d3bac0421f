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
  /// What all draws depend on.
  package var seed: UInt64 = 1
  /// Where state is kept over restarts; `nil` for nowhere.
  package var stateDirectory: String?
  /// The only key that is accepted; `nil` for any.
  package var key: String?
  /// Where the vocabulary of the tokenizer is; `nil` to look for it.
  package var vocabularyPath: String?

  /// The defaults: a free port, no limits, no faults, quick batches.
  package init() {}

  /// The limits for a model.
  func limits(_ model: ModelFacts) -> TierLimits? {
    if let ownLimits { return ownLimits }
    guard let tier, model.tiers.indices.contains(tier - 1) else { return nil }
    return model.tiers[tier - 1]
  }

  /// Whether anything has a limit.
  var limitsAnything: Bool { tier != nil || ownLimits != nil }
}
