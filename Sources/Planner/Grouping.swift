import TropeModel

/// How movies are put together into requests.
package struct Grouping: Hashable, Sendable {
  /// The most movies of one request; at least 1.
  package var moviesPerRequest: Int
  /// The most input tokens of a request of several movies. A longer movie has its request to itself.
  ///
  /// The bound keeps the longest plots, which need the most attention, from sharing one reply, and one request
  /// from taking a good part of a minute's tokens at once.
  package var mostInputTokens: Int
  package var overhead: RequestOverhead

  package init(
    moviesPerRequest: Int = 1, mostInputTokens: Int = 32_000, overhead: RequestOverhead = .none
  ) {
    self.moviesPerRequest = max(1, moviesPerRequest)
    self.mostInputTokens = mostInputTokens
    self.overhead = overhead
  }

  /// Of the model's longest reply, the share that a group's expected reply may take. A reply that is longer than
  /// expected must not be cut off: all of its movies would have to be asked again.
  private static let shareOfLongestReply = 0.5

  /// Makes requests of the items: shortest first, ties by movie id, neighbours together, so that the movies of a
  /// request are of similar length.
  func requests(of items: [PlanItem], limits: Limits) -> [PlanRequest] {
    let bounds = Bounds(
      input: min(
        mostInputTokens, limits.contextTokens, limits.tokensPerMinute, limits.enqueuedTokens),
      output: limits.outputTokens.map { Int(Double($0) * Self.shareOfLongestReply) },
      context: limits.contextTokens)
    var requests: [PlanRequest] = []
    requests.reserveCapacity(items.count / moviesPerRequest + 1)
    var group = OpenGroup(overhead: overhead)
    for item in items.shortestFirst {
      if !group.items.isEmpty,
        group.items.count == moviesPerRequest || !group.fits(item, bounds: bounds)
      {
        requests.append(PlanRequest(items: group.items, overhead: overhead))
        group = OpenGroup(overhead: overhead)
      }
      group.add(item)
    }
    if !group.items.isEmpty {
      requests.append(PlanRequest(items: group.items, overhead: overhead))
    }
    // A last group that is not full may be shorter than the one before it.
    return moviesPerRequest == 1 ? requests : requests.shortestFirst
  }

  private struct Bounds {
    var input: Int
    var output: Int?
    var context: Int
  }

  private struct OpenGroup {
    var items: [PlanItem] = []
    var input = 0
    var output = 0
    let overhead: RequestOverhead

    func fits(_ item: PlanItem, bounds: Bounds) -> Bool {
      let input = self.input + item.input.tokens + overhead.entry(movies: items.count + 1).tokens
      let output = self.output + item.expectedOutput
      return input <= bounds.input && input + output <= bounds.context
        && bounds.output.map { output <= $0 } ?? true
    }

    mutating func add(_ item: PlanItem) {
      items.append(item)
      input += item.input.tokens
      output += item.expectedOutput
    }
  }
}
