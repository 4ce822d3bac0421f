package import TropeModel

/// What is written into the ledger in one transaction while a run goes on.
package struct LedgerGroup: Sendable {
  package var replies: [PaidReply]
  /// Requests that have gone out in real time.
  package var requests: [RealtimeRequest]
  /// Whether those went to a sandbox.
  package var isSandbox: Bool
  package var calibration: Calibration?

  /// Billed less counted input tokens of a recipe's requests, by their size.
  package struct Calibration: Sendable {
    package var recipe: Digest
    package var offsets: [Int: [Int]]

    package init(recipe: Digest, offsets: [Int: [Int]]) {
      self.recipe = recipe
      self.offsets = offsets
    }
  }

  package init(
    replies: [PaidReply] = [], requests: [RealtimeRequest] = [], isSandbox: Bool = false,
    calibration: Calibration? = nil
  ) {
    self.replies = replies
    self.requests = requests
    self.isSandbox = isSandbox
    self.calibration = calibration
  }

  var isEmpty: Bool {
    replies.isEmpty && requests.isEmpty && (calibration?.offsets.isEmpty ?? true)
  }
}
