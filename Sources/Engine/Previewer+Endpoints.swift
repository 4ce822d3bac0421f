import Planner
import Store
import TropeModel

/// Forecasts of several servers that share the real-time lane.
extension Previewer {
  /// What a forecast goes by at one of them.
  func assumptions(
    _ endpoint: EndpointTerms, _ all: ForecastAssumptions, _ ledger: Ledger?
  ) throws -> EndpointAssumptions {
    var own = all
    own.concurrency = endpoint.concurrency
    own.pastRequests =
      try ledger?.lastDay(before: time.now(), isSandbox: isSandbox, endpoint: endpoint.name) ?? []
    if endpoint.isOwn {
      own = own.ofOwnMachine(
        tokensPerSecond: try ledger?.pace(
          requestedModel: endpoint.bookedModel, endpoint: endpoint.name))
    }
    return EndpointAssumptions(
      name: endpoint.name, limits: endpoint.terms.limits, prices: endpoint.terms.prices,
      assumptions: own)
  }

  /// By how much the API's counts have differed from ours; of several servers that one's which counts most.
  func calibration(
    _ recipe: Digest, _ groupSize: Int, _ endpoints: [EndpointTerms], _ ledger: Ledger?
  ) throws -> Calibration? {
    guard !endpoints.isEmpty else {
      return try ledger?.calibration(recipe: recipe, groupSize: groupSize)
    }
    return try endpoints.compactMap {
      try ledger?.calibration(recipe: recipe, groupSize: groupSize, endpoint: $0.name)
    }.max { $0.offset < $1.offset }
  }
}
