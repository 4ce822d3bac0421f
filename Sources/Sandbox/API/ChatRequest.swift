import Formats

/// A chat request that passed every check that needs no tokens and no schema rules.
struct ChatRequest: Sendable {
  /// One message: who speaks, and what.
  struct Message: Sendable, Hashable {
    /// `system`, `developer`, `user` or `assistant`.
    var role: String
    /// The text; parts of a divided content are joined.
    var content: String
    /// The name of the author, where one was given.
    var name: String?
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
  /// The most tokens the answer may have.
  var mostTokens: Int?
  /// `service_tier` as it was asked for.
  var serviceTier: String?
  /// `prompt_cache_key`.
  var cacheKey: String?

  /// The text of the system (or developer) messages.
  var systemText: String {
    messages.filter { $0.role == "system" || $0.role == "developer" }.map(\.content)
      .joined(separator: "\n")
  }

  /// The text of the user's last message.
  var userText: String { messages.last { $0.role == "user" }?.content ?? "" }

  /// Whether it is billed at half the price: `flex` costs what a batch costs.
  var isFlex: Bool { serviceTier == "flex" }
}

extension ChatRequest {
  private static let played: Set = [
    "messages", "model", "verbosity", "reasoning_effort", "max_completion_tokens",
    "frequency_penalty", "presence_penalty", "response_format", "store", "stop", "logit_bias",
    "max_tokens", "n", "seed", "metadata", "temperature", "top_p", "user", "safety_identifier",
    "prompt_cache_key", "prompt_cache_retention", "service_tier", "stream", "logprobs",
  ]
  private static let notPlayed: Set = [
    "modalities", "web_search_options", "top_logprobs", "audio", "prediction", "stream_options",
    "tools", "tool_choice", "parallel_tool_calls", "function_call", "functions",
    "prompt_cache_options", "moderation",
  ]

  /// Checks a body as the service does, field by field.
  init(_ body: JSON) throws(APIFailure) {
    guard let object = body.objectValue else { throw .notJSON }
    for key in object.keys where !Self.played.contains(key) {
      throw Self.notPlayed.contains(key)
        ? .invalidValue(key, "set", expected: "nothing: the sandbox does not play it")
        : .unknown(key)
    }
    guard let name = try Self.text(object, "model") else { throw .missing("model") }
    modelName = name
    guard let model = ModelTable.find(modelName) else { throw .unknownModel(modelName) }
    self.model = model
    messages = try Self.messages(object)
    format = try Self.format(object)
    mostTokens = try Self.mostTokens(object, model)
    cacheKey = try Self.text(object, "prompt_cache_key")
    serviceTier = try Self.text(object, "service_tier")
    try Self.checkServiceTier(serviceTier, model)
    try Self.checkSampling(object, model)
    try Self.checkMetadata(object["metadata"])
  }

  private static func text(_ object: JSONObject, _ key: String) throws(APIFailure) -> String? {
    guard let value = object[key], !value.isNull else { return nil }
    guard let text = value.stringValue else { throw .wrongType(key, expected: "a string") }
    return text
  }

