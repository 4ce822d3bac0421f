import Basics

/// Amounts as people write them, in the tropefile and on the command line alike. Every parser takes
/// the whole text or nothing, and gives `nil` for what it cannot read, what is negative and what
/// does not fit.
package enum Quantity {
  /// A whole number: `1900000`, `1_900_000`, `1.9M`; `k`, `M` and `G` are powers of 1,000.
  package static func parseCount(_ text: String) -> Int? {
    var bytes = Array(text.utf8)[...]
    guard let number = takeDecimal(&bytes) else { return nil }
    skipSpace(&bytes)
    let factor: Int
    switch String(decoding: bytes, as: UTF8.self) {
    case "": factor = 1
    case "k", "K": factor = 1_000
    case "M": factor = 1_000_000
    case "G": factor = 1_000_000_000
    default: return nil
    }
    return number.times(factor)
  }

  /// A whole number with an optional sign: `-3`, `17`.
  package static func parseInteger(_ text: String) -> Int? {
    if text.hasPrefix("-") {
      return parseCount(String(text.dropFirst())).map { -$0 }
    }
    return parseCount(text)
  }

  /// A number of at least 0: `0`, `0.7`.
  package static func parseNumber(_ text: String) -> Double? {
    var bytes = Array(text.utf8)[...]
    guard let number = takeDecimal(&bytes), bytes.isEmpty else { return nil }
    return number.double
  }

  /// A time: `90s`, `24h`, `1h30m`, `1h 30m`, `2d`, `500ms`. Units fall from left to right, each at
  /// most once; a number without a unit is refused, for nothing tells seconds from minutes.
  package static func parseDuration(_ text: String) -> Duration? {
    var bytes = Array(text.utf8)[...]
    var milliseconds = 0
    var smallest = Int.max
    while !bytes.isEmpty {
      guard let number = takeDecimal(&bytes) else { return nil }
      let letters = bytes.prefix { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
      bytes = bytes.dropFirst(letters.count)
      guard let unit = millisecondsInUnit[String(decoding: letters, as: UTF8.self)],
        unit < smallest, let part = number.times(unit)
      else { return nil }
      smallest = unit
      let (sum, overflow) = milliseconds.addingReportingOverflow(part)
      guard !overflow else { return nil }
      milliseconds = sum
      let before = bytes.count
      skipSpace(&bytes)
      if bytes.isEmpty, bytes.count != before { return nil }
    }
    return smallest == Int.max ? nil : .milliseconds(milliseconds)
  }

  /// US dollars: `$5`, `5`, `5.50`.
  package static func parseDollars(_ text: String) -> Double? {
    parseNumber(text.hasPrefix("$") ? String(text.dropFirst()) : text)
  }

  /// Parts of a whole: `2%`, `0.02`.
  package static func parseShare(_ text: String) -> Double? {
    guard text.hasSuffix("%") else { return parseNumber(text) }
    var bytes = Array(text.utf8.dropLast())[...]
    guard var number = takeDecimal(&bytes) else { return nil }
    skipSpace(&bytes)
    guard bytes.isEmpty else { return nil }
    // Not divided once more, which rounds twice: 99.9% is the same number as 0.999.
    number.places += 2
    return number.double
  }

  /// A share as `parseShare` reads it: `2%`.
  package static func show(percent share: Double) -> String {
    // 0.07 times 100 is a little more than 7.
    show(number: (share * 1e14).rounded() / 1e12) + "%"
  }

  /// Bytes: `209715200`, `200MB` (of 1,000 kB), `200MiB` (of 1,024 KiB). A bare `M` is refused:
  /// some mean the one and some the other.
  package static func parseSize(_ text: String) -> Int? {
    var bytes = Array(text.utf8)[...]
    guard let number = takeDecimal(&bytes) else { return nil }
    skipSpace(&bytes)
    let factor: Int
    switch String(decoding: bytes, as: UTF8.self) {
    case "", "B": factor = 1
    case "kB", "KB": factor = 1_000
    case "MB": factor = 1_000_000
    case "GB": factor = 1_000_000_000
    case "KiB": factor = 1 << 10
    case "MiB": factor = 1 << 20
    case "GiB": factor = 1 << 30
    default: return nil
    }
    return number.times(factor)
  }

  private static let millisecondsInUnit = [
    "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1,
  ]

  private static func skipSpace(_ bytes: inout ArraySlice<UInt8>) {
    if bytes.first == UInt8(ascii: " ") { bytes = bytes.dropFirst() }
  }

  /// A decimal number kept exact: `digits` / 10^`places`.
  private struct Decimal {
    var digits = 0
    var places = 0

    /// The number times `factor`, if that is whole and fits.
    func times(_ factor: Int) -> Int? {
      let (product, overflow) = digits.multipliedReportingOverflow(by: factor)
      guard !overflow else { return nil }
      let divisor = (0..<places).reduce(1) { power, _ in power * 10 }
      return product.isMultiple(of: divisor) ? product / divisor : nil
    }

    var double: Double {
      // Both are exact for any figure people write, so that the one division rounds once; places are 20 at most.
      Double(digits) / (0..<places).reduce(1.0) { power, _ in power * 10 }
    }
  }

  /// Takes digits, with single underscores between them, and a fraction off the front.
  private static func takeDecimal(_ bytes: inout ArraySlice<UInt8>) -> Decimal? {
    var number = Decimal()
    guard takeDigits(&bytes, into: &number) != nil else { return nil }
    if bytes.first == UInt8(ascii: ".") {
      bytes = bytes.dropFirst()
      guard let places = takeDigits(&bytes, into: &number) else { return nil }
      number.places = places
    }
    return number
  }

  private static func takeDigits(
    _ bytes: inout ArraySlice<UInt8>, into number: inout Decimal
  ) -> Int? {
    var taken = 0
    while let byte = bytes.first {
      if byte == UInt8(ascii: "_"), taken > 0, let next = bytes.dropFirst().first, next.isDigit {
        bytes = bytes.dropFirst()
        continue
      }
      guard byte.isDigit else { break }
      // 18 digits always fit; a 19th is refused rather than rounded.
      guard number.digits < 100_000_000_000_000_000 else { return nil }
      number.digits = number.digits * 10 + Int(byte - UInt8(ascii: "0"))
      taken += 1
      guard taken <= 18 else { return nil }
      bytes = bytes.dropFirst()
    }
    return taken > 0 ? taken : nil
  }
}

/// The same amounts, written so that the parsers read them back.
extension Quantity {
  /// `1.9M` for large round numbers, digits otherwise.
  package static func show(count: Int) -> String {
    if count >= 10_000_000_000, count.isMultiple(of: 1_000_000_000) {
      return "\(count / 1_000_000_000)G"
    }
    if count >= 1_000_000, count.isMultiple(of: 100_000) {
      let tenths = count % 1_000_000 / 100_000
      return tenths == 0 ? "\(count / 1_000_000)M" : "\(count / 1_000_000).\(tenths)M"
    }
    return String(count)
  }

  /// `12h`, `1h30m`, `60s`; days from two on.
  package static func show(duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let rest = attoseconds / 1_000_000_000_000_000
    if rest == 0, seconds > 0 {
      if seconds >= 172_800, seconds.isMultiple(of: 86_400) { return "\(seconds / 86_400)d" }
      if seconds.isMultiple(of: 3_600) { return "\(seconds / 3_600)h" }
      if seconds > 3_600, seconds.isMultiple(of: 60) {
        return "\(seconds / 3_600)h\(seconds % 3_600 / 60)m"
      }
      if seconds > 120, seconds.isMultiple(of: 60) { return "\(seconds / 60)m" }
    }
    if rest == 0 { return "\(seconds)s" }
    return seconds == 0 ? "\(rest)ms" : "\(seconds)s\(rest)ms"
  }

  /// `0`, `0.7`: a whole number without a fraction.
  package static func show(number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
  }

  /// `$5`, `$0.075`.
  package static func show(dollars: Double) -> String { "$" + show(number: dollars) }

  /// `200MiB`, `200MB` or digits.
  package static func show(size: Int) -> String {
    if size > 0, size.isMultiple(of: 1 << 30) { return "\(size >> 30)GiB" }
    if size > 0, size.isMultiple(of: 1 << 20) { return "\(size >> 20)MiB" }
    if size > 0, size.isMultiple(of: 1_000_000) { return "\(size / 1_000_000)MB" }
    return String(size)
  }
}
