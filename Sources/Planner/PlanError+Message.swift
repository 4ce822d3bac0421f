extension PlanError: CustomStringConvertible {
  /// What is wrong and what to do, in one line.
  package var description: String {
    switch self {
    case .missingValues(let model, let keys, let isKnown, let nearest):
      Self.missing(model: model, keys: keys, isKnown: isKnown, nearest: nearest)
    case .unknownTier(let tier):
      "limits.tier \(tier) is none of 1 to 5: look it up on the limits page of your account"
    case .notPositive(let key):
      "\(key) must be 1 or more"
    }
  }

  private static func missing(
    model: String, keys: [String], isKnown: Bool, nearest: [String]
  ) -> String {
    let what = isKnown ? "no table of limits for model '\(model)'" : "unknown model '\(model)'"
    let list = keys.joined(separator: ", ")
    guard !nearest.isEmpty else { return "\(what): set \(list) in the tropefile" }
    let names = nearest.map { "'\($0)'" }.joined(separator: " or ")
    return "\(what): did you mean \(names)? otherwise set \(list) in the tropefile"
  }
}

extension TooLong: CustomStringConvertible {
  /// Why the movie cannot be asked, in one line.
  package var description: String {
    let needs = "needs \(Format.grouped(tokens)) tokens"
    return switch limit {
    case .context:
      "\(needs) with its reply, and the model's context holds \(Format.grouped(allowed))"
    case .tokensPerMinute:
      "\(needs), and a minute allows \(Format.grouped(allowed)) in real time"
    }
  }
}

extension ModelFacts {
  /// How many days before a model's end it is spoken of.
  package static let shutdownWarningDays = 90

  /// A line on a model that is near its end or past it; `nil` for any other.
  package func shutdownNotice(today: CivilDay) -> String? {
    guard let shutdown else { return nil }
    let days = shutdown.day.dayNumber - today.dayNumber
    guard days <= Self.shutdownWarningDays else { return nil }
    let advice = shutdown.successor.map { "; its named successor is '\($0)'" } ?? ""
    if days <= 0 {
      let verb = days == 0 ? "is shut down today," : "was shut down on"
      return "model '\(name)' \(verb) \(shutdown.day)\(advice)"
    }
    let unit = days == 1 ? "day" : "days"
    return "model '\(name)' will be shut down on \(shutdown.day), in \(days) \(unit)\(advice)"
  }
}

/// A line on a model that is near its end (90 days or less) or past it, naming the date and the successor;
/// `nil` for any other and for an unknown model.
package func shutdownNotice(model: String, today: CivilDay) -> String? {
  ModelFacts.named(model)?.shutdownNotice(today: today)
}
