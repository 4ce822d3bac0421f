import ArgumentParser

/// A tier's number, or `none`.
struct TierOption: ExpressibleByArgument, Sendable {
  /// `nil` for no limits.
  var number: Int?

  /// A tier by its number.
  init(number: Int?) { self.number = number }

  /// Reads the option's value.
  init?(argument: String) {
    if argument == "none" {
      number = nil
    } else {
      guard let number = Int(argument), (1...5).contains(number) else { return nil }
      self.number = number
    }
  }

  /// How help shows it.
  var defaultValueDescription: String { number.map(String.init) ?? "none" }
}

/// A duration or a range of them: `300ms`, `6h..14h`.
struct DurationRange: ExpressibleByArgument, Sendable {
  /// In seconds.
  var seconds: ClosedRange<Double>

  /// A range by its ends.
  init(seconds: ClosedRange<Double>) { self.seconds = seconds }

  /// Reads the option's value.
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

  static func seconds(of text: Substring) -> Double? {
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

  /// How help shows it.
  var defaultValueDescription: String { "\(seconds.lowerBound)s..\(seconds.upperBound)s" }
}
