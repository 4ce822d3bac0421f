/// What an error says of account, key or model and not of the request, in whatever status and words: whoever is refused so is
/// refused again, whatever is asked.
extension ErrorBody {
  // MARK: Money

  /// Whether it says that nothing is left to pay with.
  var speaksOfMoney: Bool {
    names.contains(where: Self.moneyNames.contains)
      || Self.moneyWords.contains { words.contains($0) }
  }

  private static let moneyNames: Set<String> = [
    "insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded", "organization_usage_limit_exceeded",
    "billing_hard_limit_reached", "billing_not_active", "insufficient_balance",
    "insufficient_credits", "payment_required", "billing_error", "insufficient_funds",
    "budget_exceeded",
  ]

  /// The last four are LiteLLM's, of a budget of its own for key, team, user or vendor.
  private static let moneyWords = [
    "exceeded your current quota", "insufficient balance", "insufficient credit",
    "insufficient funds", "credit balance is too low", "out of credits", "payment required",
    "budget has been exceeded", "exceededbudget:", "exceeded budget for model", "crossed budget",
  ]

  // MARK: The model

  /// Whether it says that the model does not exist, or not for this key.
  var speaksOfModel: Bool {
    if names.contains(where: { Self.modelNames.contains($0) || $0.hasSuffix(Self.denied) }) {
      return true
    }
    return Self.modelWords.contains { words.contains($0) }
      || words.contains("model") && words.contains("does not exist")
  }

  /// Whether something is not found that is called a model.
  var speaksOfNoModel: Bool { words.contains("model") && words.contains("not found") }

  private static let modelNames: Set<String> = [
    "model_not_found", "deploymentnotfound", "invalid_model", "model_decommissioned",
    "model_not_active", "model_not_available",
  ]

  /// LiteLLM has a type for each who may lack the model: key, team, user, organization, project, customer.
  private static let denied = "_model_access_denied"

  private static let modelWords = [
    "not allowed to access model", "invalid model name", "is not a valid model id",
    "model not exist", "not available for this api key",
  ]

  // MARK: The key

  /// Whether it says that the key is not accepted, where the status does not.
  var speaksOfKey: Bool {
    names.contains(where: Self.keyNames.contains) || words.hasPrefix("authentication error")
      || Self.keyWords.contains { words.contains($0) }
  }

  private static let keyNames: Set<String> = [
    "invalid_api_key", "auth_error", "expired_key", "token_not_found_in_db", "no_db_connection",
    "authentication_error", "organization_restricted",
  ]

  private static let keyWords = [
    "api key not valid", "invalid api key", "incorrect api key", "no connected db",
  ]

  // MARK: A gateway with nobody behind it

  /// Whether a gateway says that all who could answer are left alone for a while.
  var speaksOfNoDeployment: Bool {
    words.contains("no deployments available") || words.contains("no healthy deployment")
  }
}
