/// Numbers in groups of five bits, lowest first, a printable character each; a sixth bit says that another group follows.
/// The form of the tables that scripts write (scripts/packing.py).
package struct PackedNumbers {
  private let text: StaticString
  private var place = 0

  package init(_ text: StaticString) { self.text = text }

  /// `nil` at the end.
  package mutating func next() -> Int? {
    var number = 0
    var shift = 0
    while place < text.utf8CodeUnitCount {
      let group = Self.value(of: text.utf8Start[place])
      place += 1
      number |= (group & 31) << shift
      if group < 32 { return number }
      shift += 5
    }
    return nil
  }

  private static func value(of digit: UInt8) -> Int {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(digit) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(digit) - 97 + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(digit) - 48 + 52
    case UInt8(ascii: "+"): 62
    default: 63
    }
  }
}
