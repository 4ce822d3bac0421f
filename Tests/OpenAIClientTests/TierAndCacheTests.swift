import Testing
import TestSupport
import TropeModel

@testable import OpenAIClient

/// What answers tell of the cache and of the tier that served them, and what refuses both.
@Suite struct TierAndCacheTests {
  @Test func `reads and writes of the cache and the tier are read`() throws {
    let body =
      #"{"id":"c","model":"gpt-6-luna","service_tier":"priority","choices":[{"message":{"content":"x"}}],"#
      + #""usage":{"prompt_tokens":2600,"completion_tokens":48,"#
      + #""prompt_tokens_details":{"cached_tokens":1850,"cache_write_tokens":100}}}"#
    let reply = try #require(ChatReply.parse(Array(body.utf8)))
    #expect(
      reply.usage == TokenUsage(input: 2_600, cachedInput: 1_850, cacheWrite: 100, output: 48))
    #expect(reply.serviceTier == "priority")
    #expect(ServiceTier(answer: "priority") == .fast)
    #expect(ServiceTier(answer: "on_demand") == nil)
  }

  @Test func `more written than was not read is told as it is, and nothing of it is believed`()
    throws
  {
    let body =
      #"{"choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":100,"completion_tokens":1,"#
      + #""prompt_tokens_details":{"cached_tokens":90,"cache_write_tokens":900}}}"#
    let usage = try #require(ChatReply.parse(Array(body.utf8))?.usage)
    #expect(usage.cachedInput == 90 && usage.cacheWrite == 900 && !usage.isWhole)
    #expect(usage.whole == TokenUsage(input: 100, cachedInput: 0, output: 1))
  }

  private func failure(
    _ status: Int, _ code: String, _ message: String = "no", param: String? = nil,
    type: String = "invalid_request_error"
  ) -> APIFailure {
    let param = param.map { "\"\($0)\"" } ?? "null"
    let body =
      #"{"error":{"message":"\#(message)","type":"\#(type)","param":\#(param),"code":"\#(code)"}}"#
    return .classify(
      .chat, status: status, headers: ["retry-after": "20"], body: Array(body.utf8))
  }

  @Test(arguments: [
    ("organization_spend_limit_exceeded", "the organization's spend limit is reached"),
    ("project_spend_limit_exceeded", "the project's spend limit is reached"),
    ("organization_usage_limit_exceeded", "the organization's monthly usage limit is reached"),
    ("credit_balance_exhausted", "the account's credit is used up"),
  ])
  func `a hard limit on spending ends the run, whatever it says of waiting`(
    code: String, reason: String
  ) {
    let failure = failure(429, code, type: "insufficient_quota")
    #expect(failure.kind == .quotaExhausted)
    #expect(failure.disposition == .stopPayingLanes)
    #expect(failure.reason == reason)
    #expect(failure.advice?.contains("run again") == true)
  }

  @Test func `a tier that the project may not use ends the run with a hint`() {
    let failure = failure(
      400, "invalid_value", "The requested service tier is not allowed for this project.",
      param: "service_tier")
    #expect(failure.kind == .tierNotAllowed)
    #expect(failure.disposition == .stopPayingLanes)
    #expect(failure.description.contains("allow it in the project's settings"))
  }

  @Test func `growing too fast is a limit, and overload is the server's`() {
    let slow = failure(429, "slow_down", type: "rate_limit_error")
    #expect(slow.kind == .slowDown(wait: .seconds(20)) && slow.isLimit)
    let full = failure(503, "server_is_overloaded", type: "service_unavailable_error")
    #expect(full.kind == .overloaded && full.disposition == .retry(after: .seconds(20)))
    let flex = failure(429, "resource_unavailable", "Resource Unavailable")
    #expect(flex.kind == .resourceUnavailable && !flex.mayHaveRun)
  }

  @Test func `a refusal of the cache's options is told from others`() {
    let refusal = failure(
      400, "invalid_parameter", "'prompt_cache_options' is not supported on this model")
    #expect(refusal.refusesCacheOptions)
    #expect(failure(400, "invalid_parameter", param: "prompt_cache_options").refusesCacheOptions)
    #expect(!failure(400, "invalid_parameter", param: "temperature").refusesCacheOptions)
    #expect(!failure(429, "slow_down", "prompt_cache").refusesCacheOptions)
  }
}
