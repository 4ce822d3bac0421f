extension EndpointProblem: CustomStringConvertible {
  /// What is wrong and what to do, behind the endpoint's name.
  package var description: String {
    switch self {
    case .modelIsUnclear(let model, let recipe):
      "its model is called '\(model)' and the recipe's '\(recipe)': say 'same_model: true' where that is one model under two "
        + "names, or 'same_model: false' where it is another, whose answers then stand among the recipe's"
    case .modelsDiffer(let model, let recipe):
      "'same_model: true' says that '\(model)' is '\(recipe)', and they are two models: say 'same_model: false' where its "
        + "answers are to stand among the recipe's"
    case .plan(let error): "\(error) (there, or in its own 'limits' and 'prices')"
    case .noKey(let variable?):
      "no key: set \(variable) in the environment or in the project's .env"
    case .noKey(nil):
      "no key: name the variable that holds it by 'key_env'; OPENAI_API_KEY goes to the server of 'api.base_url' alone"
    case .account(let fault): "\(fault)"
    case .isSandbox(let isSandbox, let other):
      "it is \(isSandbox ? "a sandbox" : "no sandbox") and '\(other)' is \(isSandbox ? "none" : "one"): a rehearsal's answers "
        + "would stand among real ones"
    }
  }
}

extension EndpointTerms {
  /// What is said before anything is asked, where it answers by another model; `nil` for nothing.
  package var notice: String? {
    guard isOtherModel else { return nil }
    return
      "endpoint '\(name)' answers by another model, '\(model)': its records say so, and stand among the recipe's"
  }
}
