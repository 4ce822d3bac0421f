/// Why variants cannot be compared.
package enum TrialError: Error, Sendable, Hashable {
  /// So many combinations.
  case tooManyVariants(Int)
  /// The recipe asks about movies alone, and variants are compared by what they say of characters.
  case noCharacters
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
  /// There is no tropefile to write into.
  case noTropefile
  /// A key's value stands in the tropefile in a form that is not edited.
  case notEditable(path: String, key: String, line: Int, value: String)
  /// There are no lists, so the one variant is what the tropefile says.
  case nothingToAdopt
  /// The file that characters to label were to be written to is there, perhaps with labels.
  case labelsExist(String)
  /// So many movies have neither a cast nor an answer, so that nobody knows who is in them.
  case unknownCharacters(movies: Int)
  /// All characters are labelled.
  case allLabelled
  /// There are no two variants that differ on anybody.
  case nobodyToLabel
  /// No variant has this number.
  case noVariant(Int, variants: Int)
}
