package import TropeModel

/// Where a figure of the tables comes from, and as of when.
package struct FactSource: Hashable, Sendable {
  /// The page, by its title.
  package let page: String
  /// The day, month or year of the copy that was read.
  package let asOf: String

  package init(_ page: String, asOf: String) {
    self.page = page
    self.asOf = asOf
  }
}

/// The end of a model's service.
package struct Shutdown: Hashable, Sendable {
  package let day: CivilDay
  /// The model that the provider names in its place.
  package let successor: String?
  package let source: FactSource
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
  /// Whether a request may set a temperature other than 1. A reasoning model refuses every line that does.
  package let acceptsTemperature: Bool
  /// Whether a request may name a reasoning effort; others refuse the field.
  package let acceptsReasoningEffort: Bool
  /// Which limits apply to it; `nil` where no table was found.
  package let family: LimitFamily?
  package let shutdown: Shutdown?
  package let pricesSource: FactSource

  /// The facts of a model by its name or the name of one of its snapshots; `nil` for an unknown model.
  ///
  /// A dated name that no table lists (`NAME-2025-01-31`) is taken for a snapshot of `NAME`, unless it is known
  /// to have prices of its own.
  package static func named(_ name: String) -> ModelFacts? {
    let known = { (name: String) in
      all.first { $0.name == name || $0.snapshots.contains(name) }
    }
    if let facts = known(name) { return facts }
    guard !snapshotsWithOtherPrices.contains(name), let undated = withoutDate(name) else {
      return nil
    }
    return all.first { $0.name == undated }
  }

  /// `name` without a final `-YYYY-MM-DD`; `nil` where it has none.
  private static func withoutDate(_ name: String) -> String? {
    let suffix = Array(name.utf8.suffix(11))
    guard suffix.count == 11 else { return nil }
    for (index, byte) in suffix.enumerated() {
      let isDash = index == 0 || index == 5 || index == 8
      let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
      guard isDash ? byte == UInt8(ascii: "-") : isDigit else { return nil }
    }
    return String(name.dropLast(11))
  }
}
