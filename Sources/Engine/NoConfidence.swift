import Planner
import Recipe
import Tropefile
import TropeModel

/// Why no confidence of labels can be had.
package enum NoConfidence: Error, Sendable, Hashable {
  /// The model, or the model with this effort, gives no log probabilities.
  case model(String, effort: String?)
  /// No field of the recipe has a list of values.
  case fields([String])
  /// Fewer orders of the recipe's lists than asks.
  case orders(Int, asks: Int)
}

extension NoConfidence: CustomStringConvertible {
  package var description: String {
    switch self {
    case .model(let model, nil):
      "'recipe.confidence: logprobs' is not to be had of \(model), which gives no log probabilities: "
        + "name another model, or leave the key out"
    case .model(let model, let effort?):
      "'recipe.confidence: logprobs' is not to be had of \(model) with 'recipe.reasoning_effort: \(effort)': "
        + "it gives log probabilities with 'none' alone"
    case .fields(let fields):
      "'recipe.confidence: logprobs' needs a field that is a trope, a choice or a boolean; the recipe has "
        + fields.map { "'\($0)'" }.joined(separator: ", ")
    case .orders(let orders, let asks):
      "'recipe.confidence: votes' asks \(asks) times, each time with tropes and values in another order, and the recipe has "
        + "only \(orders): "
        + (orders < 3 ? "leave it out" : "write 'recipe.votes: \(orders)' or less")
    }
  }
}

extension Project {
  /// Whether the log probabilities of replies are asked for.
  package var asksForLogprobs: Bool { settings.recipe.confidence == .logprobs }

  /// How often each movie is asked, so that votes tell how sure the model was; `nil` where they do not.
  package var votes: Int? {
    settings.recipe.confidence == .votes ? settings.recipe.votes : nil
  }

  /// How often each movie is asked for its labels.
  var asks: Int { votes ?? 1 }

  /// Refuses to ask for what the model is known not to give, or the recipe not to have.
  func checkConfidence() throws(NoConfidence) {
    if let votes, recipe.orderCount < votes { throw .orders(recipe.orderCount, asks: votes) }
    guard asksForLogprobs else { return }
    let parameters = recipe.parameters
    if recipe.gradedFields.isEmpty { throw .fields(recipe.fields.fields.map(\.name)) }
    guard let facts = ModelFacts.named(parameters.model),
      !facts.acceptsLogprobs(effort: parameters.reasoningEffort)
    else { return }
    let canBe = facts.acceptsLogprobs(effort: "none")
    throw .model(
      parameters.model,
      effort: canBe ? parameters.reasoningEffort ?? facts.efforts?.standard : nil)
  }
}
