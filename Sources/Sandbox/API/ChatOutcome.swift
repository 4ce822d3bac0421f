import Formats

/// What the labeller makes of a chat request: all of the answer but its id, its time, its tier and what the cache saves.
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
  /// Output tokens that can be read.
  var visibleTokens: Int
  /// Output tokens that were thought.
  var reasoningTokens = 0
  /// What it is to the prompt cache.
  var cache: CacheWish
  /// SHA-256, in hexadecimal, of each movie's part of the user message.
  var questions: [String]
  /// The tier that was asked for.
  var serviceTier: String?
  /// What the request weighs against the tokens of a minute.
  var weight: Int
  /// How many of the likeliest tokens are to be told at each place; `nil` where no probability is.
  var topLogprobs: Int?
  /// The labels of the answer, where probabilities are told.
  var labels: [LabelSpan] = []

  /// What a request is to the prompt cache of its model.
  enum CacheWish: Sendable {
    /// A cache that works by itself: its prefix, and the tokens of that.
    case prefix(PromptCache.PrefixKey, tokens: Int)
    /// A cache with breakpoints, in the order in which they stand.
    case marks([BreakpointCache.Mark])
  }

  /// Output tokens, reasoning included.
  var completionTokens: Int { visibleTokens + reasoningTokens }

  /// The tokens of the answer.
  func usage(_ use: BreakpointCache.Use) -> Usage {
    Usage(
      input: promptTokens, cached: use.cached, written: use.written, writtenLong: use.writtenLong,
      output: completionTokens, reasoning: reasoningTokens)
  }

  /// The bill of this answer.
  func bill(_ way: Way, _ use: BreakpointCache.Use, at time: Double) -> Bill {
    let usage = usage(use)
    return Bill(
      at: time, model: model.name, way: way, questions: questions, usage: usage,
      cost: model.prices.cost(usage, way))
  }

  /// The answer's body.
  func body(
    id: String, created: Int, _ way: Way, _ use: BreakpointCache.Use, _ tokens: any TokenCounting
  ) -> JSON {
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
          "logprobs": logprobs(tokens), "finish_reason": .string(finishReason),
        ]
      ],
      "usage": [
        "prompt_tokens": .integer(promptTokens), "completion_tokens": .integer(completionTokens),
        "total_tokens": .integer(promptTokens + completionTokens),
        "prompt_tokens_details": promptDetails(use),
        "completion_tokens_details": [
          "reasoning_tokens": .integer(reasoningTokens), "audio_tokens": 0,
          "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0,
        ],
      ],
      "service_tier": .string(way.serviceTier), "system_fingerprint": "fp_sandbox",
    ]
  }

  private func logprobs(_ tokens: any TokenCounting) -> JSON {
    guard let topLogprobs, let content else { return .null }
    // An answer that was spoiled has its labels elsewhere, or not at all.
    let bytes = Array(content.utf8)
    let whole = labels.filter { span in
      let label = JSON.string(span.catalog.labels[span.choice]).bytes.dropFirst().dropLast()
      return span.range.upperBound < bytes.count && bytes[span.range].elementsEqual(label)
    }
    return Logprobs(tokens: tokens, top: topLogprobs).json(content, whole)
  }

  /// Only models whose writes are paid tell of them.
  private func promptDetails(_ use: BreakpointCache.Use) -> JSON {
    var details: JSONObject = ["cached_tokens": .integer(use.cached), "audio_tokens": 0]
    if model.cache == .breakpoints { details.add("cache_write_tokens", .integer(use.written)) }
    return .object(details)
  }
}