  private static func number(
    _ object: JSONObject, _ key: String, in range: ClosedRange<Double>
  ) throws(APIFailure) -> Double? {
    guard let value = object[key], !value.isNull else { return nil }
    guard let number = value.doubleValue else { throw .wrongType(key, expected: "a number") }
    guard range.contains(number) else {
      throw .invalidValue(
        key, value.text, expected: "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  private static func messages(_ object: JSONObject) throws(APIFailure) -> [Message] {
    guard let value = object["messages"] else { throw .missing("messages") }
    guard let elements = value.arrayValue else {
      throw .wrongType("messages", expected: "an array of messages")
    }
    if elements.isEmpty {
      throw .invalidValue("messages", "[]", expected: "at least one message")
    }
    var messages: [Message] = []
    for (index, element) in elements.enumerated() {
      messages.append(try message(element, "messages[\(index)]"))
    }
    return messages
  }

  private static func message(_ value: JSON, _ path: String) throws(APIFailure) -> Message {
    guard let object = value.objectValue else { throw .wrongType(path, expected: "an object") }
    let known: Set = ["role", "content", "name", "refusal"]
    for key in object.keys where !known.contains(key) { throw .unknown("\(path).\(key)") }
    guard let role = object["role"] else { throw .missing("\(path).role") }
    let roles = ["system", "developer", "user", "assistant"]
    guard let name = role.stringValue, roles.contains(name) else {
      throw .invalidValue(
        "\(path).role", role.stringValue ?? role.text,
        expected: "one of 'system', 'developer', 'user' or 'assistant'")
    }
    guard let content = object["content"] else { throw .missing("\(path).content") }
    return Message(
      role: name, content: try text(of: content, "\(path).content"),
      name: object["name"]?.stringValue)
  }

  private static func text(of content: JSON, _ path: String) throws(APIFailure) -> String {
    if let text = content.stringValue { return text }
    guard let parts = content.arrayValue else {
      throw .wrongType(path, expected: "a string or an array of content parts")
    }
    var text = ""
    for (index, part) in parts.enumerated() {
      guard part["type"]?.stringValue == "text", let words = part["text"]?.stringValue else {
        throw .invalidValue("\(path)[\(index)]", "part", expected: "a part of type 'text'")
      }
      text += words
    }
    return text
  }

  private static func format(_ object: JSONObject) throws(APIFailure) -> Format {
    guard let value = object["response_format"], !value.isNull else { return .text }
    guard let type = value["type"]?.stringValue else { throw .missing("response_format.type") }
    switch type {
    case "text": return .text
    case "json_object": return .jsonObject
    case "json_schema": break
    default:
      throw .invalidValue(
        "response_format.type", type, expected: "'json_object', 'json_schema' or 'text'")
    }
    let path = "response_format.json_schema"
    guard let format = value["json_schema"]?.objectValue else { throw .missing(path) }
    let known: Set = ["name", "description", "schema", "strict"]
    for key in format.keys where !known.contains(key) { throw .unknown("\(path).\(key)") }
    guard let name = format["name"]?.stringValue else { throw .missing("\(path).name") }
    let isNameGood =
      (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
    guard isNameGood else {
      throw .invalidValue(
        "\(path).name", name, expected: "1 to 64 letters, digits, underscores and hyphens")
    }
    guard let schema = format["schema"], schema.objectValue != nil else {
      throw .missing("\(path).schema")
    }
    return .schema(name: name, isStrict: format["strict"]?.boolValue ?? false, schema: schema)
  }

  private static func mostTokens(
    _ object: JSONObject, _ model: ModelFacts
  ) throws(APIFailure) -> Int? {
    var most: Int?
    for key in ["max_tokens", "max_completion_tokens"] {
      guard let value = object[key], !value.isNull else { continue }
      if key == "max_tokens", model.isReasoning {
        throw .unsupportedParameter(key, instead: "max_completion_tokens")
      }
      guard let number = value.intValue else { throw .wrongType(key, expected: "an integer") }
      guard (1...model.maximumOutput).contains(number) else {
        throw .invalidValue(
          key, String(number), expected: "an integer from 1 to \(model.maximumOutput)")
      }
      most = number
    }
    return most
  }

  private static func checkServiceTier(
    _ tier: String?, _ model: ModelFacts
  ) throws(APIFailure) {
    guard let tier else { return }
    let tiers = ["auto", "default", "flex", "priority", "fast", "scale"]
    guard tiers.contains(tier) else {
      throw .invalidValue("service_tier", tier, expected: "one of \(tiers.joined(separator: ", "))")
    }
    if tier == "flex", !model.hasFlex {
      throw .invalidValue("service_tier", tier, expected: "a tier that this model has")
    }
  }

  private static func checkSampling(
    _ object: JSONObject, _ model: ModelFacts
  ) throws(APIFailure) {
    let temperature = try number(object, "temperature", in: 0...2)
    if let temperature, temperature != 1, model.isReasoning {
      let text = object["temperature"]?.text ?? ""
      throw .unsupportedValue("temperature", text, only: "1")
    }
    _ = try number(object, "top_p", in: 0...1)
    _ = try number(object, "frequency_penalty", in: -2...2)
    _ = try number(object, "presence_penalty", in: -2...2)
    if let seed = object["seed"], !seed.isNull, seed.intValue == nil {
      throw .wrongType("seed", expected: "an integer")
    }
    if let count = object["n"], !count.isNull, count.intValue != 1 {
      throw .invalidValue("n", count.text, expected: "1: the sandbox gives one choice")
    }
    for key in ["stream", "logprobs"] {
      if let value = object[key], !value.isNull, value.boolValue != false {
        throw .invalidValue(key, value.text, expected: "false: the sandbox does not play it")
      }
    }
    if let effort = try text(object, "reasoning_effort"), !model.isReasoning {
      throw .invalidValue("reasoning_effort", effort, expected: "nothing with this model")
    }
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
