package import Display
package import Planner
import Store
package import Tropefile
package import TropeModel

/// Everything left of the lanes, as a value: what a build would do, cost and take. `--dry-run` prints it, a build
/// does it.
package struct Preview: Sendable {
  package var survey: Survey
  package var plan: Plan
  package var forecast: Forecast
  package var terms: ModelTerms
  /// The servers that share the real-time lane, the cheapest first; empty where one is asked alone.
  package var endpoints: [EndpointTerms] = []
  /// What is chosen for a deadline or a budget, or because that was asked for; the plan follows it where
  /// `Settings.Plan.isChosen`.
  package var choice: PlanChoice?
  /// How many movies a request carries as planned.
  package var moviesPerRequest = 1
  /// How many requests the API's own counts were compared with; 0 where the counts are not calibrated.
  package var calibrationSamples: Int
  /// Output tokens of thoughts a movie that are assumed, since no replies tell.
  package var assumedThoughts = 0
  /// What requests weigh beyond their questions; `nil` where nothing is to be asked.
  package var overhead: RequestOverhead?
  /// The same without what earlier replies have taught; `nil` where it was not counted exactly.
  package var counted: CountedOverhead?
  /// How long replies are expected to be; `nil` where nothing is to be asked.
  package var reply: ReplyExpectation?
  /// How long batches take, and how that is known; `nil` where nothing is to be asked.
  package var turnaround: BatchTurnaround?
  /// Tokens of each question's own part.
  package var tokenCounts: [Digest: TokenCount]
  /// Whether nobody knows yet what lines of a batch read of each other's beginning.
  package var batchCacheIsUnknown = false
  /// When the model ends, where that is known.
  package var modelEnd: ModelEnd?
  /// A model that is shut down soon, or was: what to say about it.
  package var shutdownNotice: String?
  /// That the account's spend limit leaves less than the plan costs.
  package var spendNotice: String?
  /// What is to be done for votes; `nil` where nothing votes, or nobody looked.
  package var votes: VotesPreview?
  /// Where confidences are asked for: records that have none, since their replies were bought without.
  package var withoutConfidence = 0
  /// How the labels by hand stand to the records; `nil` where there are none.
  package var hands: HandsReport?
  /// Whether the titles in the database are of other metadata than those that are there now.
  var titlesAreStale = false
  /// How the cascade stands; `nil` where the tropefile asks for none.
  package var cascade: CascadeStanding?
  /// What the strong model of the cascade may still be asked; `nil` where a build leaves it alone, or nobody looked.
  package var cascadeOutlook: CascadeOutlook?
  /// That the plan costs more than the budget, where that is a cap only, and which batches that were written do not fit it.
  package var budgetNotice: String?
  /// What batches under way still take and may cost.
  package var underWay = UnderWay()
  /// Planned requests of which each can cost more than the budget; `nil` where there are none, or no budget.
  package var beyondBudget: RequestsBeyondBudget?
  /// Movies that a split made files of and that are gone from what is split; they are targets like all others.
  package var leftovers = 0
  /// Records that have no character at all, where they were counted.
  package var emptyRecords = 0
  /// A plan that is both cheaper and faster than the one that the tropefile asks for, where one was looked for.
  package var better: PlanRow?

  /// What is to be said of a cascade before anything is asked; `nil` for nothing.
  package var cascadeNotice: String? {
    cascade.flatMap {
      CascadeWords.tooSmall(survey.upToDate + survey.refreshed.count + survey.staleCount, $0)
        ?? CascadeWords.goldNotice($0)
    }
  }

  /// Why the targets are stale: how many for each reason. A target with several reasons counts for each.
  package var reasonCounts: [(reason: StaleReason, movies: Int)] {
    var counts: [StaleReason: Int] = [:]
    for target in unsorted { for reason in target.reasons { counts[reason, default: 0] += 1 } }
    return StaleReason.allCases.compactMap { reason in counts[reason].map { (reason, $0) } }
  }

  /// The stale targets that can be built, by movie.
  package var staleTargets: [BuildTarget] { unsorted.sorted { $0.movie < $1.movie } }

  /// How many of those that are to be asked have no cast with names: the model names their characters.
  package var uncastCount: Int { survey.toAsk.filter { $0.castStatus != .complete }.count }

  private var unsorted: [BuildTarget] {
    survey.reused.map(\.target) + survey.inBatches.map(\.target) + survey.toAsk
  }

  /// Every target that cannot be built, by movie.
  package var failed: [FailedTarget] {
    survey.failed.sorted { $0.movie < $1.movie }
  }
}

extension Preview {
  /// What all asks will cost and take, where votes ask more than once.
  package var wholeForecast: Forecast {
    votes.map { forecast.followed(by: $0.forecast) } ?? forecast
  }
  /// The same of the first ask alone.
  var typicalOfFirst: Duration { max(forecast.total.typical, underWay.typical) }
  /// What a run of the first ask is expected to cost, in US dollars: what it asks, and the batches of before that it goes on
  /// with.
  package var dollarsOfFirst: Double { forecast.total.cost + underWay.dollars }
  /// Until the last reply typically comes, those of batches under way among them.
  package var typical: Duration { max(wholeForecast.total.typical, underWay.typical) }
  /// The same at worst.
  package var worst: Duration { max(wholeForecast.total.worst, underWay.worst) }

  /// Whether votes are to be asked for, or to be counted.
  package var votesGoOn: Bool { (votes?.movies ?? 0) > 0 }

  /// Whether a build asks the API for them.
  var votesNeedAPI: Bool {
    guard let votes else { return false }
    return votes.toAsk > 0 || !votes.unsentBatches.isEmpty
  }

  /// Where a target goes.
  package enum Place: Sendable, Equatable {
    case reuse
    /// In a batch of the plan, counted from 1.
    case plannedBatch(Int)
    /// In a batch that has been written or submitted, by its number in the ledger.
    case openBatch(Int)
    /// At the usual tier of service or at the tier flex.
    case realtime(Lane)
  }

  /// The place of each stale target that can be built.
  package func places() -> [MovieID: Place] {
    var places: [MovieID: Place] = [:]
    for reused in survey.reused { places[reused.target.movie] = .reuse }
    for waiting in survey.inBatches { places[waiting.target.movie] = .openBatch(waiting.batch) }
    for (index, batch) in plan.batches.enumerated() {
      for item in batch.flatMap(\.items) {
        for movie in [item.movie] + item.shared { places[movie] = .plannedBatch(index + 1) }
      }
    }
    for item in plan.realtime.flatMap(\.items) {
      for movie in [item.movie] + item.shared {
        places[movie] = .realtime(plan.strategy.realtimeLane)
      }
    }
    return places
  }
}

extension Preview {
  /// - Throws: `BuildError` where a deadline or a budget was given that no plan keeps: by how much, and what comes
  ///   nearest.
  package func checkChoice(_ settings: Settings) throws(BuildError) {
    guard let choice, settings.plan.isChosen else { return }
    if case .none = choice {
      throw .noPlanFits(
        choice, deadline: settings.plan.deadline, budget: settings.plan.budget)
    }
  }
}
