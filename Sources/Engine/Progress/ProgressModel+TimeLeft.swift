import TropeModel

extension ProgressModel {
  /// How long the real-time lane typically still takes; `nil` where it has nothing left.
  ///
  /// At first what the forecast has left; once a twentieth is done, by the pace so far. A day's limit on requests sets
  /// a floor to it, and so does a wait that is under way.
  func realtimeLeft(at now: Timestamp) -> Duration? {
    let all = shares.realtime
    guard all > realtimeDone else { return nil }
    let elapsed = now - plan.startedAt
    let share = Double(realtimeDone) / Double(all)
    var left = max(.zero, plan.realtime.typical - elapsed)
    // The forecast of one's own machine is a guess before it has answered.
    if plan.isFree, realtimeDone == 0, left <= .zero { return nil }
    if share >= Self.shareForPace || plan.isFree && share > 0, elapsed > .zero {
      left = elapsed * ((1 - share) / share)
    }
    if let perDay = plan.requestsPerDay, perDay > 0 {
      // Each full measure of requests before the last has its day.
      let days = max(0, plan.realtime.requests - 1) / perDay
      left = max(left, .seconds(86_400) * days - elapsed)
    }
    if let wait = wait(of: plan.realtimeLane, at: now) { left = max(left, wait.until - now) }
    return left
  }

  /// How long the batch lane typically still takes; `nil` where it has nothing left, zero where it is later than
  /// typical. Batches end when they end: their share done says little of it.
  func batchLeft(at now: Timestamp) -> Duration? {
    guard shares.batch > batchDone else { return nil }
    return max(.zero, plan.batch.typical - (now - plan.startedAt))
  }

  private static let shareForPace = 0.05
}
