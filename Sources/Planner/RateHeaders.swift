import TropeModel

/// What an answer's `x-ratelimit-*` headers say; each may be missing.
package struct RateHeaders: Hashable, Sendable {
  package var limitRequests: Int?
  package var remainingRequests: Int?
  /// How long until all requests are there again.
  package var resetRequests: Duration?
  package var limitTokens: Int?
  package var remainingTokens: Int?
  /// How long until all tokens are there again.
  package var resetTokens: Duration?
  /// Whether the requests pair is about the day; `nil` to tell it from the figures.
  package var describesDay: Bool?

  package init(
    limitRequests: Int? = nil, remainingRequests: Int? = nil, resetRequests: Duration? = nil,
    limitTokens: Int? = nil, remainingTokens: Int? = nil, resetTokens: Duration? = nil,
    describesDay: Bool? = nil
  ) {
    self.limitRequests = limitRequests
    self.remainingRequests = remainingRequests
    self.resetRequests = resetRequests
    self.limitTokens = limitTokens
    self.remainingTokens = remainingTokens
    self.resetTokens = resetTokens
    self.describesDay = describesDay
  }

  /// Whether the requests pair is about the day, as it is at tier 1.
  ///
  /// The reset tells it: 8.64 s for one request of 10,000 means 24 hours for all of them. Without one, or where
  /// rounding leaves it open, the limit must be the day's by the table.
  func isAboutDay(limits: Limits) -> Bool {
    if let describesDay { return describesDay }
    if let limitRequests, limitRequests == limits.requestsPerDay,
      limitRequests != limits.requestsPerMinute
    {
      return true
    }
    guard let limitRequests, let remainingRequests, let resetRequests,
      limitRequests > remainingRequests
    else { return false }
    let whole =
      resetRequests.inSeconds * Double(limitRequests) / Double(limitRequests - remainingRequests)
    return resetRequests > .seconds(3_600) || (77_760...95_040).contains(whole)
  }
}
