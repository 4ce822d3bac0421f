import Testing

import Formats
@testable import OpenAIClient

/// The rows of openai-api.md §6, and what becomes of each.
struct APIFailureTests {
  /// An answer and what must be made of it.
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var status: Int
    var headers: HTTPHeaders = [:]
    var body: String
    var kind: APIFailure.Kind
    var disposition: APIFailure.Disposition

    var testDescription: String { name }
  }

  private static func error(_ message: String, _ type: String, _ code: String) -> String {
    """
    {"error":{"message":\(JSONText.quoted(message)),"type":\(JSONText.quoted(type)),\
    "param":null,"code":\(JSONText.quoted(code))}}
    """
  }

  private static let minute =
    "Rate limit reached for gpt-4o-mini in organization org-x on tokens per min (TPM): Limit "
    + "200000, Used 198000, Requested 3906. Please try again in 571ms. Visit https://example.com."
  private static let day =
    "Rate limit reached for gpt-4o-mini in organization org-x on requests per day (RPD): Limit "
    + "10000, Used 10000, Requested 1. Please try again in 8.64s."
  private static let tooLarge =
    "Request too large for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, "
    + "Requested 61337."
  private static let queue =
    "Enqueued token limit reached for gpt-4o-mini in organization org-x. Limit: 2,000,000 enqueued "
    + "tokens. Please try again once some in_progress batches have been completed."

  private static let refusals: [Row] = [
    Row(
      name: "400 unsupported value", status: 400,
      body: error("'temperature' does not support 0", "invalid_request_error", "unsupported_value"),
      kind: .badRequest, disposition: .failRequest),
    Row(
      name: "400 context", status: 400,
      body: error(
        "This model's maximum context length is 128000 tokens", "invalid_request_error",
        "context_length_exceeded"),
      kind: .contextTooLong, disposition: .failRequest),
    Row(
      name: "400 context, llama.cpp", status: 400,
      body: #"{"error":{"code":400,"message":"too long","type":"exceed_context_size_error"}}"#,
      kind: .contextTooLong, disposition: .failRequest),
    Row(
      name: "400 filter, Azure", status: 400, body: error("filtered", "", "content_filter"),
      kind: .contentFiltered, disposition: .failRequest),
    Row(
      name: "400 queue full at creation", status: 400,
      body: error(queue, "invalid_request_error", "token_limit_exceeded"), kind: .queueFull,
      disposition: .waitForQueue),
    Row(
      name: "401", status: 401,
      body: error("Incorrect API key provided", "invalid_request_error", "invalid_api_key"),
      kind: .unauthorized, disposition: .stopPayingLanes),
    Row(
      name: "403", status: 403, body: error("no", "", "unsupported_country_region_territory"),
      kind: .forbidden, disposition: .stopPayingLanes),
    Row(
      name: "404 model", status: 404,
      body: error("The model `x` does not exist", "invalid_request_error", "model_not_found"),
      kind: .modelNotFound, disposition: .stopPayingLanes),
    Row(
      name: "404 file", status: 404,
      body: error("No such File object: file-x", "invalid_request_error", "not_found"),
      kind: .notFound, disposition: .failRequest),
    Row(
      name: "413", status: 413, body: "", kind: .requestTooLarge, disposition: .failRequest),
    Row(
      name: "422, FastAPI", status: 422, body: #"{"detail":[{"loc":["body"],"msg":"field"}]}"#,
      kind: .badRequest, disposition: .failRequest),
    Row(
      name: "302", status: 302, body: "", kind: .redirected, disposition: .failRequest),
  ]

  private static let limits: [Row] = [
    Row(
      name: "429 tokens a minute", status: 429,
      body: error(minute, "tokens", "rate_limit_exceeded"),
      kind: .rateLimitedMinute(wait: .milliseconds(571)),
      disposition: .retry(after: .milliseconds(571))),
    Row(
      name: "429 retry-after is a minimum", status: 429, headers: ["retry-after": "2"],
      body: error(minute, "tokens", "rate_limit_exceeded"),
      kind: .rateLimitedMinute(wait: .seconds(2)), disposition: .retry(after: .seconds(2))),
    Row(
      name: "429 retry-after-ms is exact", status: 429,
      headers: ["Retry-After": "1", "Retry-After-Ms": "174.5"],
      body: error(minute, "tokens", "rate_limit_exceeded"),
      kind: .rateLimitedMinute(wait: .microseconds(174_500)),
      disposition: .retry(after: .microseconds(174_500))),
    Row(
      name: "429 long wait in the text", status: 429,
      body: error(
        "(RPM): Limit 3. Please try again in 1m26.4s.", "requests", "rate_limit_exceeded"),
      kind: .rateLimitedMinute(wait: .milliseconds(86_400)),
      disposition: .retry(after: .milliseconds(86_400))),
    Row(
      name: "429 date", status: 429,
      headers: [
        "Date": "Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After": "Sun, 06 Nov 1994 08:50:07 GMT",
      ], body: "",
      kind: .rateLimitedMinute(wait: .seconds(30)), disposition: .retry(after: .seconds(30))),
    Row(
      name: "429 that says nothing, with headers", status: 429,
      headers: [
        "x-ratelimit-limit-tokens": "200000", "x-ratelimit-remaining-tokens": "0",
        "x-ratelimit-reset-tokens": "1.5s",
      ], body: "",
      kind: .rateLimitedMinute(wait: .milliseconds(1_500)),
      disposition: .retry(after: .milliseconds(1_500))),
    Row(
      name: "429 the day, in words", status: 429, headers: ["retry-after": "9"],
      body: error(day, "requests", "rate_limit_exceeded"),
      kind: .rateLimitedDay(wait: .seconds(9)), disposition: .sleepDay(after: .seconds(9))),
    Row(
      name: "429 the day, in headers", status: 429,
      headers: [
        "x-ratelimit-limit-requests": "10000", "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "24h0m0s",
      ], body: error("Rate limit reached", "requests", "rate_limit_exceeded"),
      kind: .rateLimitedDay(wait: nil), disposition: .sleepDay(after: nil)),
    Row(
      name: "429 the minute, though the day's headers are there", status: 429,
      headers: [
        "x-ratelimit-limit-requests": "10000", "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "24h0m0s",
      ], body: error(minute, "tokens", "rate_limit_exceeded"),
      kind: .rateLimitedMinute(wait: .milliseconds(571)),
      disposition: .retry(after: .milliseconds(571))),
    Row(
      name: "429 quota, even with Retry-After", status: 429, headers: ["retry-after": "20"],
      body: error("You exceeded your current quota", "insufficient_quota", "insufficient_quota"),
      kind: .quotaExhausted, disposition: .stopPayingLanes),
    Row(
      name: "429 balance", status: 429,
      body: error("no credit", "insufficient_quota", "credit_balance_exhausted"),
      kind: .quotaExhausted, disposition: .stopPayingLanes),
    Row(
      name: "429 spend limit", status: 429, body: error("", "", "project_spend_limit_exceeded"),
      kind: .quotaExhausted, disposition: .stopPayingLanes),
    Row(
      name: "402", status: 402, body: "", kind: .quotaExhausted, disposition: .stopPayingLanes),
    Row(
      name: "403 spend limit", status: 403,
      body: error("", "", "organization_usage_limit_exceeded"),
      kind: .quotaExhausted, disposition: .stopPayingLanes),
    Row(
      name: "429 that forbids repeating", status: 429, headers: ["x-should-retry": "false"],
      body: "", kind: .rateLimitedMinute(wait: nil), disposition: .retry(after: nil)),
    Row(
      name: "429 for years", status: 429, headers: ["retry-after": "99999999999999999999"],
      body: "", kind: .asksToWait(.seconds(315_360_000)), disposition: .stopPayingLanes),
    Row(
      name: "503 for years", status: 503, headers: ["retry-after": "99999999"], body: "",
      kind: .asksToWait(.seconds(99_999_999)), disposition: .stopPayingLanes),
    Row(
      name: "429 slow down", status: 429, body: error("slow", "rate_limit_error", "slow_down"),
      kind: .slowDown(wait: nil), disposition: .retry(after: nil)),
    Row(
      name: "429 one request too large", status: 429, headers: ["x-should-retry": "false"],
      body: error(tooLarge, "tokens", "rate_limit_exceeded"), kind: .requestTooLarge,
      disposition: .failRequest),
    Row(
      name: "429 more asked for than the limit is", status: 429,
      body: error("(TPM): Limit 30,000, Requested 61,337.", "tokens", "rate_limit_exceeded"),
      kind: .requestTooLarge, disposition: .failRequest),
    Row(
      name: "429 queue", status: 429, body: error(queue, "", "rate_limit_exceeded"),
      kind: .queueFull, disposition: .waitForQueue),
    Row(
      name: "429 flex", status: 429,
      body: error("Resource Unavailable", "", "resource_unavailable"),
      kind: .resourceUnavailable, disposition: .retry(after: nil)),
    Row(
      name: "429 LiteLLM", status: 429, headers: ["llm_provider-retry-after": "3"],
      body: #"{"error":{"message":"slow","type":"throttling_error","param":null,"code":"429"}}"#,
      kind: .rateLimitedMinute(wait: .seconds(3)), disposition: .retry(after: .seconds(3))),
  ]

  private static let faults: [Row] = [
    Row(
      name: "408", status: 408, body: "", kind: .serverTimeout, disposition: .retry(after: nil)),
    Row(name: "409", status: 409, body: "", kind: .conflict, disposition: .retry(after: nil)),
    Row(
      name: "500", status: 500, body: error("oops", "server_error", "x"), kind: .serverError,
      disposition: .retry(after: nil)),
    Row(
      name: "500 that forbids repeating", status: 500, headers: ["x-should-retry": "false"],
      body: "", kind: .serverError, disposition: .failRequest),
    Row(
      name: "400 that asks for repeating", status: 400, headers: ["x-should-retry": "true"],
      body: "{}", kind: .badRequest, disposition: .retry(after: nil)),
    Row(
      name: "503", status: 503, headers: ["retry-after": "4"],
      body: error("busy", "service_unavailable_error", "server_is_overloaded"), kind: .overloaded,
      disposition: .retry(after: .seconds(4))),
    Row(
      name: "503 loading", status: 503,
      body: #"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#,
      kind: .loading, disposition: .retry(after: nil)),
    Row(
      name: "503, older", status: 503, body: error("slow", "", "slow_down"),
      kind: .slowDown(wait: nil), disposition: .retry(after: nil)),
  ]

  private static let edge = [502, 504, 520, 524].map {
    Row(
      name: "\($0) page", status: $0, body: "<html><body>Bad gateway</body></html>",
      kind: .serverError, disposition: .retry(after: nil))
  }

  @Test(arguments: refusals + limits + faults + edge)
  func `tells every kind of refusal apart`(_ row: Row) {
    let failure = APIFailure.classify(
      .chat, status: row.status, headers: row.headers, body: Array(row.body.utf8))
    #expect(failure.kind == row.kind)
    #expect(failure.disposition == row.disposition)
    #expect(failure.status == row.status)
  }

  @Test(arguments: TransportFailure.Kind.allCases)
  func `a lost connection is tried again, a cancelled one not`(_ kind: TransportFailure.Kind) {
    let failure = APIFailure(
      operation: .chat,
      kind: .transport(TransportFailure(kind: kind, message: "m", requestMayHaveRun: true)))
    switch kind {
    case .cancelled: #expect(failure.disposition == .cancelled)
    case .tooLarge, .file: #expect(failure.disposition == .failRequest)
    default: #expect(failure.disposition == .retry(after: nil))
    }
    #expect(failure.mayHaveRun)
  }

  @Test(arguments: [
    #"{"error":"plain"}"#, #"{"message":"plain"}"#, #"{"detail":"plain"}"#,
    #"{"error":{"message":"plain","code":null}}"#, #""plain""#,
  ])
  func `finds the message wherever a server puts it`(_ body: String) {
    let failure = APIFailure.classify(.chat, status: 400, headers: [:], body: Array(body.utf8))
    #expect(failure.serverMessage == "plain")
    #expect(failure.code == nil)
  }

  @Test(arguments: ["", "{", "<html>", "[]", #"{"error":null}"#, "\u{0}", #"{"error":[]}"#])
  func `bears any body`(_ body: String) {
    let failure = APIFailure.classify(.chat, status: 400, headers: [:], body: Array(body.utf8))
    #expect(failure.kind == .badRequest)
    #expect(failure.serverMessage == nil)
  }

  @Test func `takes code as text or number`() {
    let body = Array(#"{"error":{"message":"m","type":"t","param":"p","code":400}}"#.utf8)
    let failure = APIFailure.classify(.chat, status: 400, headers: [:], body: body)
    #expect(failure.code == "400")
    #expect(failure.type == "t")
    #expect(failure.param == "p")
  }

  @Test func `never shows a key that the server echoes`() {
    let body =
      #"{"error":{"message":"Bad key hunter2xyz or sk-proj-ab*cd_e1 given, ask-me","#
      + #""code":"hunter2xyz"}}"#
    let failure = APIFailure.classify(
      .chat, status: 403, headers: ["x-request-id": "hunter2xyz"], body: Array(body.utf8),
      text: ServerText(hiding: ["hunter2xyz"]))
    #expect(failure.serverMessage == "Bad key (hidden) or (hidden) given, ask-me")
    #expect(!String(reflecting: failure).contains("hunter2"))
    #expect(!"\(failure)".contains("hunter2"))
  }

  @Test func `a long message is cut and kept to one line`() {
    let text = String(repeating: "plot\\n", count: 200)
    let failure = APIFailure.classify(
      .chat, status: 400, headers: [:], body: Array("{\"error\":\"\(text)\"}".utf8))
    #expect(failure.serverMessage?.count == 301)
    #expect(failure.serverMessage?.contains("\n") == false)
  }

  @Test func `says what happened and what to do`() {
    let key = APIFailure.classify(.chat, status: 401, headers: [:], body: [])
    #expect(
      "\(key)" == "the chat request failed: the server does not accept the key (401) "
        + "(check OPENAI_API_KEY in the environment or in .env)")
    let bad = APIFailure.classify(
      .createBatch, status: 400, headers: ["x-request-id": "req_1"],
      body: Array(#"{"error":"no such endpoint"}"#.utf8))
    #expect(
      "\(bad)" == "creating a batch failed: the server refuses the request (400); the "
        + "server says: \"no such endpoint\" (check model, parameters and catalog of the recipe) "
        + "[request req_1]")
    let long = APIFailure.classify(
      .chat, status: 400, headers: [:],
      body: Array(
        #"{"error":{"message":"exceeds n_ctx 2048","type":"exceed_context_size_error"}}"#.utf8))
    #expect("\(long)".contains("the server says: \"exceeds n_ctx 2048\" (shorten the plot, or"))
    let large = APIFailure.classify(.upload, status: 413, headers: [:], body: [])
    #expect(
      "\(large)" == "uploading a batch file failed: the request is larger than the server "
        + "accepts (set 'limits.batch_file_size' or 'plan.batch_token_target' lower, give up the batch with "
        + "'tropebuild cancel', and run again)")
  }

  @Test(arguments: [
    (APIFailure.Operation.listBatches, 404, true), (.upload, 405, true), (.listFiles, 501, true),
    (.listBatches, 500, false), (.createBatch, 404, false), (.chat, 404, false),
  ])
  func `knows a server without batches`(
    _ operation: APIFailure.Operation, _ status: Int, _ hasNone: Bool
  ) {
    let failure = APIFailure.classify(operation, status: status, headers: [:], body: [])
    #expect(failure.meansNoBatches == hasNone)
  }
}
