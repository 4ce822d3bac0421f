package import Basics
import Planner

/// When a model is shut down, as far as that is known to the one who asks it.
package struct ModelEnd: Hashable, Sendable {
  package var model: String
  package var day: CivilDay
  /// The model that the provider names in its place.
  package var successor: String?

  package init(model: String, day: CivilDay, successor: String?) {
    self.model = model
    self.day = day
    self.successor = successor
  }

  /// The end of a model; `nil` for one that nobody has announced the end of.
  ///
  /// - Parameter told: the day that the server tells, which wins over the table's.
  package init?(of model: String, told: CivilDay? = nil) {
    let facts = ModelFacts.named(model)
    guard let day = told ?? facts?.shutdown?.day else { return nil }
    self.init(model: facts?.name ?? model, day: day, successor: facts?.shutdown?.successor)
  }

  /// How many days before a model's end it is spoken of.
  package static let warningDays = 90

  /// Whether it has been shut down. On the day itself it may still answer.
  package func isPast(on today: CivilDay) -> Bool { day < today }

  /// A line on a model that is near its end (90 days or less), past it, or ends before a plan does; `nil` for any other.
  ///
  /// - Parameter planEnds: the day on which the plan is through at worst.
  package func notice(today: CivilDay, planEnds: CivilDay? = nil) -> String? {
    let days = day.dayNumber - today.dayNumber
    let endsInPlan = planEnds.map { day <= $0 } ?? false
    guard days <= Self.warningDays || endsInPlan else { return nil }
    if days <= 0 {
      let verb = days == 0 ? "is shut down today," : "was shut down on"
      return "model '\(model)' \(verb) \(day)\(wayOut)"
    }
    let unit = days == 1 ? "day" : "days"
    let plan = endsInPlan ? ", before this plan is through at worst" : ""
    return "model '\(model)' will be shut down on \(day), in \(days) \(unit)\(plan)\(wayOut)"
  }

  /// What to do about it, to go on a sentence.
  package var wayOut: String {
    guard let successor else { return "; set 'recipe.model' to another (docs/migrating.md)" }
    return "; its successor is '\(successor)': 'model: \(successor)' (docs/migrating.md)"
  }
}
