package import TropeModel

/// What is written into the ledger in one transaction while a run goes on.
package struct LedgerGroup: Sendable {
  package var replies: [PaidReply]
  /// Requests that have gone out in real time.
  package var requests: [RealtimeRequest]
  /// Whether those went to a sandbox.
  package var isSandbox: Bool
  package var calibration: Calibration?
  /// What the run is expected to come to now; `nil` where that is not news.
  package var forecast: ExpectedRun?

  /// Whose count is compared: the size of its requests, and which of several servers billed them.
  package struct Counted: Hashable, Sendable {
    package var groupSize: Int
    package var endpoint: String?

    package init(groupSize: Int, endpoint: String? = nil) {
      self.groupSize = groupSize
      self.endpoint = endpoint
    }
  }

  /// Billed less counted input tokens of a recipe's requests.
  package struct Calibration: Sendable {
    package var recipe: Digest
    package var offsets: [Counted: [Int]]

    package init(recipe: Digest, offsets: [Counted: [Int]]) {
      self.recipe = recipe
      self.offsets = offsets
    }
  }

  package init(
    replies: [PaidReply] = [], requests: [RealtimeRequest] = [], isSandbox: Bool = false,
    calibration: Calibration? = nil, forecast: ExpectedRun? = nil
  ) {
    self.replies = replies
    self.requests = requests
    self.isSandbox = isSandbox
    self.calibration = calibration
    self.forecast = forecast
  }

  var isEmpty: Bool {
    replies.isEmpty && requests.isEmpty && (calibration?.offsets.isEmpty ?? true)
      && forecast == nil
  }
}
