/// What the API allows one account for one model. Every number is at least 1.
package struct Limits: Hashable, Sendable {
  /// Requests a minute in real time.
  package var requestsPerMinute: Int
  /// Requests in any 24 hours in real time; `nil` where there is no such limit.
  package var requestsPerDay: Int?
  /// Input tokens a minute in real time; cached ones count.
  package var tokensPerMinute: Int
  /// Input tokens that all unfinished batches of the account may hold together.
  package var enqueuedTokens: Int
  /// Requests in one batch file.
  package var requestsPerBatch: Int
  /// Bytes of one batch file.
  package var bytesPerBatch: Int
  /// The most tokens one request may have, input and reply together.
  package var contextTokens: Int
  /// The most tokens one reply may have; `nil` where it is not known.
  package var outputTokens: Int?

  /// Requests in one batch file as the Batch API documents it.
  package static let documentedRequestsPerBatch = 50_000
  /// Bytes of one batch file: 200 MiB, as the refusal of a larger one states.
  package static let documentedBytesPerBatch = 209_715_200

  /// What stands for a limit where there is none: more than anything that is counted here.
  package static let none = 1_000_000_000_000

  /// A limit, or `nil` for what stands for none.
  package static func orNone(_ limit: Int) -> Int? { limit < none ? limit : nil }

  package init(
    requestsPerMinute: Int, requestsPerDay: Int?, tokensPerMinute: Int, enqueuedTokens: Int,
    requestsPerBatch: Int = Limits.documentedRequestsPerBatch,
    bytesPerBatch: Int = Limits.documentedBytesPerBatch, contextTokens: Int,
    outputTokens: Int? = nil
  ) {
    self.requestsPerMinute = requestsPerMinute
    self.requestsPerDay = requestsPerDay
    self.tokensPerMinute = tokensPerMinute
    self.enqueuedTokens = enqueuedTokens
    self.requestsPerBatch = requestsPerBatch
    self.bytesPerBatch = bytesPerBatch
    self.contextTokens = contextTokens
    self.outputTokens = outputTokens
  }
}

/// Limits that the user gave, each winning over the table's. The names are those of the tropefile's `limits`.
package struct LimitOverrides: Hashable, Sendable {
  package var requestsPerMinute: Int?
  package var requestsPerDay: Int?
  package var tokensPerMinute: Int?
  package var enqueuedTokens: Int?
  package var contextTokens: Int?
  package var requestsPerBatch: Int?
  package var bytesPerBatch: Int?

  package init(
    requestsPerMinute: Int? = nil, requestsPerDay: Int? = nil, tokensPerMinute: Int? = nil,
    enqueuedTokens: Int? = nil, contextTokens: Int? = nil, requestsPerBatch: Int? = nil,
    bytesPerBatch: Int? = nil
  ) {
    self.requestsPerMinute = requestsPerMinute
    self.requestsPerDay = requestsPerDay
    self.tokensPerMinute = tokensPerMinute
    self.enqueuedTokens = enqueuedTokens
    self.contextTokens = contextTokens
    self.requestsPerBatch = requestsPerBatch
    self.bytesPerBatch = bytesPerBatch
  }
}
