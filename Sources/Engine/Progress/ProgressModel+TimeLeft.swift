import TropeModel

extension ProgressModel {
  /// How long the real-time lane typically still takes; `nil` where it has nothing left.
  ///
  /// At first what the forecast has left; once a twentieth is done, by the pace so far: of tokens rather than movies, since
  /// the longest are asked first. The server's limits on requests and tokens set
  /// a floor to it, and so does a wait that is under way.
  func realtimeLeft(at now: Timestamp) -> Duration? {
    let all = shares.realtime
    guard all > realtimeDone else { return nil }
    let elapsed = now - plan.startedAt
    let share = realtimeShare
    var left = max(.zero, plan.realtime.typical - elapsed)
    // The forecast of one's own machine is a guess before it has answered.
    if plan.isFree, realtimeDone == 0, left <= .zero { return nil }
    if share >= Self.shareForPace || plan.isFree && share > 0, elapsed > .zero {
      left = elapsed * ((1 - share) / share)
    }
    if let perDay = plan.requestsPerDay, perDay > 0 {
      // Each full measure of requests before the last has its day; waits for the next are no pace.
      let days = max(0, plan.realtime.requests - 1) / perDay
      if days > 0 { left = max(.zero, plan.realtime.typical - elapsed) }
      left = max(left, .seconds(86_400) * days - elapsed)
    }
    left = max(left, leastByLimits(open: 1 - share))
    if let wait = wait(of: plan.realtimeLane, at: now) { left = max(left, wait.until - now) }
    return left
  }

  /// How long what is open takes at least by the limits of a minute, as the server told them last; what a full minute allows
  /// at once is gone before.
  private func leastByLimits(open share: Double) -> Duration {
    guard !plan.isFree else { return .zero }
    func minutes(_ all: Int, _ perMinute: Int) -> Double {
      perMinute > 0 ? max(0, Double(all) * share / Double(perMinute) - 1) : 0
    }
    return .seconds(
      60
        * max(
          minutes(plan.realtime.requests, plan.requestsPerMinute),
          minutes(plan.realtime.inputTokens, plan.tokensPerMinute)))
  }

  /// How much of the real-time lane is done, below 1.
  private var realtimeShare: Double {
    let movies = Double(realtimeDone) / Double(max(1, shares.realtime))
    let tokens =
      plan.realtime.inputTokens > 0
      ? Double(realtimeTokens) / Double(plan.realtime.inputTokens) : 0
    // Counts that are estimates are never too low, so that tokens alone would end short of the whole.
    return min(0.999, max(movies, tokens))
  }

  /// How long the batch lane typically still takes; `nil` where it has nothing left, zero where it is later than
  /// typical. What the server says of a batch wins over the forecast; as long as some are not with the server the
  /// forecast's time is the least.
  func batchLeft(at now: Timestamp) -> Duration? {
    guard shares.batch > batchDone else { return nil }
    var byForecast = max(.zero, plan.batch.typical - (now - plan.startedAt))
    if let wait = wait(of: .batch, at: now) { byForecast = max(byForecast, wait.until - now) }
    let open = batches.values.filter { $0.step.isWithServer }
    let known = batches.values.count { $0.step.isWithServer || $0.step.isOver }
    let longest = open.compactMap { left(of: $0, at: now) }.max()
    guard let longest else { return byForecast }
    let allKnown = known >= max(plan.batches, batches.count)
    return allKnown && open.allSatisfy({ $0.done > 0 }) ? longest : max(longest, byForecast)
  }

  /// How long a batch that is with the server still takes, by its pace where it has one; `nil` where nothing is done.
  private func left(of view: BatchView, at now: Timestamp) -> Duration? {
    guard view.total > 0, view.done > 0 else { return nil }
    let open = Double(max(0, view.total - view.done))
    let done = Double(view.done - view.doneBefore)
    if let since = view.since, done > 0, now > since { return (now - since) * (open / done) }
    return (plan.turnaround ?? plan.batch.typical) * (open / Double(view.total))
  }

  /// Movies of the batch lane that have an answer, as far as the server says: what is recorded, and what has not been
  /// collected yet.
  var batchAnswered: Int {
    let all = shares.batch
    let requests = batches.values.reduce(0) { $0.addingSaturated($1.total) }
    let perRequest =
      batches.count >= plan.batches && requests > 0
      ? Double(all) / Double(requests)
      : plan.batch.requests > 0 ? Double(plan.batch.movies) / Double(plan.batch.requests) : 1
    let answered = batches.values.filter(\.step.isWithServer).reduce(0.0) { sum, view in
      let taken = view.recordedBefore.map { batchDone - $0 } ?? 0
      return sum + max(0, Double(view.done) * perRequest - Double(taken))
    }
    return max(batchDone, min(all, batchDone.addingSaturated(Int(min(answered, 1e15)))))
  }

  private static let shareForPace = 0.05
}
