import Display
package import TropeModel

/// Why variants cannot be compared.
package enum TrialError: Error, Sendable, Hashable {
  /// So many combinations.
  case tooManyVariants(Int)
  /// No movie can be asked.
  case noMovies
  /// No variant has this number, or it is not the model of just one.
  case noReference(String, variants: Int)
  /// `--movies 0` without labelled characters.
  case nothingToAsk
  /// The plan costs more than the budget.
  case overBudget(cost: Double, budget: Double)
  /// Nobody has said yes to what the plan costs.
  case needsConsent(cost: Double)
  /// No variant has this number.
  case noVariant(Int, variants: Int)
}
