import Recipe
import TropeModel

/// The words for what replies tell of a server.
enum RecorderWords {
  static let noUsage =
    "the server does not report the usage of its replies; their cost is a forecast"

  static let noCacheOptions =
    "the server refuses the options of the prompt cache, so nothing is said of it in this run; cached input may cost more than "
    + "forecast"

  static let noSchemaBounds =
    "the server refuses a request whose schema says how many characters there are and who, so no schema says so in this run; "
    + "a small model may not come to an end"

  /// - Parameter left: the names by which the bound goes still.
  static func refused(
    _ name: RequestExtras.BoundName, left: Set<RequestExtras.BoundName>
  ) -> String {
    guard let left = left.first else {
      return
        "the server refuses '\(name.rawValue)' too, so no request of this run says how long its answer may be; a small "
        + "model may not come to an end"
    }
    return
      "the server refuses '\(name.rawValue)', so that is left out in this run; answers are bounded by '\(left.rawValue)'"
  }

  static func otherTier(_ told: String, _ tier: ServiceTier?, asked: ServiceTier) -> String {
    "requests are served as '\(told)', not as '\(asked.requested ?? asked.rawValue)' as was asked; "
      + (tier == nil
        ? "no table has the price of that, so they are booked as asked"
        : "they are booked at the price of that")
  }

  static func implausible(_ usage: TokenUsage, _ expected: ExpectedUse) -> String {
    "the server bills \(usage.input) tokens in\(cached(usage)) and \(usage.output) out for a request of "
      + "\(expected.input.isExact ? "" : "≈")\(expected.input.tokens) in and about \(expected.output) out: that is "
      + "implausible, so the forecast is booked"
  }

  private static func cached(_ usage: TokenUsage) -> String {
    usage.isWhole
      ? "" : " (\(usage.cachedInput) of them read from the cache and \(usage.cacheWrite) written)"
  }

  static func otherModel(_ requested: String, _ answering: String, isKnown: Bool) -> String {
    "'\(requested)' was asked and '\(answering)' answers"
      + (isKnown
        ? "; its replies are booked at its own price"
        : ", whose price no table has; its replies are booked at the price of '\(requested)'")
  }

  static func ownModel(_ requested: String, _ answering: String) -> String {
    "'\(requested)' was asked and '\(answering)' answers: this server takes any name and answers by the model that it has; write "
      + "that one's name into 'recipe.model', or have the server load the other"
  }

  static func shortPrompt(_ counted: Int, _ billed: Int) -> String {
    "the server billed \(billed) input tokens for a request counted at \(counted): it may cut prompts, and then answers about "
      + "half a plot"
  }

  static func enlarged(_ factor: Int) -> String {
    "replies are cut off at the limit on their length, so the limit is \(factor) times as large from now on"
  }
}
