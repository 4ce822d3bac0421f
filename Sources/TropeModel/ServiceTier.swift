/// The way in which a request is served, and by which it is billed.
package enum ServiceTier: String, CaseIterable, Hashable, Sendable {
  /// Real time, as the API calls `default`.
  case standard
  /// Real time when there is room for it, at the batch's price.
  case flex
  /// Real time at a higher speed and price; the API's answers say `priority`.
  case fast
  /// A line of a batch.
  case batch

  /// What a request asks for by `service_tier`; `nil` where the field does not say it.
  package var requested: String? {
    switch self {
    case .standard: "default"
    case .flex: "flex"
    case .fast: "fast"
    case .batch: nil
    }
  }

  /// The tier that an answer's `service_tier` names; `nil` for any other word.
  package init?(answer: String) {
    switch answer {
    case "default", "auto", "standard": self = .standard
    case "flex": self = .flex
    case "fast", "priority": self = .fast
    case "batch": self = .batch
    default: return nil
    }
  }
}
