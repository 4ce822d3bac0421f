import Planner
import Recipe

/// The recipe names an effort that its model does not have: every request would be refused.
package struct NoEffort: Error, Sendable, Hashable {
  package let model: String
  package let effort: String
  /// What it takes, from the shortest to the longest.
  package let taken: [String]
}

extension NoEffort: CustomStringConvertible {
  package var description: String {
    "'recipe.reasoning_effort: \(effort)' is not to be had of \(model), which takes "
      + taken.map { "'\($0)'" }.joined(separator: ", ")
      + ": name one of these (they are billed as output), or another model"
  }
}

extension Project {
  /// Refuses to ask a model of the tables with an effort that it does not have.
  func checkEffort() throws(NoEffort) {
    let parameters = recipe.parameters
    guard let effort = parameters.reasoningEffort,
      let efforts = ModelFacts.named(parameters.model)?.efforts, !efforts.names.contains(effort)
    else { return }
    throw NoEffort(model: parameters.model, effort: effort, taken: efforts.names)
  }
}
