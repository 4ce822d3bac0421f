/// Models that share one column of the limits table.
package enum LimitFamily: Hashable, Sendable, CaseIterable {
  /// gpt-4o-mini, gpt-4.1-mini, gpt-4.1-nano.
  case mini
  /// gpt-5-nano, gpt-5.4-nano.
  case nano
  /// gpt-5-mini, gpt-5.4-mini, gpt-5.6-luna.
  case small
  /// gpt-5.6-terra, gpt-5.6-sol, gpt-6-astra.
  case large
  case gpt4o
}

/// The limits of one family of models at one tier of an account. An account's own limits page may differ.
package struct TierLimits: Hashable, Sendable {
  package let requestsPerMinute: Int
  /// `nil` where the table names no daily limit.
  package let requestsPerDay: Int?
  package let tokensPerMinute: Int
  package let enqueuedTokens: Int

  init(_ requests: Int, _ tokens: Int, _ queue: Int, day: Int? = nil) {
    requestsPerMinute = requests
    requestsPerDay = day
    tokensPerMinute = tokens
    enqueuedTokens = queue
  }

  /// The tiers that the table knows.
  package static let tiers = 1...5

  /// The limits of a family at a tier; `nil` outside tiers 1 to 5.
  package static func limits(of family: LimitFamily, tier: Int) -> TierLimits? {
    let rows = table(family)
    return rows.indices.contains(tier - 1) ? rows[tier - 1] : nil
  }
}
