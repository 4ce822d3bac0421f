import ArgumentParser
import Sandbox

/// A tier's number, or `none`.
struct TierOption: ExpressibleByArgument, Sendable {
  /// `nil` for no limits.
  var number: Int?

  init(number: Int?) { self.number = number }

  init?(argument: String) {
    if argument == "none" {
      number = nil
    } else {
      guard let number = Int(argument), (1...5).contains(number) else { return nil }
      self.number = number
    }
  }

  var defaultValueDescription: String { number.map(String.init) ?? "none" }
}

/// A duration or a range of them: `300ms`, `6h..14h`.
struct DurationRange: ExpressibleByArgument, Sendable {
  /// In seconds.
  var seconds: ClosedRange<Double>

  init(seconds: ClosedRange<Double>) { self.seconds = seconds }

  init?(argument: String) {
    let texts: [Substring]
    if let dots = argument.firstRange(of: "..") {
      texts = [argument[..<dots.lowerBound], argument[dots.upperBound...]]
    } else {
      texts = [argument[...]]
    }
    let values = texts.compactMap(Self.seconds(of:))
    guard values.count == texts.count, let low = values.first, let high = values.last, low <= high
    else { return nil }
    seconds = low...high
  }

  private static func seconds(of text: Substring) -> Double? {
    let units: [(String, Double)] = [
      ("ms", 0.001), ("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400),
    ]
    for (unit, factor) in units where text.hasSuffix(unit) {
      guard let number = Double(text.dropLast(unit.count)), number >= 0, number.isFinite else {
        continue
      }
      return number * factor
    }
    return nil
  }

  var defaultValueDescription: String { "\(seconds.lowerBound)s..\(seconds.upperBound)s" }
}

/// Fault rates as they are written on the command line.
struct FaultsOption: ExpressibleByArgument, Sendable {
  var rates: FaultRates

  init(rates: FaultRates) { self.rates = rates }

  init?(argument: String) {
    guard let rates = try? FaultRates(parsing: argument) else { return nil }
    self.rates = rates
  }

  var defaultValueDescription: String { "none" }
}
