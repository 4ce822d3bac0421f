import TropeModel

/// What is still to be sent, shared by the lanes: the real-time lane takes from it until nothing is left and
/// nothing can come any more; the batch lane gives back to it what a batch did not answer.
package actor WorkPool {
  private var realtime: [PendingRequest]
  private var nextRealtime = 0
  private var again: [PendingRequest] = []
  private var underWay = 0
  private var batchLaneIsOpen: Bool
  private var isStopped = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// - Parameters:
  ///   - realtime: the plan's real-time requests, in the order they go out.
  ///   - batchLaneIsOpen: whether a batch lane runs that may hand requests over.
  package init(realtime: [PendingRequest], batchLaneIsOpen: Bool) {
    self.realtime = realtime
    self.batchLaneIsOpen = batchLaneIsOpen
  }

  /// The next request for the real-time lane; waits while there may yet be one.
  ///
  /// - Returns: `nil` when no request is left and none can come, or when the run stops. Each request that is
  ///   returned must be answered for with `finishedRealtime()`.
  package func takeRealtime() async -> PendingRequest? {
    while !isStopped {
      if nextRealtime < realtime.count {
        defer { nextRealtime += 1 }
        underWay += 1
        return realtime[nextRealtime]
      }
      if underWay == 0, !batchLaneIsOpen { return nil }
      await withCheckedContinuation { waiting.append($0) }
    }
    return nil
  }

  /// One request that was taken has found its end, or was put back with `addRealtime`.
  package func finishedRealtime() {
    underWay -= 1
    wake()
  }

  /// Gives the real-time lane more to do.
  ///
  /// - Parameter areNext: whether they go before what waits already.
  package func addRealtime(_ requests: [PendingRequest], areNext: Bool = false) {
    guard !requests.isEmpty else { return }
    if areNext {
      // Where those stood that were taken before, as far as that is room enough.
      let end = nextRealtime
      nextRealtime -= min(end, requests.count)
      realtime.replaceSubrange(nextRealtime..<end, with: requests)
    } else {
      if nextRealtime > 1_024, nextRealtime * 2 > realtime.count {
        realtime.removeFirst(nextRealtime)
        nextRealtime = 0
      }
      realtime.append(contentsOf: requests)
    }
    wake()
  }

  /// Takes requests that wait for the real-time lane away from it, the last ones first: those whose turn would come
  /// latest. One under way is never among them.
  ///
  /// - Parameters:
  ///   - keeping: how many are left to the lane at least.
  ///   - tokens: the most input tokens of all that are taken.
  ///   - most: the most requests that are taken.
  package func takeFromEnd(
    keeping: Int, tokens: Int, most: Int, where fits: (PendingRequest) -> Bool
  ) -> [PendingRequest] {
    var taken: [PendingRequest] = []
    var sum = 0
    while !isStopped, realtimeCount > keeping, taken.count < most, let last = realtime.last,
      fits(last), sum + last.inputTokens.tokens <= tokens
    {
      sum += last.inputTokens.tokens
      taken.append(realtime.removeLast())
    }
    return taken
  }

  /// Keeps requests for a further batch.
  package func addForBatch(_ requests: [PendingRequest]) { again.append(contentsOf: requests) }

  /// Takes all that waits for a further batch.
  package func takeForBatch() -> [PendingRequest] {
    defer { again = [] }
    return again
  }

  /// The batch lane has ended and hands nothing over any more.
  package func closeBatchLane() {
    batchLaneIsOpen = false
    wake()
  }

  /// No more request is given out.
  package func stop() {
    isStopped = true
    wake()
  }

  /// How many requests wait for the real-time lane.
  package var realtimeCount: Int { realtime.count - nextRealtime }

  /// What waits for the real-time lane: requests, their input tokens, and what they cost by `cost`.
  package func waitingLoad(
    cost: (PendingRequest) -> Double
  ) -> (requests: Int, tokens: Int, dollars: Double) {
    realtime[nextRealtime...].reduce(into: (0, 0, 0.0)) { sum, request in
      sum.0 += 1
      sum.1 += request.inputTokens.tokens
      sum.2 += cost(request)
    }
  }

  private func wake() {
    let woken = waiting
    waiting = []
    for waiter in woken { waiter.resume() }
  }
}
