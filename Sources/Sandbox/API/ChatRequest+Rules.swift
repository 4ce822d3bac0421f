import Formats

// What a model takes, and what it does not.

extension ChatRequest {
  private static let allEfforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"]

  /// The effort that a body asks for, or the model's usual one.
  static func effort(_ object: JSONObject, _ model: ModelFacts) throws(APIFailure) -> String {
    let key = "reasoning_effort"
    let given = try object.text(key)
    guard let reasoning = model.reasoning else {
      if given != nil { throw .unsupportedParameter(key) }
      return "none"
    }
    guard let given else { return reasoning.usual }
    guard allEfforts.contains(given) else {
      throw .invalidValue(
        key, given, expected: "one of \(allEfforts.map { "'\($0)'" }.joined(separator: ", "))")
    }
    guard reasoning.efforts.contains(given) else {
      throw .unsupportedValue(key, "'\(given)'", among: reasoning.efforts)
    }
    return given
  }

  /// How many of the likeliest tokens are wanted at each place; `nil` where no probability is.
  static func topLogprobs(_ object: JSONObject) throws(APIFailure) -> Int? {
    let isWanted = object["logprobs"]?.boolValue ?? false
    if let value = object["logprobs"], !value.isNull, value.boolValue == nil {
      throw .wrongType("logprobs", expected: "a boolean")
    }
    guard let value = object["top_logprobs"], !value.isNull else { return isWanted ? 0 : nil }
    guard let count = value.intValue else {
      throw .wrongType("top_logprobs", expected: "an integer")
    }
    guard (0...20).contains(count) else {
      throw .invalidValue("top_logprobs", String(count), expected: "an integer from 0 to 20")
    }
    guard isWanted else {
      throw .invalidValue(
        "top_logprobs", String(count), expected: "nothing unless 'logprobs' is true")
    }
    return count
  }

  /// The bound on the tokens of an answer.
  static func mostTokens(_ object: JSONObject, _ model: ModelFacts) throws(APIFailure) -> Int? {
    var most: Int?
    for key in ["max_tokens", "max_completion_tokens"] {
      guard let value = object[key], !value.isNull else { continue }
      if key == "max_tokens", model.isReasoning {
        throw .unsupportedParameter(key, instead: "max_completion_tokens")
      }
      guard let number = value.intValue else { throw .wrongType(key, expected: "an integer") }
      guard (1...model.size.output).contains(number) else {
        throw .invalidValue(
          key, String(number), expected: "an integer from 1 to \(model.size.output)")
      }
      most = number
    }
    return most
  }

  /// A tier that the API has and, for those that have prices of their own, the model has.
  static func checkServiceTier(_ tier: String?, _ model: ModelFacts) throws(APIFailure) {
    guard let tier else { return }
    let tiers = ["auto", "default", "flex", "priority", "fast", "scale"]
    guard tiers.contains(tier) else {
      throw .invalidValue("service_tier", tier, expected: "one of \(tiers.joined(separator: ", "))")
    }
    let isMissing =
      switch tier {
      case "flex": !model.has(.flex)
      case "priority", "fast": !model.has(.fast)
      default: false
      }
    if isMissing {
      throw .invalidValue("service_tier", tier, expected: "a tier that this model has")
    }
  }

  /// How the answer is drawn. A model that thinks takes none of it, save with an effort of none.
  static func checkSampling(
    _ object: JSONObject, _ model: ModelFacts, effort: String
  ) throws(APIFailure) {
    let ranges: [(String, ClosedRange<Double>, usual: Double)] = [
      ("temperature", 0...2, 1), ("top_p", 0...1, 1), ("frequency_penalty", -2...2, 0),
      ("presence_penalty", -2...2, 0),
    ]
    for (key, range, usual) in ranges {
      guard let number = try object.number(key, in: range), number != usual else { continue }
      let isDrawing = key == "temperature" || key == "top_p"
      guard model.isReasoning, !isDrawing || effort != "none" else { continue }
      throw .unsupportedValue(key, object[key]?.text ?? "", only: String(Int(usual)))
    }
    if model.isReasoning {
      for key in ["stop", "logit_bias"] where !(object[key]?.isNull ?? true) {
        throw .unsupportedParameter(key)
      }
      if object["logprobs"]?.boolValue == true, effort != "none" {
        throw .unsupportedParameter("logprobs")
      }
    }
    if let seed = object["seed"], !seed.isNull, seed.intValue == nil {
      throw .wrongType("seed", expected: "an integer")
    }
    if let count = object["n"], !count.isNull, count.intValue != 1 {
      throw .invalidValue("n", count.text, expected: "1: the sandbox gives one choice")
    }
    if let value = object["stream"], !value.isNull, value.boolValue != false {
      throw .invalidValue("stream", value.text, expected: "false: the sandbox does not play it")
    }
    if let verbosity = try object.text("verbosity"), !["low", "medium", "high"].contains(verbosity)
    {
      throw .invalidValue("verbosity", verbosity, expected: "'low', 'medium' or 'high'")
    }
  }
}
