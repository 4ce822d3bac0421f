// The words of what a model does not take, of ways in which it is not asked now, and of money that is spent.

extension APIFailure {
  /// A field that this model does not take.
  static func unsupportedParameter(_ param: String) -> APIFailure {
    APIFailure(
      status: 400, code: "unsupported_parameter", param: param,
      message: "Unsupported parameter: '\(param)' is not supported with this model.")
  }

  /// A value that this model does not take, of a field that takes others.
  static func unsupportedValue(_ param: String, _ value: String, among: [String]) -> APIFailure {
    let values = among.map { "'\($0)'" }.joined(separator: ", ")
    return APIFailure(
      status: 400, code: "unsupported_value", param: param,
      message: "Unsupported value: '\(param)' does not support \(value) with this model. "
        + "Supported values are: \(values).")
  }

  /// What only the caches of gpt-5.6 and later have.
  static func notOnThisModel(_ param: String) -> APIFailure {
    APIFailure(
      status: 400, code: "invalid_parameter", param: param,
      message: "'\(param)' is not supported on this model.")
  }

  /// A model that has been shut down.
  static func retiredModel(_ name: String) -> APIFailure {
    APIFailure(
      status: 404, code: "model_not_found",
      message: "The model '\(name)' has been deprecated, learn more here: "
        + "https://platform.openai.com/docs/deprecations")
  }

  /// A tier that the project's settings leave out.
  static let tierForbidden = APIFailure(
    status: 400, param: "service_tier",
    message: "Invalid service_tier argument. The requested service tier is not allowed for this "
      + "project.")

  /// A tier in a line of a batch, which has a price of its own.
  static let tierInBatch = APIFailure(
    status: 400, code: "unsupported_parameter", param: "service_tier",
    message: "Unsupported parameter: 'service_tier' is not supported in the Batch API.")

  /// Flex has nothing free now. It costs nothing and counts against no limit.
  static let flexUnavailable = APIFailure(
    status: 429, type: "rate_limit_error", code: "resource_unavailable",
    message: "Resource Unavailable")

  /// The refusal that the fault `slow-down` gives: the rate of requests has grown too fast.
  package static let slowDown = APIFailure(
    status: 429, type: "rate_limit_error", code: "slow_down",
    message: "Your request rate increased too quickly. Please slow down: hold your rate for 15 "
      + "minutes, then increase it gradually.",
    headers: [Header("retry-after", "1")])

  /// The refusal that the fault `overloaded` gives.
  package static let overloaded = APIFailure(
    status: 503, type: "service_unavailable_error", code: "server_is_overloaded",
    message: "The server is currently overloaded with other requests. Please try again later.",
    headers: [Header("retry-after", "1")])

  /// A key that is not for administration, where one is needed.
  static let notAdmin = APIFailure(
    status: 403, code: "insufficient_permissions",
    message: "You have insufficient permissions for this operation. Use an admin API key.")

  /// A key for administration, where it is not taken.
  static let adminOnly = APIFailure(
    status: 401, code: "invalid_api_key",
    message: "Admin API keys are only for the administration endpoints.")

  static func noSuchProject(_ id: String) -> APIFailure {
    APIFailure(status: 404, param: "project_id", message: "No such Project object: \(id)")
  }

  /// No limit on spending is set.
  static let noSpendLimit = APIFailure(
    status: 404, code: "not_found", message: "No spend limit is configured.")

  /// The refusal once a limit on spending is reached: no retry helps.
  static func spent(_ limit: SpendLimit) -> APIFailure {
    let (code, message) =
      switch limit {
      case .organization:
        (
          "organization_spend_limit_exceeded",
          "Your organization has reached its spend limit for this month."
        )
      case .project:
        ("project_spend_limit_exceeded", "This project has reached its spend limit for this month.")
      case .credit:
        ("credit_balance_exhausted", "Your credit balance is exhausted. Please add credits.")
      }
    return APIFailure(status: 429, type: "insufficient_quota", code: code, message: message)
  }
}
