package import TropeModel

/// Fills batches in the given order, each until the next request would pass a limit.
package struct BatchPacker: Hashable, Sendable {
  /// The most input tokens of a batch of several requests.
  package let tokenTarget: Int
  private let enqueuedTokens: Int
  private let mostRequests: Int
  private let mostBytes: Int

  /// A packer with a target; one above the enqueued tokens that are allowed is lowered to them.
  package init(tokenTarget: Int, limits: Limits) {
    self.tokenTarget = min(tokenTarget, limits.enqueuedTokens)
    enqueuedTokens = limits.enqueuedTokens
    mostRequests = limits.requestsPerBatch
    mostBytes = limits.bytesPerBatch
  }

  /// Whether a request can be in a batch with others.
  package func fits(_ request: PlanRequest) -> Bool {
    request.input.tokens <= tokenTarget && hasRoomForFile(request)
  }

  /// Whether a request can be in a batch at all, though it be its only one.
  package func fitsAlone(_ request: PlanRequest) -> Bool {
    request.input.tokens <= enqueuedTokens && hasRoomForFile(request)
  }

  private func hasRoomForFile(_ request: PlanRequest) -> Bool {
    mostRequests >= 1 && Self.lineBytes(request) <= mostBytes
  }

  /// A line ends with a newline.
  private static func lineBytes(_ request: PlanRequest) -> Int { request.bodyBytes + 1 }

  /// Packs requests, all of which `fits` holds for.
  ///
  /// - Parameter mostBatches: how many batches at most; `nil` for as many as it takes.
  /// - Returns: the batches, none of them empty, and the requests that are left.
  package func pack(
    _ requests: [PlanRequest], mostBatches: Int?
  ) -> (batches: [[PlanRequest]], rest: ArraySlice<PlanRequest>) {
    var batches: [[PlanRequest]] = []
    var rest = requests[...]
    while !rest.isEmpty, mostBatches.map({ batches.count < $0 }) ?? true {
      let count = prefixThatFits(rest)
      guard count > 0 else { break }
      batches.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return (batches, rest)
  }

  /// How many of the first requests make one batch; 0 where not even the first fits.
  package func prefixThatFits(_ requests: ArraySlice<PlanRequest>) -> Int {
    var tokens = 0
    var bytes = 0
    var count = 0
    for request in requests {
      tokens += request.input.tokens
      bytes += Self.lineBytes(request)
      guard tokens <= tokenTarget, bytes <= mostBytes, count < mostRequests else { break }
      count += 1
    }
    return count
  }
}
