import Formats

// All words of the errors of a batch, its own and those of its lines.

extension BatchFault: Error {
  /// A line that is no JSON object.
  static let notJSON = BatchFault(
    code: "invalid_json_line",
    message: "This line is not parseable as valid JSON.")

  /// An input file that is gone.
  static func noInput(_ id: String) -> BatchFault {
    BatchFault(
      code: "invalid_request", message: "The input file '\(id)' does not exist any more.",
      param: "input_file_id")
  }

  /// A file without requests.
  static let emptyFile = BatchFault(
    code: "empty_file", message: "The input file is empty. Please ensure it has valid requests.")

  /// More requests than a batch may have.
  static func tooMany(_ count: Int, limit: Int) -> BatchFault {
    BatchFault(
      code: "too_many_requests",
      message: "The input file has \(count) requests; the limit is \(limit).")
  }

  /// A required field that is not there.
  static func missing(_ key: String) -> BatchFault {
    BatchFault(
      code: "missing_required_parameter", message: "Missing required parameter: '\(key)'.",
      param: key)
  }

  /// A field that a line does not have.
  static func unknown(_ key: String) -> BatchFault {
    BatchFault(code: "invalid_request", message: "Unknown parameter: '\(key)'.", param: key)
  }

  /// A value outside what the field takes.
  static func invalid(_ key: String, _ expected: String) -> BatchFault {
    BatchFault(
      code: "invalid_request", message: "Invalid value for '\(key)': expected \(expected).",
      param: key)
  }

  /// A `custom_id` that stands in the file twice.
  static func duplicate(_ id: String) -> BatchFault {
    BatchFault(
      code: "duplicate_custom_id",
      message: "The custom_id '\(id)' for this request is a duplicate of another request. "
        + "The custom_id parameter must be unique for each request in a batch.",
      param: "custom_id")
  }

  /// A line for another endpoint.
  static func wrongURL(_ url: String, expected: String) -> BatchFault {
    BatchFault(
      code: "invalid_url",
      message: "The URL provided for this request does not match the batch endpoint: "
        + "'\(url)' is not '\(expected)'.",
      param: "url")
  }

  /// A model that is not in the table.
  static func unknownModel(_ name: String) -> BatchFault {
    BatchFault(
      code: "model_not_found",
      message: "The provided model '\(name)' is not supported by the Batch API.",
      param: "body.model")
  }

  /// A second model in one file.
  static func mixedModels(_ name: String, first: String) -> BatchFault {
    BatchFault(
      code: "mismatched_model",
      message: "The provided model '\(name)' does not match the first model '\(first)' of this "
        + "file. All requests of a batch must use the same model.",
      param: "body.model")
  }

  /// More tokens than the queue of the model takes.
  static func queueFull(model: String, limit: Int) -> BatchFault {
    var digits = String(limit)
    var grouped = ""
    while digits.count > 3 {
      grouped = "," + digits.suffix(3) + grouped
      digits.removeLast(3)
    }
    return BatchFault(
      code: "token_limit_exceeded",
      message: "Enqueued token limit reached for \(model) in organization \(Organization.name). "
        + "Limit: \(digits)\(grouped) enqueued tokens. Please try again once some in_progress "
        + "batches have been completed.")
  }

  /// The error that the fault `batch-fail` gives.
  static let injected = BatchFault(
    code: "server_error",
    message: "The server had an error while processing the batch. Please try again.")

  /// The `error` of a line that did not run before the window closed.
  static let expiredLine: JSON = [
    "code": "batch_expired",
    "message":
      "This request could not be executed before the completion window expired.",
  ]

  /// The `error` of a line that did not run before the batch was cancelled.
  static let cancelledLine: JSON = [
    "code": "batch_cancelled",
    "message": "This request was not executed because the batch was cancelled.",
  ]
}
