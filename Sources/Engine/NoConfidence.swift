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
    }
  }
}

extension Project {
  /// Whether the log probabilities of replies are asked for.
  package var asksForLogprobs: Bool { settings.recipe.confidence == .logprobs }

  /// Refuses to ask for what the model is known not to give.
  func checkConfidence() throws(NoConfidence) {
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
