import Planner
import Recipe
package import TropeModel

/// Planned requests that a budget never has room for: each can cost more than it by itself, so no build with it sends them.
package struct RequestsBeyondBudget: Hashable, Sendable {
  package private(set) var requests = 0
  /// Those that they ask about, in the order of the plan.
  package private(set) var movies: [MovieID] = []
  /// What the dearest of them can cost, in US dollars.
  package private(set) var most = 0.0
  /// Whether one of them is asked in real time, where a build sends nothing behind it.
  package private(set) var endsRealtime = false
  /// Whether one of them asks about several movies, and would cost less with fewer.
  package private(set) var hasGroups = false

  /// - Parameter isOpenAI: whether the server is OpenAI's own, or plays it.
  init?(_ preview: Preview, _ project: Project, isOpenAI: Bool, budget: BudgetRule) {
    let maker = RequestMaker(preview, recipe: project.recipe)
    let most = PlannedMost(preview, project, isOpenAI: isOpenAI)
    for planned in preview.plan.batches.joined() {
      take(planned, most.inBatch(maker.request(planned)), budget, isRealtime: false)
    }
    for planned in preview.plan.realtime {
      take(planned, most.inRealtime(maker.request(planned)), budget, isRealtime: true)
    }
    if requests == 0 { return nil }
  }

  private mutating func take(
    _ planned: PlanRequest, _ dollars: Double, _ budget: BudgetRule, isRealtime: Bool
  ) {
    guard !budget.holds(dollars) else { return }
    requests += 1
    movies += planned.items.flatMap { [$0.movie] + $0.shared }
    most = max(most, dollars)
    endsRealtime = endsRealtime || isRealtime
    hasGroups = hasGroups || planned.items.count > 1
  }
}

/// The most that planned requests can cost, each sent as the plan has it.
private struct PlannedMost {
  /// The one server, or those that share the real-time lane.
  private let servers: [(most: RequestMost, context: Int?)]
  private let batch: RequestMost
  private let writing: Double
  private let tier: ServiceTier
  private let isSilent: Bool

  init(_ preview: Preview, _ project: Project, isOpenAI: Bool) {
    let bounds = preview.terms.outputBounds(of: project.recipe)
    batch = RequestMost(prices: preview.terms.prices, bounds: bounds)
    // What has no room beside others goes in a batch of its own.
    writing = Dialect(of: project, preview, isOpenAI: isOpenAI).writingShare(ofBatch: 1)
    tier = preview.plan.strategy.realtimeLane.tier ?? .standard
    isSilent = project.recipe.asksForDecisions
    servers =
      preview.endpoints.isEmpty
      ? [(batch, nil)]
      : preview.endpoints.map { endpoint in
        (
          RequestMost(prices: endpoint.terms.prices, bounds: bounds),
          endpoint.terms.limits.contextTokens
        )
      }
  }

  func inBatch(_ request: PendingRequest) -> Double { batch.inBatch(request, writing: writing) }

  /// At the server where it can cost least.
  func inRealtime(_ request: PendingRequest) -> Double {
    servers.map { server in
      let bound = server.most.bounds.tokens(for: request, within: server.context)
      return server.most.inRealtime(
        request, bound: bound ?? (isSilent ? 0 : request.expectedOutput), in: tier)
    }.min() ?? 0
  }
}
