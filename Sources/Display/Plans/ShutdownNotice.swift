package import Planner
package import TropeModel

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
