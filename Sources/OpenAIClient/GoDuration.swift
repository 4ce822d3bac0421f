import Basics

/// Durations as rate-limit headers and messages write them: `8.64s`, `6m0s`, `1h2m3.5s`, `20ms`; a
/// bare number is taken as seconds.
package enum GoDuration {
  /// `nil` for anything else, for a negative one and for more than ten years.
  package static func parse(_ text: some StringProtocol) -> Duration? {
    var rest = Substring(text).drop { $0 == " " }
    while rest.last == " " { rest.removeLast() }
    guard !rest.isEmpty else { return nil }
    if let seconds = plainNumber(rest) { return duration(seconds) }
    var total = 0.0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
      rest = rest.dropFirst(unit.count)
      guard let number = plainNumber(digits), let seconds = units[String(unit)] else { return nil }
      total += number * seconds
    }
    return duration(total)
  }

  /// The first duration that follows "try again in" in a message.
  static func inMessage(_ words: String) -> Duration? {
    let marker = Array("try again in ".utf8)
    let bytes = Array(words.utf8)
    guard bytes.count > marker.count else { return nil }
    for start in 0...(bytes.count - marker.count)
    where bytes[start..<start + marker.count].elementsEqual(marker) {
      var token = bytes[(start + marker.count)...].prefix { $0 > 0x20 && $0 != UInt8(ascii: ",") }
      while let last = token.last, last == UInt8(ascii: ".") || last == UInt8(ascii: ")") {
        token.removeLast()
      }
      var text = String(decoding: token, as: UTF8.self)
      // Some write the unit out: "in 20 seconds".
      if plainNumber(Substring(text)) != nil {
        let after = bytes[token.endIndex...].drop { $0 == 0x20 }.prefix { $0 >= 0x61 && $0 <= 0x7A }
        let unit = String(decoding: after, as: UTF8.self)
        if unit.hasPrefix("millisecond") {
          text += "ms"
        } else if unit.hasPrefix("minute") {
          text += "m"
        } else if unit.hasPrefix("hour") {
          text += "h"
        }
      }
      if let duration = parse(text) { return duration }
    }
    return nil
  }

  private static let units: [String: Double] = [
    "d": 86_400, "h": 3_600, "m": 60, "s": 1, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "μs": 1e-6,
    "ns": 1e-9,
  ]

  private static func plainNumber(_ text: Substring) -> Double? {
    guard !text.isEmpty, text.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") }) else {
      return nil
    }
    return Double(text)
  }

  private static func duration(_ seconds: Double) -> Duration? {
    guard seconds >= 0, seconds < 315_360_000 else { return nil }
    return .nanoseconds(Int64((seconds * 1e9).rounded()))
  }
}
