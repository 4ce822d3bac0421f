import TropeModel

extension Limits {
  /// Those that there are: `nil` in place of the number that stands for none.
  var named: LimitOverrides {
    LimitOverrides(
      requestsPerMinute: Limits.orNone(requestsPerMinute), requestsPerDay: requestsPerDay,
      tokensPerMinute: Limits.orNone(tokensPerMinute),
      enqueuedTokens: Limits.orNone(enqueuedTokens), contextTokens: contextTokens,
      requestsPerBatch: requestsPerBatch, bytesPerBatch: bytesPerBatch)
  }
}
