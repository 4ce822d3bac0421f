import Planner
import TropeModel

/// The most that requests can cost that are still to be sent, in US dollars: what a run holds against its budget.
struct RequestMost: Sendable {
  let prices: Prices
  /// Those that the requests are sent with.
  let bounds: OutputBounds

  /// - Parameter bound: the most output tokens that the request allows.
  func inRealtime(_ request: PendingRequest, bound: Int, in tier: ServiceTier) -> Double {
    prices.mostCost(input: request.inputTokens.tokens, output: bound, in: tier)
  }

  /// - Parameter share: see `Prices.mostCost`.
  func inBatch(_ request: PendingRequest, writing share: Double) -> Double {
    prices.mostCost(
      input: request.inputTokens.tokens,
      output: bounds.tokens(for: request) ?? request.expectedOutput, in: .batch, writing: share)
  }
}
