import Formats

/// A chat request that passed every check that needs no tokens and no schema rules.
struct ChatRequest: Sendable {
  /// One message: who speaks, and what.
  struct Message: Sendable, Hashable {
    /// `system`, `developer`, `user` or `assistant`.
    var role: String
    /// The text, part by part; a text that is not divided is one part.
    var parts: [Part]
    /// The name of the author, where one was given.
    var name: String?

    /// The whole text.
    var content: String { parts.count == 1 ? parts[0].text : parts.map(\.text).joined() }
  }

  /// A part of a message.
  struct Part: Sendable, Hashable {
    var text: String
    /// Seconds that the cache keeps what ends here; `nil` where no breakpoint stands.
    var life: Double?
  }

  /// The form that the answer has to have.
  enum Format: Sendable, Hashable {
    /// Free text.
    case text
    /// Any JSON object.
    case jsonObject
    /// JSON that fits a schema.
    case schema(name: String, isStrict: Bool, schema: JSON)
  }

  /// The model asked for.
  var model: ModelFacts
  /// The name as it was asked for.
  var modelName: String
  /// The messages, at least one.
  var messages: [Message]
  /// The form of the answer.
  var format: Format
  /// `response_format` as it was sent.
  var formatBytes: [UInt8]
  /// The most tokens the answer may have, reasoning included.
  var mostTokens: Int?
  /// How hard it thinks; `none` for a model that does not.
  var effort: String
  /// `verbosity`.
  var verbosity: String?
  /// `service_tier` as it was asked for.
  var serviceTier: String?
  /// `prompt_cache_key`.
  var cacheKey: String?
  /// What was asked of a cache with breakpoints.
  var cacheOptions: CacheOptions
  /// How many of the likeliest tokens are to be told at each place; `nil` where no probability is.
  var topLogprobs: Int?

  /// The text of the system (or developer) messages.
  var systemText: String {
    messages.filter { $0.role == "system" || $0.role == "developer" }.map(\.content)
      .joined(separator: "\n")
  }

  /// The text of the user's last message.
  var userText: String { messages.last { $0.role == "user" }?.content ?? "" }
}

extension ChatRequest {
  private static let played: Set = [
    "messages", "model", "verbosity", "reasoning_effort", "max_completion_tokens",
    "frequency_penalty", "presence_penalty", "response_format", "store", "stop", "logit_bias",
    "max_tokens", "n", "seed", "metadata", "temperature", "top_p", "user", "safety_identifier",
    "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "service_tier", "stream",
    "logprobs", "top_logprobs",
  ]
  private static let notPlayed: Set = [
    "modalities", "web_search_options", "audio", "prediction", "stream_options", "tools",
    "tool_choice", "parallel_tool_calls", "function_call", "functions", "moderation",
  ]

  /// Checks a body as the service does, field by field.
  ///
  /// - Parameter ownModels: names of models that are served beside OpenAI's.
  init(_ body: JSON, ownModels: Set<String> = []) throws(APIFailure) {
    guard let object = body.objectValue else { throw .notJSON }
    for key in object.keys where !Self.played.contains(key) {
      throw Self.notPlayed.contains(key)
        ? .invalidValue(key, "set", expected: "nothing: the sandbox does not play it")
        : .unknown(key)
    }
    guard let name = try object.text("model") else { throw .missing("model") }
    modelName = name
    guard let model = ModelTable.find(modelName, own: ownModels) else {
      throw .unknownModel(modelName)
    }
    self.model = model
    cacheOptions = try CacheOptions(object, model, lives: ["30m"])
    messages = try Self.messages(object, cacheOptions, model)
    format = try Self.format(object)
    formatBytes = object["response_format"]?.bytes ?? []
    mostTokens = try Self.mostTokens(object, model)
    cacheKey = try object.text("prompt_cache_key")
    verbosity = try object.text("verbosity")
    serviceTier = try object.text("service_tier")
    effort = try Self.effort(object, model)
    topLogprobs = try Self.topLogprobs(object)
    try Self.checkServiceTier(serviceTier, model)
    try Self.checkSampling(object, model, effort: effort)
    try Self.checkMetadata(object["metadata"])
  }

  /// At most 16 pairs, keys of at most 64 and values of at most 512 characters, all of them strings.
  static func checkMetadata(_ value: JSON?) throws(APIFailure) {
    guard let value, !value.isNull else { return }
    guard let object = value.objectValue else {
      throw .wrongType("metadata", expected: "an object")
    }
    guard object.members.count <= 16 else {
      throw .invalidValue(
        "metadata", "\(object.members.count) pairs", expected: "at most 16 pairs")
    }
    for member in object.members {
      let path = "metadata.\(member.key)"
      guard member.key.count <= 64 else {
        throw .invalidValue(path, member.key, expected: "a key of at most 64 characters")
      }
      guard let text = member.value.stringValue else {
        throw .wrongType(path, expected: "a string")
      }
      guard text.count <= 512 else {
        throw .invalidValue(path, "\(text.count) characters", expected: "at most 512 characters")
      }
    }
  }
}

extension JSONObject {
  /// The text of a field; `nil` where it is missing or null.
  func text(_ key: String) throws(APIFailure) -> String? {
    guard let value = self[key], !value.isNull else { return nil }
    guard let text = value.stringValue else { throw .wrongType(key, expected: "a string") }
    return text
  }

  /// The number of a field within its range; `nil` where it is missing or null.
  func number(_ key: String, in range: ClosedRange<Double>) throws(APIFailure) -> Double? {
    guard let value = self[key], !value.isNull else { return nil }
    guard let number = value.doubleValue else { throw .wrongType(key, expected: "a number") }
    guard range.contains(number) else {
      throw .invalidValue(
        key, value.text, expected: "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}
