// All words of the sandbox's refusals. They say what the service's own say, in its form (a sentence with a
// capital and a full stop), because clients show them to their users and some look into them.

extension APIFailure {
  /// A request without a key.
  static let noKey = APIFailure(
    status: 401,
    message: "You didn't provide an API key. Send it in an Authorization header: Bearer KEY.")

  /// A key that is not the one asked for; only its beginning is repeated.
  static func wrongKey(_ key: String) -> APIFailure {
    APIFailure(
      status: 401, code: "invalid_api_key",
      message: "Incorrect API key provided: \(key.prefix(4))****.")
  }

  /// A path that the API does not have, or the sandbox does not play.
  static func unknownRoute(_ method: String, _ path: String) -> APIFailure {
    APIFailure(
      status: 404, code: "unknown_url", message: "Unknown request URL: \(method) \(path).")
  }

  /// A path that exists, with a method that it does not take.
  static func wrongMethod(_ method: String, _ path: String) -> APIFailure {
    APIFailure(
      status: 405, code: "method_not_supported",
      message: "Not allowed to \(method) on \(path).")
  }

  /// `X-Client-Request-Id` outside its bounds.
  static let badClientRequestID = APIFailure(
    status: 400, code: "invalid_header",
    message: "X-Client-Request-Id must be at most 512 ASCII characters.")

  /// A body or file above its limit.
  static let tooLarge = APIFailure(
    status: 413, code: "request_too_large", message: "The request body is too large.")

  /// A body that is no JSON object.
  static let notJSON = APIFailure(
    status: 400,
    message: "We could not parse the JSON body of your request. The API expects a JSON payload.")

  /// A required field that is not there.
  static func missing(_ param: String) -> APIFailure {
    APIFailure(
      status: 400, code: "missing_required_parameter", param: param,
      message: "Missing required parameter: '\(param)'.")
  }

  /// A field that the API does not have.
  static func unknown(_ param: String) -> APIFailure {
    APIFailure(
      status: 400, code: "unknown_parameter", param: param,
      message: "Unknown parameter: '\(param)'.")
  }

  /// A field of the wrong type.
  static func wrongType(_ param: String, expected: String) -> APIFailure {
    APIFailure(
      status: 400, code: "invalid_type", param: param,
      message: "Invalid type for '\(param)': expected \(expected).")
  }

  /// A value outside what the field takes.
  static func invalidValue(_ param: String, _ value: String, expected: String) -> APIFailure {
    APIFailure(
      status: 400, code: "invalid_value", param: param,
      message: "Invalid value: '\(value)' for '\(param)'. Expected \(expected).")
  }

  /// A field that this model does not take.
  static func unsupportedParameter(_ param: String, instead: String) -> APIFailure {
    APIFailure(
      status: 400, code: "unsupported_parameter", param: param,
      message: "Unsupported parameter: '\(param)' is not supported with this model. "
        + "Use '\(instead)' instead.")
  }

  /// A value that this model does not take; `only` is the default.
  static func unsupportedValue(_ param: String, _ value: String, only: String) -> APIFailure {
    APIFailure(
      status: 400, code: "unsupported_value", param: param,
      message: "Unsupported value: '\(param)' does not support \(value) with this model. "
        + "Only the default (\(only)) value is supported.")
  }

  /// A model that is not in the table.
  static func unknownModel(_ name: String) -> APIFailure {
    APIFailure(
      status: 404, code: "model_not_found",
      message: "The model '\(name)' does not exist or you do not have access to it.")
  }

  /// A response schema that breaks a rule of strict ones, at a path within it.
  static func badSchema(_ name: String, _ path: String, _ why: String) -> APIFailure {
    let context = path.isEmpty ? "()" : "('\(path)')"
    return APIFailure(
      status: 400, code: "invalid_json_schema", param: "response_format",
      message: "Invalid schema for response_format '\(name)': In context=\(context), \(why).")
  }

  /// More tokens than the model reads.
  static func contextTooLong(limit: Int, messages: Int) -> APIFailure {
    APIFailure(
      status: 400, code: "context_length_exceeded", param: "messages",
      message: "This model's maximum context length is \(limit) tokens. However, your messages "
        + "resulted in \(messages) tokens. Please reduce the length of the messages.")
  }

