/// Valid answers of servers, for everything of theirs that is read: `AnswerFuzzTests` changes them, and
/// `Benchmarks/reliability/fuzz` begins with them.
enum ServerSamples {
  // MARK: Real time

  static let chat =
    #"{"id":"c","object":"chat.completion","created":1,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":"{\"characters\":[{\"name\":\"Ann\",\"trope\":\"No Trope\"}]}","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":10,"total_tokens":110,"prompt_tokens_details":{"cached_tokens":0}},"service_tier":"default"}"#
  /// With what else servers have: parts of a content, writes to the cache, another word for the end.
  static let otherChat =
    #"{"id":"c","model":"m","choices":[{"message":{"content":[{"type":"text","text":"```json\n{\"characters\":["},{"type":"text","text":"]}\n```"}]},"finish_reason":"eos"}],"usage":{"input_tokens":2600,"output_tokens":48,"input_tokens_details":{"cached_tokens":1850,"cache_write_tokens":100}},"service_tier":"priority"}"#
  /// With the log probabilities of its tokens.
  static let gradedChat =
    #"{"id":"c","model":"m","choices":[{"message":{"content":"{\"characters\":[{\"name\":\"Ann\",\"trope\":\"No Trope\"}]}"},"logprobs":{"content":[{"token":"{\"characters\":[{\"name\":\"Ann\",\"trope\":\"","logprob":-0.25,"bytes":null,"top_logprobs":[]},{"token":"No","logprob":-0.5,"bytes":[78,111],"top_logprobs":[{"token":"No","logprob":-0.5,"bytes":[78,111]},{"token":"Mentor","logprob":-1.5,"bytes":null}]},{"token":" Trope","logprob":-0.01,"bytes":null,"top_logprobs":[]},{"token":"\"}]}","logprob":-0.01,"bytes":null,"top_logprobs":[]}]},"finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":10}}"#
  /// A reply to two movies.
  static let groupChat =
    #"{"choices":[{"message":{"content":"{\"m1\":[{\"name\":\"Ann\",\"trope\":\"Mentor\"},{\"name\":\"Bo\",\"trope\":\"No Trope\"}],\"m2\":[{\"name\":\"Ann\",\"trope\":\"Mentor\"}]}"},"finish_reason":"length"}],"usage":{"prompt_tokens":9,"completion_tokens":9}}"#
  static let refusal =
    #"{"id":"c","model":"m","choices":[{"message":{"content":null,"refusal":"I cannot help."},"finish_reason":"content_filter"}],"usage":{"prompt_tokens":9,"completion_tokens":9}}"#
  static let decisions =
    #"{"id":"d","model":"m","answers":[{"type":"choice","name":"c1_trope","choice":"Mentor","confidence":0.75,"probabilities":[{"value":"Mentor","probability":0.75},{"value":"No Trope","probability":0.25}]},{"type":"refusal","name":"c2_trope"}],"usage":{"input_tokens":100,"output_tokens":0}}"#

  // MARK: Refusals

  static let failure =
    #"{"error":{"message":"Rate limit reached for gpt-4o-mini on tokens per min (TPM): Limit 200000, Used 199000, Requested 3000. Please try again in 600ms.","type":"tokens","param":null,"code":"rate_limit_exceeded"}}"#
  static let queueFull =
    #"{"error":{"message":"Enqueued token limit reached for gpt-4o-mini in organization org-1. Limit: 2,000,000 enqueued tokens. Please try again once some in_progress batches have been completed.","type":"invalid_request_error","code":"token_limit_exceeded"}}"#
  static let otherFailures = [
    #"{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}"#,
    #"{"error":{"code":400,"message":"too long","type":"exceed_context_size_error"}}"#,
    #"{"error":{"message":"The model `x` does not exist","code":"model_not_found"}}"#,
    #"{"detail":[{"loc":["body"],"msg":"field required"}]}"#,
    #"[{"error":{"code":429,"message":"Resource has been exhausted. Try again in 1h2m3.5s","status":"RESOURCE_EXHAUSTED"}}]"#,
    #"{"error":"model is loading, try again in 20 seconds"}"#,
    #"{"message":"no healthy deployment"}"#,
  ]

