package import TropeModel

/// What requests were counted to weigh beyond their questions, without what earlier replies have taught: billed
/// tokens are compared with it.
package struct CountedOverhead: Sendable {
  /// `RecipeHashes.combined`: what is learned holds for this recipe only.
  package var recipe: Digest
  /// Tokens by the number of questions in a request; sizes that were not counted exactly are left out.
  package var tokens: [Int: Int]
}
