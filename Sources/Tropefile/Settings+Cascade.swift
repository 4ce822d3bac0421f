extension Settings {
  /// A stronger model for the movies whose labels the recipe's own model has likely wrong.
  package struct Cascade: Sendable, Equatable {
    /// `nil`: there is no cascade.
    package var strongModel: String?
    /// A word of the API, as `low`; `nil`: the model's own default.
    package var strongEffort: String?
    /// Files of characters that were drawn at random and labelled by hand. With them the target is about labels that are
    /// right; without, about the strong model's.
    package var gold: [String] = []
    /// The share of labels that are to be right, or the strong model's, as the tropefile has it.
    package var namedTarget: Double?
    package var target: Double { namedTarget ?? 0.95 }
    /// The allowed probability of missing the target, as the tropefile has it.
    package var namedRisk: Double?
    package var risk: Double { namedRisk ?? 0.1 }
  }
}
