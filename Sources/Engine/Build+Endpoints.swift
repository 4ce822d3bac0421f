import Basics
import OpenAIClient
import Planner
import Tropefile
import TropeModel

/// Several servers in the real-time lane.
extension Build {
  /// The lane of all of them.
  func sharedLane(_ context: LaneContext, _ preview: Preview) throws -> RealtimeLane {
    let files = OpenFiles.raised()
    var left = files.connections
    var ways: [LaneWay] = []
    for endpoint in preview.endpoints {
      guard let client = around.endpointClients[endpoint.name] else {
        throw BuildError.endpoint(
          endpoint.name, .noKey(variable: endpoint.endpoint.keyVariable))
      }
      // Each gets one at least; what the process may have open is shared by all.
      let concurrency = max(1, min(endpoint.concurrency, left))
      left -= concurrency
      ways.append(
        LaneWay(
          context: own(context, preview, endpoint, client),
          budget: RateBudget(
            limits: endpoint.terms.limits,
            past: try ledger.lastDay(
              before: around.time.now(), isSandbox: isSandbox, endpoint: endpoint.name),
            burst: around.lateness),
          concurrency: concurrency,
          booking: EndpointBooking(
            name: endpoint.name, model: endpoint.model, bookedModel: endpoint.bookedModel,
            prices: endpoint.terms.prices)))
    }
    around.report(.limits(preview.terms.limits))
    return RealtimeLane(
      context: context, endpoints: ways, timeout: project.settings.lanes.realtime.timeout)
  }

  /// What is an endpoint's own.
  private func own(
    _ context: LaneContext, _ preview: Preview, _ endpoint: EndpointTerms, _ client: OpenAIClient
  ) -> LaneContext {
    var own = context
    own.client = client
    own.health = ServerHealth()
    own.recipe = project.recipe.asked(ofModel: endpoint.model)
    own.dialect = dialect(preview, at: endpoint)
    reckon(by: endpoint.terms, &own)
    return own
  }
}