  // MARK: Batches, files, models

  static let batch =
    #"{"id":"batch_1","object":"batch","endpoint":"/v1/chat/completions","errors":{"object":"list","data":[{"code":"invalid_json_line","message":"no","param":null,"line":3}]},"input_file_id":"file-1","completion_window":"24h","status":"in_progress","output_file_id":null,"error_file_id":null,"created_at":1,"in_progress_at":2,"expires_at":86401,"completed_at":null,"request_counts":{"total":3,"completed":1,"failed":0},"metadata":{"tropebuild_project":"p","tropebuild_batch":"1","tropebuild_digest":"d"}}"#
  static let batches =
    #"{"object":"list","data":[\#(batch),\#(batch.replacing("batch_1", with: "batch_2"))],"first_id":"batch_1","last_id":"batch_2","has_more":false}"#
  static let file =
    #"{"id":"file-1","object":"file","bytes":1,"created_at":1,"filename":"p-0001-d.jsonl","purpose":"batch"}"#
  static let files = #"{"object":"list","data":[\#(file)],"has_more":false}"#
  static let model =
    #"{"id":"gpt-4o-mini","object":"model","created":1,"owned_by":"system","shutdown_date":"2027-01-14"}"#
  static let models = #"{"object":"list","data":[\#(model)]}"#

  // MARK: Lines of results

  static let line =
    #"{"id":"b","custom_id":"q1","response":{"status_code":200,"request_id":"r","body":\#(chat)},"error":null}"#
  static let failedLine =
    #"{"id":"b","custom_id":"q1","response":{"status_code":429,"request_id":"r","body":\#(failure)},"error":null}"#
  static let expiredLine =
    #"{"id":"b","custom_id":"q1","response":null,"error":{"code":"batch_expired","message":"not run"}}"#
  /// The forms of vLLM, SGLang and OGX, as `BatchOutputLineTests` has them.
  static let otherLines = [
    #"{"id":"v","custom_id":"q1","response":{"status_code":400,"request_id":"r","body":null},"error":{"error":{"message":"maximum context length is 4096 tokens","type":"BadRequestError","param":null,"code":400}}}"#,
    #"{"id":"s","custom_id":"q1","response":{"status_code":200,"body":{"choices":{"index":0,"message":{"content":"{}"},"finish_reason":"stop"},"usage":{"prompt_tokens":1,"completion_tokens":2}}},"error":null}"#,
    #"{"id":"o","custom_id":"q1","response":null,"error":{"message":"Error code: 429 - busy"}}"#,
    #"{"custom_id":"q1","response":{"status_code":200,"body":"{\"choices\":[{\"message\":{\"content\":\"x\"}}]}"}}"#,
  ]

  // MARK: The organization

  static let costs =
    #"{"object":"page","data":[{"object":"bucket","start_time":86400,"end_time":172800,"results":[{"amount":{"value":0.06,"currency":"usd"},"line_item":"gpt-6-luna, input_tokens"}]}],"has_more":true,"next_page":"page_2"}"#
  static let usage =
    #"{"object":"page","data":[{"start_time":0,"end_time":86400,"results":[{"input_tokens":100,"output_tokens":7,"num_model_requests":2,"input_cached_tokens":30,"model":"gpt-6-luna","batch":true,"service_tier":"default"}]}],"has_more":false}"#
  static let projects =
    #"{"object":"list","data":[{"id":"proj_1","name":"films","status":"active"}],"last_id":"proj_1","has_more":false}"#
  static let rateLimits =
    #"{"object":"list","data":[{"id":"rl-1","model":"gpt-6-luna","max_requests_per_1_minute":500,"max_tokens_per_1_minute":500000,"max_requests_per_1_day":10000,"batch_1_day_max_input_tokens":5000000}],"has_more":false}"#
  static let spendLimit =
    #"{"object":"project.spend_limit","currency":"USD","interval":"month","threshold_amount":5000,"enforcement":{"status":"enforcing"}}"#
  static let serviceTiers = #"{"default":"fast","enabled_tiers":["flex"]}"#
}
