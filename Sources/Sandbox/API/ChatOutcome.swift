import Formats

/// What the labeller makes of a chat request: all of the answer but its id, its time and what the cache saves.
struct ChatOutcome: Sendable {
  /// The model that was asked for.
  var model: ModelFacts
  /// The name of the model as it was asked for.
  var modelName: String
  /// `nil` for a refusal.
  var content: String?
  /// The words of a refusal; `nil` for an answer.
  var refusal: String?
  /// Why the answer ended.
  var finishReason = "stop"
  /// Input tokens, those of the schema included.
  var promptTokens: Int
  /// Output tokens.
  var completionTokens: Int
  /// Tokens of schema and system message, which many requests share.
  var prefixTokens: Int
  /// What the prompt cache knows the prefix by.
  var prefix: PromptCache.PrefixKey
  /// SHA-256, in hexadecimal, of each movie's part of the user message.
  var questions: [String]
  /// The tier that was asked for.
  var serviceTier: String?
  /// What the request weighs against the tokens of a minute.
  var weight: Int
  /// The bound on output tokens that was asked for.
  var mostTokens: Int?

  /// Whether it is billed at half the price in real time.
  var isFlex: Bool { serviceTier == "flex" }

  /// The bill of this answer.
  func bill(lane: Bill.Lane, cached: Int) -> Bill {
    Bill(
      lane: lane, questions: questions, inputTokens: promptTokens, outputTokens: completionTokens,
      cost: model.prices.cost(
        input: promptTokens, cached: cached, output: completionTokens,
        halfPrice: lane == .batch || isFlex))
  }

  /// The answer's body.
  func body(id: String, created: Int, cached: Int) -> JSON {
    [
      "id": .string(id), "object": "chat.completion", "created": .integer(created),
      "model": .string(ModelTable.sandboxName),
      "choices": [
        [
          "index": 0,
          "message": [
            "role": "assistant", "content": JSON(content), "refusal": JSON(refusal),
            "annotations": [],
          ],
          "logprobs": nil, "finish_reason": .string(finishReason),
        ]
      ],
      "usage": [
        "prompt_tokens": .integer(promptTokens), "completion_tokens": .integer(completionTokens),
        "total_tokens": .integer(promptTokens + completionTokens),
        "prompt_tokens_details": ["cached_tokens": .integer(cached), "audio_tokens": 0],
        "completion_tokens_details": [
          "reasoning_tokens": 0, "audio_tokens": 0, "accepted_prediction_tokens": 0,
          "rejected_prediction_tokens": 0,
        ],
      ],
      "service_tier": .string(isFlex ? "flex" : "default"),
      "system_fingerprint": "fp_sandbox",
    ]
  }
}
