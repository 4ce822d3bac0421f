import Recipe
import Tokenizer

/// What questions of choice weigh. No page tells how they are counted, so the sum is an estimate.
struct DecisionWeights: Sendable {
  /// What a question costs beside its texts, and a value beside its own.
  private static let frame = 15
  private static let valueFrame = 2

  private let recipe: Recipe
  private let counter: TokenCounter
  /// Of all that is asked about one character, but for what speaks of it.
  private let perName: Int

  init(_ recipe: Recipe, _ counter: TokenCounter) {
    self.recipe = recipe
    self.counter = counter
    let values = counter.counts(recipe.decisionChoices).reduce(0) { $0 + $1 + Self.valueFrame }
    perName = values + Self.frame * recipe.fields.fields.count
  }

  /// The tokens of a movie's questions, beyond those of its message.
  func tokens(of question: Question) -> Int {
    (question.names ?? []).reduce(0) { sum, name in
      sum + perName + counter.counts(recipe.decisionTexts(for: name)).reduce(0, +)
    }
  }
}
