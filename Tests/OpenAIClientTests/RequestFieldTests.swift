import Formats
import Testing

@testable import OpenAIClient

/// Which field of a request a refusal names, in the words of those who refuse.
struct RequestFieldTests {
  private func failure(
    _ body: String, status: Int = 400, _ operation: APIFailure.Operation = .chat
  ) -> APIFailure {
    APIFailure.classify(operation, status: status, headers: [:], body: Array(body.utf8))
  }

  private static func message(_ text: String) -> String {
    #"{"error":{"message":\#(JSONText.quoted(text)),"type":"invalid_request_error","code":null}}"#
  }

  @Test(arguments: [
    (
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      RequestField.maxTokens
    ),
    (
      "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
      .maxTokens
    ),
    (
      "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
      .temperature
    ),
    ("Unrecognized request argument supplied: response_format", .responseFormat),
    (
      "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
      .responseFormat
    ),
    ("Unknown parameter: 'seed'.", .seed),
    (
      "[{'type': 'extra_forbidden', 'loc': ('body', 'max_completion_tokens'), 'msg': 'Extra inputs are not permitted', 'input': 32}]",
      .maxCompletionTokens
    ),
    ("Unsupported param: max_completion_tokens", .maxCompletionTokens),
    (
      "litellm.UnsupportedParamsError: cohere does not support parameters: ['reasoning_effort'], for model=command-r",
      .reasoningEffort
    ),
    (
      "Invalid JSON payload received. Unknown name \"max_completion_tokens\": Cannot find field.",
      .maxCompletionTokens
    ),
    ("property 'top_logprobs' is unsupported", .topLogprobs),
    ("Argument not supported on this model: temperature", .temperature),
    ("Extra inputs are not permitted, field: 'max_completion_tokens'", .maxCompletionTokens),
    (
      "unknown field `max_completion_tokens`, expected one of `model`, `max_tokens`",
      .maxCompletionTokens
    ),
  ])
  func `is found in a message`(text: String, field: RequestField) {
    let failure = failure(Self.message(text))
    #expect(failure.kind == .badRequest)
    #expect(failure.refusedField == field)
    #expect(!failure.mayRefuseSchema)
  }

  @Test(arguments: [
    #"{"error":{"message":"no","code":"unsupported_parameter","param":"seed"}}"#,
    #"{"detail":[{"type":"extra_forbidden","loc":["body","seed"],"msg":"Extra inputs are not permitted"}]}"#,
    #"{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","seed"],"msg":"Extra inputs are not permitted"}]},"code":null}"#,
  ])
  func `is found where the server has a place for it`(body: String) {
    #expect(failure(body, status: 422).refusedField == .seed)
  }

  @Test(arguments: [
    "Invalid schema for response_format 'tropes': 'prefixItems' is not permitted.",
    "Unknown parameter: 'response_format.json_schema.schema.prefixItems'.",
    "[{'type': 'extra_forbidden', 'loc': ('body', 'response_format', 'json_schema'), 'msg': 'Extra inputs are not permitted'}]",
    "max_tokens is too large: 100000. This model supports at most 4096 completion tokens.",
    "no such parameter", "my_seed is not supported", "",
  ])
  func `is none where it is only spoken of`(text: String) {
    let failure = failure(Self.message(text))
    #expect(failure.refusedField == nil)
    #expect(failure.mayRefuseSchema)
  }

  @Test func `is told with what to write`() {
    let text = "Unrecognized request argument supplied: temperature"
    #expect("\(failure(Self.message(text)))".contains("(write 'recipe.temperature: null')"))
    #expect(failure(Self.message(text), .upload).refusedField == nil)
    let place = failure(
      #"{"detail":[{"loc":["body","messages",0,"role"],"msg":"Input should be 'user'"}]}"#,
      status: 422)
    #expect(place.serverMessage == "messages.0.role: Input should be 'user'")
  }
}
