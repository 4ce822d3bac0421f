package import Quality

extension TrialOutcome {
  /// The reference, asked the same once more: how often a model gives another answer by itself.
  package struct Again: Sendable {
    /// The reference's place.
    package var place: Int
    /// Movies of the sample that have a second answer.
    package var answered: Int
    /// Movies whose second replies were no good.
    package var failed: Int
    /// Movies that have no second answer yet.
    package var open: Int
    /// Requests that answered it the second time.
    package var requests: Int
    /// What they have cost in this run.
    package var paid: Double
    /// The share of characters that got the same label both times; `nil` as long as not all were asked twice.
    package var agreement: ShareInterval?
    /// Places of variants that are shown to differ from the reference more than it does from itself.
    package var beyond: [Int] = []
    /// Why asking stopped early.
    package var stop: StopCause?
  }
}

extension TrialOutcome.Again {
  /// Compares both answers of the reference with each other, and with how others differ from it.
  init(
    _ look: TrialLook.Again, _ outcome: TrialOutcome, first: [TrialAnswers], second: TrialAnswers,
    asked: TrialRun.Asked
  ) {
    place = look.place
    answered = second.movies.count
    failed = second.failed.count
    open = second.open(by: look.plan)
    requests = second.requests
    paid = asked.dollars
    stop = asked.stop
    let answers = first + [second]
    guard open == 0, answered > 0, outcome.rows[place].isComplete,
      let trial = Trial(
        of: answers, dollars: answers.map { _ in 0 }, agreeingWith: first[place], outcome.sample)
    else { return }
    let last = answers.count - 1
    agreement = ShareInterval(trial.units(last))
    let others = first.indices.filter { $0 != look.place && outcome.rows[$0].isComplete }
    let risk = 0.05 / Double(max(1, others.count))
    beyond = others.filter { other in
      trial.difference(last, other).map { $0.lowerBound(risk: risk) > 0 } ?? false
    }
  }
}
