import Planner
import Tropefile
import TropeModel

// A run that asks more than once: what is the whole run's, and what a part of it has.

extension Settings.Plan {
  /// Leaves of the budget what is not spent, and of the time that is left an even part for each part of the run that may come.
  ///
  /// - Parameters:
  ///   - dollars: what counts as spent so far.
  ///   - elapsed: since the whole run began.
  ///   - parts: those that may come, this one among them.
  mutating func keepRest(spent dollars: Double, elapsed: Duration, parts: Int) {
    namedBudget = wholeBudget
    budget = wholeBudget.map { max(0, $0 - dollars) }
    deadline = deadline.map { max(.seconds(1), $0 - elapsed) / parts }
  }
}

extension BuildSummary {
  /// Adds what a further part of the run has taken. Movies and records are not added: they may be the same again.
  mutating func addUse(of part: BuildSummary) {
    openBatches = part.openBatches
    usage = usage + part.usage
    dollars += part.dollars
    spent += part.spent
    forecastDollars += part.forecastDollars
    elapsed += part.elapsed
    stop = stop ?? part.stop
  }
}

extension Preview {
  /// The run's first part: after it come votes, of which it is known what they cost, or a cascade, of which it is not.
  func firstPart(cascadeFollows: Bool) -> RunPart {
    if cascadeFollows { return RunPart(count: nil, dollarsAfter: nil, secondsAfter: nil) }
    guard votesGoOn, let votes else { return RunPart() }
    let after = votes.forecast.total
    return RunPart(
      count: votes.standing.asks, dollarsAfter: after.cost, secondsAfter: after.typical.inSeconds)
  }
}
