import Display
import Planner
import Recipe
import Tropefile
import TropeModel

extension Previewer {
  /// The strategies side by side; without rows where nothing is to be asked.
  func table(_ look: Look, onlyBetter: Bool = false) -> PlanTable {
    guard let workload = look.workload else { return PlanTable(rows: []) }
    var settings = workload.settings
    settings.offersFlex =
      !project.recipe.asksForDecisions && look.endpoints.isEmpty && noFlex(look.terms) == nil
    let differs: ((PlanRow, PlanRow) -> Bool)? =
      onlyBetter ? { PlanTable.isVisiblyOther($0, $1) } : nil
    return PlanTable(
      comparing: workload.items, overhead: workload.overhead, settings: settings,
      limits: look.terms.limits, prices: look.terms.prices, assumptions: workload.assumptions,
      start: look.moment, onlyBetterWhere: differs)
  }

  /// The same for all that these looks find, one after the other.
  func table(_ looks: [Look], onlyBetter: Bool = false) -> PlanTable {
    let looks = looks.filter { $0.workload != nil }
    guard looks.count != 1 else { return table(looks[0], onlyBetter: onlyBetter) }
    return PlanTable(oneAfterTheOther: Self.once(looks) { table($0) })
  }

  /// Whether something asks for a choice among all plans.
  private var asksForChoice: Bool {
    project.settings.plan.isChosen || project.settings.plan.budget != nil
  }

  /// What is chosen for a deadline or a budget, or because that was asked for; `nil` where nothing asks for a choice, or
  /// nothing is to be asked.
  func choice(of table: PlanTable) -> PlanChoice? {
    let settings = project.settings
    let plan = settings.plan
    guard !table.rows.isEmpty, asksForChoice else { return nil }
    // A budget alone is a cap: what is named does not narrow what could keep it.
    guard plan.isChosen else { return table.choose(deadline: nil, budget: plan.budget) }
    return table.choose(
      deadline: plan.deadline, budget: plan.budget, strategy: plan.namedStrategy,
      moviesPerRequest: settings.recipe.namedMoviesPerRequest)
  }

  /// What a build would follow, and what is to be said of it.
  struct Planned {
    var plan: Plan
    var forecast: Forecast
    var moviesPerRequest: Int
    var choice: PlanChoice?
    var better: PlanRow?
    var budgetNotice: String?
    var votes: VotesPreview?

    /// That of all asks.
    var wholeForecast: Forecast { votes.map { forecast.followed(by: $0.forecast) } ?? forecast }
  }

  func planned(_ look: Look, _ further: FurtherAsks?) -> Planned {
    let looks = ([look] + (further?.looks ?? [])).filter { $0.workload != nil }
    var settings = PlanSettings(
      strategy: project.settings.plan.strategy,
      moviesPerRequest: project.settings.recipe.moviesPerRequest)
    let whole = asksForChoice && !looks.isEmpty ? table(looks) : nil
    let choice = whole.flatMap { self.choice(of: $0) }
    let isChosen = project.settings.plan.isChosen
    if isChosen, case .fits(let row)? = choice {
      settings.strategy = row.strategy
      settings.moviesPerRequest = row.moviesPerRequest
    }
    let (plan, forecast) = plan(look, settings)
    var planned = Planned(
      plan: plan, forecast: forecast, moviesPerRequest: settings.moviesPerRequest, choice: choice)
    planned.votes = further.map { further in
      VotesPreview(
        further, Self.once(further.looks) { self.plan($0, settings).forecast },
        lane: settings.strategy.realtimeLane, openBatches: look.survey.openBatches)
    }
    guard !looks.isEmpty, !isChosen else { return planned }
    if seeksBetter {
      planned.better = (whole ?? table(looks, onlyBetter: true)).betterThanConfigured
    }
    planned.budgetNotice = choice?.budgetNotice(
      project.settings.plan.budget, cost: planned.wholeForecast.total.cost)
    return planned
  }

  /// What is to be asked of one look, in the way that was chosen for all.
  private func plan(_ look: Look, _ chosen: PlanSettings) -> (plan: Plan, forecast: Forecast) {
    guard let workload = look.workload else {
      return (
        Plan(strategy: chosen.strategy, batches: [], realtime: []),
        .nothing(chosen.strategy.realtimeLane)
      )
    }
    let plan = Plan(
      items: workload.items, strategy: chosen.strategy, numBatches: workload.settings.numBatches,
      batchTokenTarget: workload.settings.batchTokenTarget, limits: look.terms.limits,
      grouping: Grouping(
        moviesPerRequest: chosen.moviesPerRequest, overhead: workload.overhead))
    let forecast = Forecast(
      of: plan, limits: look.terms.limits, prices: look.terms.prices,
      assumptions: workload.assumptions, start: look.moment)
    return (plan, forecast)
  }
}
