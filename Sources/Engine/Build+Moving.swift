import Planner
import Store
import Tropefile
import TropeModel

/// When work moves between the lanes while a run goes on.
extension Build {
  /// When work moves from real time to batches: only where both lanes were planned, and not where nobody waits for
  /// what a batch brings.
  func borrowing(_ preview: Preview) -> BatchLane.Borrowing? {
    let settings = project.settings
    guard preview.plan.strategy.isHybrid, !options.noWait, !preview.plan.batches.isEmpty,
      !preview.plan.realtime.isEmpty
    else { return nil }
    let limits = preview.terms.limits
    let prices = preview.terms.prices
    let waiting = preview.plan.realtime
    let meanTokens = max(1, waiting.reduce(0) { $0 + $1.input.tokens } / waiting.count)
    let turnaround = (preview.turnaround ?? .assumed).typical.inSeconds
    let perMinute = min(limits.requestsPerMinute, max(1, limits.tokensPerMinute / meanTokens))
    var share = Double(perMinute) * turnaround / 60
    if let perDay = limits.requestsPerDay {
      share = min(share, Double(perDay) * max(1, turnaround / 86_400))
    }
    let end = settings.plan.deadline.map { around.time.now() + $0 }
    let worst = (preview.turnaround ?? .assumed).worst
    let tier = preview.forecast.realtimeLane.tier ?? .standard
    let cached = prices.cache.cachedTokens(ofPrefix: waiting.first?.sharedPrefix ?? 0)
    return BatchLane.Borrowing(
      realtimeShare: Int(min(share, 1e9)), tokens: settings.plan.batchTokenTarget,
      isInTime: { now in end.map { now + worst <= $0 } ?? true },
      isCheaper: { request in
        let input = request.inputTokens.tokens
        let output = request.expectedOutput
        return prices.batchCost(input: input, output: output)
          < prices.cost(
            of: TokenUsage(input: input, cachedInput: min(cached, input), output: output), in: tier)
      })
  }

  /// When batches that wait for the queue are asked in real time after all: only where somebody waits, and not where
  /// batches alone were asked for and no deadline was given.
  func recalling(_ preview: Preview) -> BatchLane.Recalling? {
    let settings = project.settings
    guard !options.noWait, preview.plan.strategy != .batch || settings.plan.deadline != nil,
      !project.asksCommandAlone
    else { return nil }
    let prices = preview.terms.prices.ofSums
    let turnaround = preview.turnaround ?? .assumed
    let tier = preview.forecast.realtimeLane.tier ?? .standard
    return BatchLane.Recalling(
      recall: BatchRecall(
        limits: preview.terms.limits,
        turnaroundTypical: turnaround.typical,
        turnaroundWorst: turnaround.worst,
        deadline: settings.plan.deadline.map { around.time.now() + $0 }),
      interval: settings.lanes.batch.pollInterval,
      realtimeCost: { batch in
        // The ledger has the batch's cost and its input: the rest of the cost is output.
        let tokens = batch.inputTokens.tokens
        let output = max(
          0, batch.forecastCost - prices.batchCost(input: tokens, output: 0))
        let dear = prices.prices(for: tier) ?? prices.standard
        let factor = prices.batch.output > 0 ? dear.output / prices.batch.output : 1
        return prices.cost(of: TokenUsage(input: tokens, cachedInput: 0, output: 0), in: tier)
          + output * factor
      })
  }
}
