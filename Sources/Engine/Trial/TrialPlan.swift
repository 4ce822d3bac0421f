import Planner
import TropeModel

/// What asking one variant about the sample would take, and what a build of it would.
package struct TrialPlan: Sendable {
  package let variant: TrialVariant
  /// Of the sample alone; what kept replies of the variant's own size serve costs nothing.
  package var preview: Preview
  /// All movies that can be asked, as if none had been.
  let corpus: Corpus

  /// What asking the sample is expected to cost now, in dollars.
  package var cost: Double { preview.forecast.total.cost }
  /// Whether a request has to be sent or a batch waited for.
  package var isOpen: Bool { preview.survey.needsAPI }

  /// The whole corpus, counted.
  struct Corpus: Sendable {
    var items: [PlanItem]
    var overhead: RequestOverhead
    var assumptions: ForecastAssumptions
    var settings: PlanSettings
    var terms: ModelTerms
    var moment: Timestamp

    /// What a build of these movies would take.
    ///
    /// - Parameters:
    ///   - output: the tokens of a reply to a movie; `nil`: as expected before any was asked.
    ///   - isWanted: which movies are left to ask.
    func forecast(
      moviesPerRequest: Int, output: ((MovieID) -> Int?)? = nil,
      where isWanted: (PlanItem) -> Bool = { _ in true }
    ) -> Forecast {
      let items = items.filter(isWanted).map { item in
        var item = item
        if let tokens = output?(item.movie) { item.expectedOutput = tokens }
        return item
      }
      let plan = Plan(
        items: items, strategy: settings.strategy, numBatches: settings.numBatches,
        batchTokenTarget: settings.batchTokenTarget, limits: terms.limits,
        grouping: Grouping(moviesPerRequest: moviesPerRequest, overhead: overhead))
      return Forecast(
        of: plan, limits: terms.limits, prices: terms.prices, assumptions: assumptions,
        start: moment)
    }
  }
}

/// What is known before anything is asked.
package struct TrialLook: Sendable {
  package let sample: TrialSample
  package let gold: TrialGold
  /// In the variants' order.
  package var plans: [TrialPlan]
  /// What asking the reference again takes; `nil` where that is not wanted.
  package var again: Again?

  /// The reference, asked again.
  package struct Again: Sendable {
    /// Its place among the variants.
    package var place: Int
    package var plan: TrialPlan
  }

  private var all: [TrialPlan] { plans + (again.map { [$0.plan] } ?? []) }

  /// What asking is expected to cost now, in dollars.
  package var cost: Double { all.reduce(0) { $0 + $1.cost } }
  /// Whether anything has to be asked.
  package var isOpen: Bool { all.contains(where: \.isOpen) }
  /// Requests that would be sent now.
  package var requests: Int { all.reduce(0) { $0 + $1.preview.forecast.total.requests } }
}
