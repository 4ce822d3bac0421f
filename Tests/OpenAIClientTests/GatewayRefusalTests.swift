import Formats
import Testing

@testable import OpenAIClient

/// Refusals of account, key or model in the words of gateways and of other vendors, and in whatever status.
@Suite struct GatewayRefusalTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var status: Int
    var message: String
    var type = ""
    var kind: APIFailure.Kind
    var disposition = APIFailure.Disposition.stopPayingLanes

    var testDescription: String { "\(status) \(type) \(message)" }
  }

  private static let budget = "Budget has been exceeded! Current cost: 2.0, Max budget: 1.0"
  private static let cooling =
    "No deployments available for selected model, Try again in 5 seconds. Passed model=luna. "
    + "pre-call-checks=False, cooldown_list=['a']"

  /// LiteLLM 1.108.7 and before.
  private static let litellm = [
    Row(status: 422, message: budget, type: "budget_exceeded", kind: .quotaExhausted),
    Row(status: 429, message: budget, type: "budget_exceeded", kind: .quotaExhausted),
    Row(status: 400, message: budget, type: "auth_error", kind: .quotaExhausted),
    Row(
      status: 401, message: "ExceededBudget: Team=t over 1d budget. Spend=2, Budget=1",
      type: "auth_error", kind: .quotaExhausted),
    Row(
      status: 429, message: "No deployments available - crossed budget: openai",
      kind: .quotaExhausted),
    Row(
      status: 401,
      message: "key not allowed to access model. This key can only access models=['a']. Tried b",
      type: "key_model_access_denied", kind: .modelNotFound),
    Row(status: 403, message: "x", type: "team_model_access_denied", kind: .modelNotFound),
    Row(
      status: 400, message: "chat: Invalid model name passed in model=x. Call `/v1/models`",
      kind: .modelNotFound),
    Row(status: 400, message: "No connected db.", type: "no_db_connection", kind: .unauthorized),
    Row(status: 401, message: "x", type: "expired_key", kind: .unauthorized),
    Row(
      status: 503, message: "Database is down", type: "no_db_connection", kind: .overloaded,
      disposition: .retry(after: nil)),
    Row(
      status: 429, message: "Max parallel requests", type: "auth_error",
      kind: .rateLimitedMinute(wait: nil), disposition: .retry(after: nil)),
    Row(
      status: 429, message: cooling, kind: .noDeployment, disposition: .retry(after: .seconds(5))),
  ]

  private static let others = [
    // Ollama, Mistral, DeepSeek, OpenRouter, Groq, xAI.
    Row(
      status: 404, message: "model 'x' not found, try pulling it first", type: "not_found_error",
      kind: .modelNotFound),
    Row(status: 400, message: "Invalid model: x", type: "invalid_model", kind: .modelNotFound),
    Row(status: 400, message: "Model Not Exist", kind: .modelNotFound),
    Row(status: 400, message: "x is not a valid model ID", kind: .modelNotFound),
    Row(status: 400, message: "It has ended", type: "model_decommissioned", kind: .modelNotFound),
    Row(status: 400, message: "Incorrect API key provided: x", kind: .unauthorized),
    Row(
      status: 400, message: "Your prompt was flagged", type: "invalid_prompt", kind: .badRequest,
      disposition: .failRequest),
    Row(
      status: 404, message: "No such File object: file-x", kind: .notFound,
      disposition: .failRequest),
  ]

  @Test(arguments: litellm + others)
  func `are told from those of a request`(_ row: Row) {
    let body = """
      {"error":{"message":\(JSONText.quoted(row.message)),"type":\(JSONText.quoted(row.type)),\
      "param":null,"code":"\(row.status)"}}
      """
    let failure = APIFailure.classify(
      .chat, status: row.status, headers: [:], body: Array(body.utf8))
    #expect(failure.kind == row.kind)
    #expect(failure.disposition == row.disposition)
  }

  @Test func `an error in a list of one is read, as Gemini has it`() {
    let body =
      #"[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key."}}]"#
    let failure = APIFailure.classify(.chat, status: 400, headers: [:], body: Array(body.utf8))
    #expect(failure.kind == .unauthorized)
    #expect(
      "\(failure)"
        == "the chat request failed: the server does not accept the key (400); the server says: \"API key "
        + "not valid. Please pass a valid API key.\" (check OPENAI_API_KEY in the environment or in .env)"
    )
  }

  @Test(arguments: ["[[]]", "[7]", #"[{"error":null}]"#, #"[[{"error":"x"}]]"#])
  func `another list says nothing`(_ body: String) {
    let failure = APIFailure.classify(.chat, status: 400, headers: [:], body: Array(body.utf8))
    #expect(failure.kind == .badRequest)
    #expect(failure.serverMessage == nil)
  }

  @Test func `a prompt that is flagged is the movie's`() {
    let body =
      #"{"error":{"message":"flagged","type":"invalid_request_error","code":"invalid_prompt"}}"#
    let failure = APIFailure.classify(.chat, status: 400, headers: [:], body: Array(body.utf8))
    #expect(failure.kind == .contentFiltered)
  }

  @Test func `a list of batches that knows no model of this name speaks of no model`() {
    let body = #"{"error":{"message":"model route not found","code":"404"}}"#
    let failure = APIFailure.classify(
      .listBatches, status: 404, headers: [:], body: Array(body.utf8))
    #expect(failure.meansNoBatches)
  }

  @Test func `a gateway's budget is named, and what to do`() {
    let body = #"{"error":{"message":"\#(Self.budget)","type":"budget_exceeded","code":"422"}}"#
    let failure = APIFailure.classify(.chat, status: 422, headers: [:], body: Array(body.utf8))
    #expect(
      "\(failure)"
        == "the chat request failed: a budget at the gateway is used up; the server says: \"\(Self.budget)\" "
        + "(raise it there, or wait until it begins anew, then run again)")
  }
}