  /// An id that no file has, or has any more.
  static func noSuchFile(_ id: String) -> APIFailure {
    APIFailure(status: 404, param: "id", message: "No such File object: \(id)")
  }

  static func noSuchBatch(_ id: String) -> APIFailure {
    APIFailure(status: 404, param: "batch_id", message: "No batch found with id '\(id)'.")
  }

  /// The cancellation of a batch that has ended.
  static func cannotCancel(_ status: String) -> APIFailure {
    APIFailure(status: 409, message: "Cannot cancel a batch with status '\(status)'.")
  }

  /// A batch upload whose name does not end in `.jsonl`.
  static let notBatchFile = APIFailure(
    status: 400, param: "file", message: "Invalid file format for Batch API. Must be .jsonl")

  /// A batch upload above its limit in bytes.
  static func batchFileTooLarge(_ limit: Int) -> APIFailure {
    APIFailure(
      status: 413, param: "file",
      message: "The batch input file is larger than the \(limit) maximum.")
  }

  /// A file that was not uploaded for batches.
  static func wrongPurpose(_ purpose: String) -> APIFailure {
    APIFailure(
      status: 400, code: "invalid_value", param: "input_file_id",
      message: "Expected a file with purpose 'batch', got a file with purpose '\(purpose)'.")
  }

  /// An upload that is no multipart form.
  static let brokenForm = APIFailure(
    status: 400, message: "The multipart form of the request could not be parsed.")

  /// A refusal for a rate limit, with the wait that clears it.
  static func rateLimited(_ refusal: RateLimits.Refusal, model: String) -> APIFailure {
    let (word, type) =
      switch refusal.measure {
      case .requestsPerMinute: ("requests per min (RPM)", "requests")
      case .requestsPerDay: ("requests per day (RPD)", "requests")
      case .tokensPerMinute: ("tokens per min (TPM)", "tokens")
      }
    guard let wait = refusal.wait else {
      return APIFailure(
        status: 429, type: type, code: "rate_limit_exceeded",
        message: "Request too large for \(model) in organization \(Organization.name) on \(word): "
          + "Limit \(refusal.limit), Requested \(refusal.requested). The input or output tokens "
          + "must be reduced in order to run successfully.",
        headers: [Header("x-should-retry", "false")])
    }
    return APIFailure(
      status: 429, type: type, code: "rate_limit_exceeded",
      message: "Rate limit reached for \(model) in organization \(Organization.name) on \(word): "
        + "Limit \(refusal.limit), Used \(refusal.used), Requested \(refusal.requested). "
        + "Please try again in \(RateLimits.text(ofSeconds: wait)).",
      headers: [
        Header("retry-after", String(max(1, Int(wait.rounded(.up))))),
        Header("retry-after-ms", String(max(1, Int((wait * 1_000).rounded(.up))))),
      ])
  }

  /// The refusal that the fault `429` gives.
  static let injectedRateLimit = APIFailure(
    status: 429, type: "requests", code: "rate_limit_exceeded",
    message: "Rate limit reached in organization \(Organization.name) on requests per min (RPM). "
      + "Please try again in 1s.",
    headers: [Header("retry-after", "1"), Header("retry-after-ms", "1000")])

  /// The failure that the fault `500` gives.
  static let injectedServerError = APIFailure(
    status: 500, type: "server_error",
    message: "The server had an error while processing your request. Sorry about that!")
}

/// The organization the sandbox plays.
enum Organization {
  /// As it stands in headers and messages.
  static let name = "org-sandbox"
  /// Its one project.
  static let project = "proj_sandbox"
  /// Its one user.
  static let user = "user-sandbox"
  /// The id of the one key that its account of usage knows.
  static let key = "key_sandbox"
}

extension APIFailure {
  /// Something that the sandbox itself could not do.
  static func broken(_ why: String) -> APIFailure {
    APIFailure(status: 500, type: "server_error", message: "The sandbox failed: \(why).")
  }
}
