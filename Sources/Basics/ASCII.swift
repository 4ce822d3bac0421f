extension UInt8 {
  /// Whether it is one of the ten digits of ASCII.
  package var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

  /// A letter of ASCII in lower case, anything else as it is.
  package var lowered: UInt8 {
    self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
  }
}

extension String {
  /// A number of 0 or more with leading zeroes; one that needs more digits than `width` has all of them.
  package init(_ number: Int, width: Int, radix: Int = 10) {
    let digits = String(number, radix: radix, uppercase: true)
    self = String(repeating: "0", count: Swift.max(0, width - digits.utf8.count)) + digits
  }
}
