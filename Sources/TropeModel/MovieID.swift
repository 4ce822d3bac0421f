import Basics

/// The Wikipedia page id of a movie: the name of a target.
///
/// Written in decimal digits only, without a leading zero, at most 18 of them, so that no file name made of an
/// id can leave its directory and no two spellings mean one movie.
package struct MovieID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The id as a number, never negative.
  package let number: Int64

  package static let mostDigits = 18

  /// An id from a number, as the database keeps it; `nil` for a negative number or one of more than 18 digits.
  package init?(number: Int64) {
    guard number >= 0, number < 1_000_000_000_000_000_000 else { return nil }
    self.number = number
  }

  /// An id from its digits; `nil` where anything but digits, a leading zero, or more than 18 digits is given.
  package init?(_ text: some StringProtocol) {
    self.init(utf8: text.utf8)
  }

  /// An id from the ASCII bytes of its digits.
  package init?(utf8 digits: some Collection<UInt8>) {
    guard !digits.isEmpty, digits.count <= Self.mostDigits else { return nil }
    if digits.first == UInt8(ascii: "0"), digits.count > 1 { return nil }
    var value: Int64 = 0
    for digit in digits {
      guard digit.isDigit else { return nil }
      value = value * 10 + Int64(digit - UInt8(ascii: "0"))
    }
    number = value
  }

  /// Writes the ASCII digits into `buffer` from `start` on, where `mostDigits` bytes must be free.
  ///
  /// - Returns: the place behind them.
  package func writeDigits(into buffer: UnsafeMutableRawBufferPointer, from start: Int) -> Int {
    var divisor: Int64 = 1
    while number / divisor >= 10 { divisor *= 10 }
    var place = start
    while divisor > 0 {
      buffer[place] = UInt8(ascii: "0") + UInt8(number / divisor % 10)
      place += 1
      divisor /= 10
    }
    return place
  }

  package var description: String { String(number) }

  package static func < (left: MovieID, right: MovieID) -> Bool { left.number < right.number }
}
