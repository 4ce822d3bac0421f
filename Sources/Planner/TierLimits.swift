/// Models that share one column of the limits table.
package enum LimitFamily: Hashable, Sendable, CaseIterable {
  /// gpt-4o-mini, gpt-4.1-mini, gpt-4.1-nano.
  case mini
  case gpt5Nano
  case gpt5Mini
  case gpt4o
}

/// The limits of one family of models at one tier of an account. An account's own limits page may differ.
package struct TierLimits: Hashable, Sendable {
  package let requestsPerMinute: Int
  /// `nil` where the table names no daily limit.
  package let requestsPerDay: Int?
  package let tokensPerMinute: Int
  package let enqueuedTokens: Int

  /// The source of the whole table.
  package static let source = FactSource(
    "model pages \"GPT-4o mini\", \"GPT-4.1 mini\", \"GPT-5 mini\", \"GPT-5 nano\"; \"Rate limits\"",
    asOf: "2026")

  /// The tiers that the table knows.
  package static let tiers = 1...5

  /// The limits of a family at a tier; `nil` outside tiers 1 to 5.
  package static func limits(of family: LimitFamily, tier: Int) -> TierLimits? {
    guard tiers.contains(tier) else { return nil }
    let (requests, tokens, queue) = table(family)[tier - 1]
    // Only the first tier of the oldest family has a limit for the day.
    let day = family == .mini && tier == 1 ? 10_000 : nil
    return TierLimits(
      requestsPerMinute: requests, requestsPerDay: day, tokensPerMinute: tokens,
      enqueuedTokens: queue)
  }

  /// Requests a minute, tokens a minute and enqueued tokens of tiers 1 to 5.
  private static func table(_ family: LimitFamily) -> [(Int, Int, Int)] {
    switch family {
    case .mini:
      [
        (500, 200_000, 2_000_000), (5_000, 2_000_000, 20_000_000),
        (5_000, 4_000_000, 40_000_000), (10_000, 10_000_000, 1_000_000_000),
        (30_000, 150_000_000, 15_000_000_000),
      ]
    case .gpt5Nano:
      [
        (500, 200_000, 2_000_000), (5_000, 2_000_000, 20_000_000),
        (5_000, 4_000_000, 40_000_000), (10_000, 10_000_000, 1_000_000_000),
        (30_000, 180_000_000, 15_000_000_000),
      ]
    case .gpt5Mini:
      [
        (500, 500_000, 5_000_000), (5_000, 2_000_000, 20_000_000),
        (5_000, 4_000_000, 40_000_000), (10_000, 10_000_000, 1_000_000_000),
        (30_000, 180_000_000, 15_000_000_000),
      ]
    case .gpt4o:
      [
        (500, 30_000, 90_000), (5_000, 450_000, 1_350_000), (5_000, 800_000, 50_000_000),
        (10_000, 2_000_000, 200_000_000), (10_000, 30_000_000, 5_000_000_000),
      ]
    }
  }
}
