package import TropeModel

/// A batch that was written and not sent, and that asks something that nobody wants any more.
package struct OutdatedBatch: Hashable, Sendable {
  package var number: Int
  /// How many questions it asks, and how many of them are not wanted now.
  package var questions: Int
  package var unwanted: Int
  /// The recipe that it was written with, where that is another one than now; `nil` where movies have changed, or are answered.
  package var recipe: OtherRecipe?

  /// What is known of that recipe.
  package struct OtherRecipe: Hashable, Sendable {
    /// What differs, in the order of `StaleReason`; empty where nobody knows.
    package var changes: [StaleReason]
    /// The model that it asks, where that differs and is known.
    package var model: String?
    /// Which ask of the votes it belongs to, where it is none but a later one of now.
    package var ask: Int?
  }
}
