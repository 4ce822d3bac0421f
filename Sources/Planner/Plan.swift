package import TropeModel

/// A request that no lane can take, and the limit that forbids it.
package struct TooLong: Hashable, Sendable {
  /// Which limit it passes.
  package enum Limit: Hashable, Sendable {
    /// Input and expected reply are longer than the model's context.
    case context
    /// The request alone is more than a minute's tokens in real time, and no batch can take it.
    case tokensPerMinute
  }

  package var item: PlanItem
  /// What its request needs, in tokens.
  package var tokens: Int
  /// What the limit allows.
  package var allowed: Int
  package var limit: Limit

  package init(item: PlanItem, tokens: Int, allowed: Int, limit: Limit) {
    self.item = item
    self.tokens = tokens
    self.allowed = allowed
    self.limit = limit
  }
}

/// Which request goes to which lane, in which order.
package struct Plan: Hashable, Sendable {
  package var strategy: Strategy
  /// In the order of submission. No batch is empty or passes a limit.
  package var batches: [[PlanRequest]]
  /// In the order of sending.
  package var realtime: [PlanRequest]
  /// Movies that cannot be asked at all.
  package var tooLong: [TooLong]

  package init(
    strategy: Strategy, batches: [[PlanRequest]], realtime: [PlanRequest], tooLong: [TooLong] = []
  ) {
    self.strategy = strategy
    self.batches = batches
    self.realtime = realtime
    self.tooLong = tooLong
  }
}

extension [PlanRequest] {
  /// The movies that all these requests answer for, those that share a question among them.
  package var movieCount: Int {
    reduce(0) { $0 + $1.items.reduce(0) { $0 + 1 + $1.shared.count } }
  }
  /// The input tokens of all these requests.
  package var inputTokens: Int { reduce(0) { $0 + $1.input.tokens } }
}

extension Plan {
  /// Divides the items between the lanes.
  ///
  /// - `hybrid`, `hybridFlex`: `numBatches` batches filled with the shortest, the rest in real time. So the fewest requests
  ///   are left for that lane, which is what counts where it is bound by requests a day.
  /// - `batch`: as many batches as it takes. A request larger than the target has a batch of its own as long as the
  ///   queue can hold it at all: that is still the cheap lane.
  /// - `realtime`, `flex`: no batch.
  ///
  /// A request that fits no batch goes to real time; one that is more than a minute's tokens there has a batch of
  /// its own where the strategy has batches. What neither can take, or is longer than the context, is in `tooLong`.
  ///
  /// Real time is planned longest first. The longest replies then do not trail at the end with the lane otherwise
  /// empty, and what is still waiting late in a run is the shortest: just what fits into a batch whose turn comes
  /// early.
  ///
  /// - Parameters:
  ///   - items: one a question; see `PlanItem.sharingQuestions`.
  ///   - numBatches: for `hybrid` only; 0 or less means none.
  ///   - batchTokenTarget: the most input tokens of a batch; never above the enqueued tokens that are allowed.
  package init(
    items: [PlanItem], strategy: Strategy, numBatches: Int, batchTokenTarget: Int, limits: Limits,
    grouping: Grouping = Grouping()
  ) {
    self.init(
      dividing: grouping.requests(of: items, limits: limits), strategy: strategy,
      numBatches: numBatches, batchTokenTarget: batchTokenTarget, limits: limits)
  }

  /// Divides requests, which come shortest first, between the lanes.
  init(
    dividing requests: [PlanRequest], strategy: Strategy, numBatches: Int, batchTokenTarget: Int,
    limits: Limits
  ) {
    self.init(strategy: strategy, batches: [], realtime: [])
    var sorting = LaneSorting(
      strategy: strategy, limits: limits,
      packer: BatchPacker(tokenTarget: batchTokenTarget, limits: limits))
    for request in requests { sorting.place(request, tooLong: &tooLong) }

    let most: Int? =
      switch strategy {
      case .hybrid, .hybridFlex: max(0, numBatches)
      case .batch: nil
      case .realtime, .flex: 0
      }
    let packed = sorting.packer.pack(sorting.forBatches, mostBatches: most)
    batches = packed.batches + sorting.alone.map { [$0] }
    realtime = (Array(packed.rest) + sorting.forRealtime).longestFirst
  }
}

/// Tells for each request which lanes can take it.
private struct LaneSorting {
  let strategy: Strategy
  let limits: Limits
  let packer: BatchPacker
  /// Fit a batch among others.
  var forBatches: [PlanRequest] = []
  /// Get a batch of their own.
  var alone: [PlanRequest] = []
  /// Fit no batch.
  var forRealtime: [PlanRequest] = []

  init(strategy: Strategy, limits: Limits, packer: BatchPacker) {
    self.strategy = strategy
    self.limits = limits
    self.packer = packer
  }

  mutating func place(_ request: PlanRequest, tooLong: inout [TooLong]) {
    let needed = request.input.tokens + request.expectedOutput
    if needed > limits.contextTokens {
      tooLong += refusals(request, needed, allowed: limits.contextTokens, .context)
      return
    }
    let fitsMinute = request.input.tokens <= limits.tokensPerMinute
    switch strategy {
    case .realtime where fitsMinute, .flex where fitsMinute:
      forRealtime.append(request)
    case .batch where packer.fits(request),
      .hybrid where packer.fits(request) && fitsMinute,
      .hybridFlex where packer.fits(request) && fitsMinute:
      forBatches.append(request)
    case .batch where packer.fitsAlone(request),
      .hybrid where packer.fitsAlone(request) && !fitsMinute,
      .hybridFlex where packer.fitsAlone(request) && !fitsMinute:
      alone.append(request)
    case .batch where fitsMinute, .hybrid where fitsMinute, .hybridFlex where fitsMinute:
      forRealtime.append(request)
    default:
      tooLong += refusals(
        request, request.input.tokens, allowed: limits.tokensPerMinute, .tokensPerMinute)
    }
  }

  private func refusals(
    _ request: PlanRequest, _ tokens: Int, allowed: Int, _ limit: TooLong.Limit
  ) -> [TooLong] {
    request.items.map { TooLong(item: $0, tokens: tokens, allowed: allowed, limit: limit) }
  }
}
