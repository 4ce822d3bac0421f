import ArgumentParser
import Sandbox

/// A share: `80%` or `0.8`.
struct ShareOption: ExpressibleByArgument, Sendable {
  /// From 0 to 1.
  var share: Double

  /// A share by its number.
  init(share: Double) { self.share = share }

  /// Reads the option's value.
  init?(argument: String) {
    let isPercent = argument.hasSuffix("%")
    guard let number = Double(isPercent ? String(argument.dropLast()) : argument) else {
      return nil
    }
    share = isPercent ? number / 100 : number
    guard (0...1).contains(share) else { return nil }
  }

  /// How help shows it.
  var defaultValueDescription: String { "\(Int((share * 100).rounded()))%" }
}

/// The tier of requests that ask for none.
enum DefaultTier: String, ExpressibleByArgument, Sendable {
  case standard, fast
}

/// The tiers that requests may ask for beside the standard one.
enum EnabledTiers: String, ExpressibleByArgument, Sendable {
  case all, none, flex, fast
}

/// A model and when it is shut down: `gpt-4o-mini=2027-01-14` or `gpt-4o-mini=6h`.
struct RetireOption: ExpressibleByArgument, Sendable {
  /// The model's name.
  var model: String
  /// When it is shut down.
  var retirement: Retirement

  /// Reads the option's value.
  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    model = String(parts[0])
    if let retirement = Retirement(date: String(parts[1])) {
      self.retirement = retirement
    } else if let seconds = DurationRange.seconds(of: parts[1]) {
      retirement = .after(seconds)
    } else {
      return nil
    }
  }
}

/// A limit on spending: `organization=5`.
struct SpendLimitOption: ExpressibleByArgument, Sendable {
  /// Whose it is.
  var limit: SpendLimit
  /// Dollars.
  var dollars: Double

  /// Reads the option's value.
  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, let limit = SpendLimit(rawValue: String(parts[0])),
      let dollars = Double(parts[1]), dollars >= 0, dollars.isFinite
    else { return nil }
    self.limit = limit
    self.dollars = dollars
  }
}
