package import Basics

/// The end of a model's service.
package struct Shutdown: Hashable, Sendable {
  package let day: CivilDay
  /// The model that the provider names in its place.
  package let successor: String?
}

/// The reasoning efforts that a model takes.
package struct ReasoningEfforts: Hashable, Sendable {
  /// From the shortest to the longest, by the API's words.
  package let names: [String]
  /// What holds where a request names none.
  package let standard: String

  package init(_ names: [String], standard: String) {
    self.names = names
    self.standard = standard
  }
}

/// When a model takes a field that has to do with sampling.
package enum SamplingRule: Hashable, Sendable {
  case always
  /// With `reasoning_effort: none` only, be it by default.
  case withoutReasoning
  case never
}

/// What is publicly known of one model, apart from the limits of an account.
package struct ModelFacts: Hashable, Sendable {
  /// The name without a snapshot's date.
  package let name: String
  /// Snapshots that go by the same prices and limits.
  package let snapshots: [String]
  package let prices: Prices
  /// The most tokens of a request, input and reply together.
  package let contextTokens: Int
  /// The most input tokens of a request, where that is less than the context.
  package let inputTokens: Int
  /// The most tokens of a reply.
  package let outputTokens: Int
  /// `nil` for a model that refuses the field.
  package let efforts: ReasoningEfforts?
  /// When a request may set `temperature` or `top_p`. In a batch every line that does and may not is refused.
  package let sampling: SamplingRule
  /// When a request may ask for `logprobs`.
  package let logprobs: SamplingRule
  /// Whether it answers `POST /v1/decisions`.
  package let hasDecisions: Bool
  /// Which limits apply to it.
  package let family: LimitFamily
  /// Whether that is assumed, no page having a table.
  package let limitsAreAssumed: Bool
  package let shutdown: Shutdown?

  /// Whether a request may name a reasoning effort; others refuse the field.
  package var acceptsReasoningEffort: Bool { efforts != nil }

  /// Whether it is served by `service_tier: flex`.
  package var hasFlex: Bool { prices.flex != nil }

  /// Whether its cache ends where a request marks it, as since gpt-5.6.
  package var hasCacheBreakpoints: Bool { prices.cache.kind == .marked }

  /// Whether it reasons when a request names that effort, or none.
  package func reasons(effort: String?) -> Bool {
    guard let efforts else { return false }
    return (effort ?? efforts.standard) != "none"
  }

  /// Whether a request with that effort may set a temperature.
  package func acceptsTemperature(effort: String?) -> Bool { takes(sampling, effort) }

  /// Whether a request with that effort may ask for the tokens' probabilities.
  package func acceptsLogprobs(effort: String?) -> Bool { takes(logprobs, effort) }

  private func takes(_ rule: SamplingRule, _ effort: String?) -> Bool {
    switch rule {
    case .always: true
    case .withoutReasoning: !reasons(effort: effort)
    case .never: false
    }
  }

  /// The facts of a model by its name or the name of one of its snapshots; `nil` for an unknown model.
  ///
  /// A dated name that no table lists (`NAME-2025-01-31`) is taken for a snapshot of `NAME`, unless it is known
  /// to have prices of its own. Gateways put the vendor before a name (`openai/NAME`): it is the same model, paid for as such,
  /// also where the gateway is on one's own machine.
  package static func named(_ name: String) -> ModelFacts? {
    let name = name.lastIndex(of: "/").map { String(name[name.index(after: $0)...]) } ?? name
    let known = { (name: String) in
      all.first { $0.name == name || $0.snapshots.contains(name) }
    }
    if let facts = known(name) { return facts }
    guard !snapshotsWithOtherPrices.contains(name), let undated = withoutDate(name) else {
      return nil
    }
    return all.first { $0.name == undated }
  }

  /// Whether a name is that of a dated snapshot of a model, whether or not a table has it.
  package static func isSnapshot(_ name: String, of model: String) -> Bool {
    name.hasPrefix(model + "-20")
  }

  /// `name` without a final `-YYYY-MM-DD`; `nil` where it has none.
  private static func withoutDate(_ name: String) -> String? {
    let suffix = Array(name.utf8.suffix(11))
    guard suffix.count == 11 else { return nil }
    for (index, byte) in suffix.enumerated() {
      let isDash = index == 0 || index == 5 || index == 8
      guard isDash ? byte == UInt8(ascii: "-") : byte.isDigit else { return nil }
    }
    return String(name.dropLast(11))
  }
}
