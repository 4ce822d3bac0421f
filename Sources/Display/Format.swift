import Basics

/// Numbers as people read them. No Foundation, so that the same bytes come out everywhere.
package enum Format {
  /// A number with so many decimals, rounded half away from zero; `–` for one too large to write or none at all.
  package static func decimal(_ value: Double, places: Int) -> String {
    var scale = 1
    for _ in 0..<places { scale *= 10 }
    let magnitude = (value.magnitude * Double(scale)).rounded()
    guard magnitude < 9e18 else { return "–" }
    let scaled = Int(magnitude)
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return "\(sign)\(scaled)" }
    return "\(sign)\(scaled / scale).\(String(scaled % scale, width: places))"
  }

  /// `$11.19`; four decimals below one cent, as `$0.0042`.
  package static func dollars(_ value: Double) -> String {
    let isTiny = value != 0 && value.magnitude < 0.01
    let text = decimal(value.magnitude, places: isTiny ? 4 : 2)
    return value < 0 ? "-$\(text)" : "$\(text)"
  }

  /// Dollars as somebody gave them, as a budget is: with all its decimals, two at least and six at most.
  package static func budget(_ value: Double) -> String {
    let places = (2..<6).first { places in
      let shown = (0..<places).reduce(value) { shown, _ in shown * 10 }
      return (shown - shown.rounded()).magnitude < 1e-6
    }
    return (value < 0 ? "-$" : "$") + decimal(value.magnitude, places: places ?? 6)
  }

  /// Amounts that are compared with each other: as usual, and where two that differ would look the same, with more decimals,
  /// six at most.
  package static func dollars(apart values: [Double]) -> [String] {
    let different = Set(values).count
    var texts = values.map { dollars($0) }
    var places = 3
    while Set(texts).count < different, places <= 6 {
      texts = values.map { ($0 < 0 ? "-$" : "$") + decimal($0.magnitude, places: places) }
      places += 1
    }
    return texts
  }

  /// `512`, `10.6k`, `102.8M`, `1.2G`.
  package static func count(_ value: Int) -> String {
    switch value.magnitude {
    case ..<10_000: String(value)
    case ..<999_950: decimal(Double(value) / 1e3, places: 1) + "k"
    case ..<999_950_000: decimal(Double(value) / 1e6, places: 1) + "M"
    default: decimal(Double(value) / 1e9, places: 1) + "G"
    }
  }

  /// A part of a number of things: `1 of 1 movie`, `20 of 42,306 movies`.
  package static func counted(_ part: Int, of whole: Int, _ noun: String) -> String {
    "\(grouped(part)) of \(counted(whole, noun))"
  }

  /// A whole number in groups of three digits: `42,306`.
  package static func grouped(_ value: Int) -> String {
    var text = ""
    for (index, digit) in String(value.magnitude).reversed().enumerated() {
      if index > 0, index % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return (value < 0 ? "-" : "") + String(text.reversed())
  }

  /// A number with what is counted, the word for one or for several: `1 file`, `1,288 files`.
  package static func counted(_ value: Int, _ one: String, _ several: String? = nil) -> String {
    "\(grouped(value)) \(value == 1 ? one : several ?? one + "s")"
  }

  /// `0 s`, `42 s`, `17 min`, `8.6 h`, `4.2 days`.
  package static func time(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let value = Double(seconds) + Double(attoseconds) * 1e-18
    switch value.magnitude {
    case ..<99.5: return decimal(value, places: 0) + " s"
    case ..<5_970: return decimal(value / 60, places: 0) + " min"
    case ..<172_800: return decimal(value / 3_600, places: 1) + " h"
    default: return decimal(value / 86_400, places: 1) + " days"
    }
  }
}
