import Formats
import OpenAIClient
import Testing
import TropeModel

struct BatchOutputLineTests {
  private static let completion =
    #"{"id":"chatcmpl-1","object":"chat.completion","model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"#
    + #""message":{"role":"assistant","content":"{\"a\":1}","refusal":null},"finish_reason":"stop"}],"#
    + #""usage":{"prompt_tokens":1500,"completion_tokens":20,"total_tokens":1520,"#
    + #""prompt_tokens_details":{"cached_tokens":1024}}}"#

  private func parse(_ text: String) throws(BatchLineFault) -> BatchOutputLine {
    try BatchOutputLine.parse(Array(text.utf8))
  }

  @Test func `reads a completion`() throws {
    let line = try parse(
      #"{"id":"batch_req_1","custom_id":"m-1","response":{"status_code":200,"request_id":"req_1","body":"#
        + Self.completion + #"},"error":null}"#)
    #expect(line.customID == "m-1")
    #expect(line.status == 200)
    #expect(line.requestID == "req_1")
    #expect(line.body == Array(Self.completion.utf8))
    guard case .reply(let reply) = line.outcome else {
      Issue.record("no reply")
      return
    }
    #expect(reply.content == #"{"a":1}"#)
    #expect(reply.refusal == nil)
    #expect(reply.finishReason == "stop")
    #expect(reply.model == "gpt-4o-mini-2024-07-18")
    #expect(reply.usage == TokenUsage(input: 1_500, cachedInput: 1_024, output: 20))
  }

  @Test func `a line with an id that is far longer than any of ours is nobody's`() throws {
    let id = String(repeating: "m", count: 100_000)
    #expect(throws: BatchLineFault.noCustomID) {
      try parse(#"{"custom_id":"\#(id)","response":{"status_code":200,"body":{}}}"#)
    }
  }

  @Test func `reads a body that is a JSON text in a string, without error or usage`() throws {
    let body = JSONText.quoted(#"{"choices":[{"message":{"content":"x"}}]}"#)
    let line = try parse(#"{"custom_id":"1","response":{"status_code":200,"body":\#(body)}}"#)
    guard case .reply(let reply) = line.outcome else {
      Issue.record("no reply")
      return
    }
    #expect(reply == ChatReply(content: "x"))
    #expect(line.body == Array(#"{"choices":[{"message":{"content":"x"}}]}"#.utf8))
  }

  /// What `vllm run-batch` writes, read from the source of vllm 0.33.0 (vllm/entrypoints/launchers/run_batch.py): every member is
  /// there, `null` or not, and a refusal has its whole body under `error` and none under `body`.
  @Test func `reads what vLLM's batch runner writes`() throws {
    let answered = try parse(
      #"{"id":"vllm-9b1","custom_id":"m-1","response":{"status_code":200,"request_id":"vllm-batch-9b1","body":"#
        + #"{"id":"chatcmpl-9b1","object":"chat.completion","created":1795369291,"model":"own/model-7b","choices":[{"index":0,"#
        + #""message":{"role":"assistant","content":"{\"a\":1}","refusal":null,"annotations":null,"audio":null,"#
        + #""function_call":null,"tool_calls":[],"reasoning":null},"logprobs":null,"finish_reason":"stop","stop_reason":null,"#
        + #""token_ids":null}],"service_tier":null,"system_fingerprint":null,"usage":{"prompt_tokens":1500,"total_tokens":1520,"#
        + #""completion_tokens":20,"prompt_tokens_details":null},"prompt_logprobs":null,"prompt_token_ids":null,"#
        + #""kv_transfer_params":null}},"error":null}"#)
    guard case .reply(let reply) = answered.outcome else {
      Issue.record("no reply")
      return
    }
    #expect(reply.content == #"{"a":1}"#)
    #expect(reply.model == "own/model-7b")
    #expect(reply.finishReason == "stop")
    #expect(reply.usage == TokenUsage(input: 1_500, cachedInput: 0, output: 20))
    #expect(answered.requestID == "vllm-batch-9b1")

    let refused = try failure(
      parse(
        #"{"id":"vllm-9b2","custom_id":"m-2","response":{"status_code":400,"request_id":"vllm-batch-9b2","body":null},"error":"#
          + #"{"error":{"message":"This model's maximum context length is 4096 tokens. However, you requested 5000 tokens","#
          + #""type":"BadRequestError","param":null,"code":400}}}"#))
    #expect(refused.status == 400)
    #expect(refused.type == "BadRequestError")
    #expect(refused.serverMessage?.contains("maximum context length is 4096") == true)
    #expect(refused.disposition == .failRequest)

    let died = try failure(
      parse(
        #"{"id":"vllm-9b3","custom_id":"m-3","response":{"status_code":500,"request_id":"vllm-batch-9b3","body":null},"error":"#
          + #"{"error":{"message":"EngineCore encountered an issue.","type":"InternalServerError","param":null,"code":500}}}"#
      ))
    #expect(died.serverMessage == "EngineCore encountered an issue.")
    #expect(died.disposition == .retry(after: nil))

    let text = try failure(
      parse(
        #"{"id":"vllm-9b4","custom_id":"m-4","response":{"status_code":400,"request_id":"vllm-batch-9b4","body":null},"#
          + #""error":"Request must not be sent in stream mode"}"#))
    #expect(text.serverMessage == "Request must not be sent in stream mode")
    #expect(text.disposition == .failRequest)
  }

  /// What SGLang's server wrote for a batch, read from the source of sglang 0.4.7 (python/sglang/srt/openai_api/adapter.py), the
  /// last but one that had batches: the only choice is no list, and a batch that failed has one line, of its last request.
  @Test func `reads what SGLang wrote for batches`() throws {
    let answered = try parse(
      #"{"id":"batch_req_5e","custom_id":"m-1","response":{"status_code":200,"request_id":"batch_1-req_0","body":"#
        + #"{"id":"batch_1-req_0","object":"chat.completion","created":1795369291,"model":"own/model-7b","choices":{"index":0,"#
        + #""message":{"role":"assistant","content":"{\"a\":1}","tool_calls":null,"reasoning_content":null},"logprobs":null,"#
        + #""finish_reason":"stop","matched_stop":2},"usage":{"prompt_tokens":1500,"completion_tokens":20,"total_tokens":1520},"#
        + #""system_fingerprint":null}},"error":null}"#)
    guard case .reply(let reply) = answered.outcome else {
      Issue.record("no reply")
      return
    }
    #expect(reply.content == #"{"a":1}"#)
    #expect(reply.finishReason == "stop")
    #expect(reply.usage == TokenUsage(input: 1_500, cachedInput: 0, output: 20))

    let failed = try failure(
      parse(
        #"{"id":"batch_req_5f","custom_id":"m-9","response":null,"error":{"message":"CUDA out of memory"}}"#
      ))
    #expect(failed.serverMessage == "CUDA out of memory")
    #expect(failed.disposition == .retry(after: nil))
  }

  private func failure(_ line: BatchOutputLine) throws -> APIFailure {
    guard case .failed(let failure) = line.outcome else { throw BatchLineFault.noCustomID }
    return failure
  }

  @Test(arguments: [
    // The HTTP form, with error null; in either file.
    (
      #""response":{"status_code":400,"request_id":"r","body":{"error":{"message":"m","code":"context_length_exceeded"}}},"error":null"#,
      APIFailure.Kind.contextTooLong
    ),
    (
      #""response":{"status_code":429,"body":{"error":{"message":"m","code":"insufficient_quota"}}}"#,
      .quotaExhausted
    ),
    (#""response":{"status_code":500,"body":{}}"#, .serverError),
    (#""response":{"status_code":500,"body":null},"error":null"#, .serverError),
    // The form that is not of HTTP.
    (
      #""response":null,"error":{"code":"batch_expired","message":"not in time"}"#,
      .notRun(code: "batch_expired")
    ),
    (
      #""response":null,"error":{"code":"batch_cancelled","message":"m"}"#,
      .notRun(code: "batch_cancelled")
    ),
    (#""error":"plain text""#, .notRun(code: "unknown")),
    // llama-stack's and OGX's: what the vendor answered is told in the message alone.
    (
      #""error":{"type":"request_failed","message":"Error code: 400 - {'error': {'message': 'bad schema'}}"}"#,
      .badRequest
    ),
    (
      #""error":{"type":"request_failed","message":"Error code: unknown"}"#,
      .notRun(code: "unknown")
    ),
    (#""response":{"status_code":0},"error":null"#, .notRun(code: "unknown")),
    (#""response":null,"error":null"#, .notRun(code: "unknown")),
    // A success without a completion.
    (#""response":{"status_code":200,"body":{"object":"x"}}"#, .serverError),
    (#""response":{"status_code":200,"body":"not JSON"}"#, .serverError),
    // A failure with something like a completion in it is a failure.
    (
      #""response":{"status_code":500,"body":{"choices":[{"message":{"content":"x"}}]}}"#,
      .serverError
    ),
  ])
  func `knows every form of failure`(_ rest: String, _ kind: APIFailure.Kind) throws {
    let line = try parse(#"{"id":"x","custom_id":"7",\#(rest)}"#)
    #expect(line.customID == "7")
    #expect(try failure(line).kind == kind)
  }

  @Test func `a line that did not run says what the server says of it`() throws {
    let line = try parse(
      #"{"id":"x","custom_id":"7","error":{"type":"request_failed","message":"no room for it"}}"#)
    #expect("\(try failure(line))".contains("no room for it"))
  }

  @Test func `a line without a choice that tells its usage is booked`() throws {
    let line = try parse(
      #"{"custom_id":"1","response":{"status_code":200,"body":{"choices":[],"#
        + #""usage":{"prompt_tokens":9,"completion_tokens":1}}}}"#)
    guard case .reply(let reply) = line.outcome else {
      Issue.record("no reply")
      return
    }
    #expect(reply == ChatReply(usage: TokenUsage(input: 9, cachedInput: 0, output: 1)))
  }

  @Test(arguments: [
    (#"{"error":{"message":"m","code":"insufficient_quota"}}"#, APIFailure.Kind.quotaExhausted),
    (#"{"error":{"message":"m","code":429},"choices":[{}]}"#, .rateLimitedMinute(wait: nil)),
  ])
  func `an error in a line of status 200 is that error`(_ body: String, _ kind: APIFailure.Kind)
    throws
  {
    let line = try parse(#"{"custom_id":"1","response":{"status_code":200,"body":\#(body)}}"#)
    #expect(try failure(line).kind == kind)
    let bare = try parse(#"{"custom_id":"1","error":{"code":"insufficient_quota","message":"m"}}"#)
    #expect(try failure(bare).kind == .quotaExhausted)
  }

  @Test func `a line without end is a reply that is too long, kept in part`() throws {
    let line = try parse(
      #"{"id":"x","custom_id":"1","response":{"status_code":200,"body":{"choices":["#
        + String(repeating: "1,", count: 8 << 20) + "1]}}}")
    guard case .reply(let reply) = line.outcome else {
      Issue.record("no reply")
      return
    }
    #expect(reply.isTooLong)
    #expect(line.customID == "1")
    #expect(line.body.count == 64 << 10)
  }

  @Test func `names what cannot be attributed`() {
    #expect(throws: BatchLineFault.notJSON(offset: 17)) { try parse(#"{"custom_id":"1",}"#) }
    #expect(throws: BatchLineFault.noCustomID) { try parse(#"{"response":null}"#) }
    #expect(throws: BatchLineFault.noCustomID) { try parse(#"{"custom_id":7}"#) }
    #expect(throws: BatchLineFault.notJSON(offset: 0)) { try parse("<html>") }
  }
}
